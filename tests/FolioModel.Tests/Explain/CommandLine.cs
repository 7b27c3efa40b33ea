using System.Diagnostics;
using FolioModel.Cli;

namespace FolioModel.Tests.Explain;

/// <summary>Runs a command as a user would.</summary>
/// <remarks>In continuous integration each runs in a process of its own; in a plain run most run in the test's.</remarks>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>Verbs that need the command's own runtime configuration, or note which build they are of.</summary>
    private static readonly string[] s_ownProcess = ["explore", "campaign"];

    /// <summary>Runs the folio command.</summary>
    public static CommandLine Run(params string[] arguments) =>
        Thoroughness.IsFull || arguments.Intersect(s_ownProcess).Any()
            ? RunDotnet([Path.Combine(AppContext.BaseDirectory, "folio.dll"), .. arguments])
            : RunHere(arguments);

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

    private static CommandLine RunHere(string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return new CommandLine(code, output.ToString(), error.ToString());
    }
}
