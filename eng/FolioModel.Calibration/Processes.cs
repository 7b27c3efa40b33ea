using System.Diagnostics;

namespace FolioModel.Calibration;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code; -1 when it was stopped for taking too long.</param>
/// <param name="Output">What it wrote.</param>
internal readonly record struct ProcessResult(int ExitCode, string Output);

/// <summary>Runs other programs and waits for them.</summary>
internal static class Processes
{
    public static ProcessResult Run(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        using Process process = new();
        process.StartInfo =
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true,
            RedirectStandardError = true };
        process.Start();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return new ProcessResult(-1, "");
        }

        return new ProcessResult(process.ExitCode, output.Result + error.Result);
    }
}
