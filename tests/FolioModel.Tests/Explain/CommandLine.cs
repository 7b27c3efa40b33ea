using System.Diagnostics;

namespace FolioModel.Tests.Explain;

/// <summary>Runs a command as a user would, in a process of its own.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the folio command.</summary>
    public static CommandLine Run(params string[] arguments) =>
        RunDotnet([Path.Combine(AppContext.BaseDirectory, "folio.dll"), .. arguments]);

    /// <summary>Runs <c>dotnet</c> with some arguments.</summary>
    public static CommandLine RunDotnet(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandLine(process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
