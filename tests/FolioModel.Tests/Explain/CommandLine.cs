using System.Diagnostics;
using FolioModel.Cli;

namespace FolioModel.Tests.Explain;

/// <summary>Runs a command as a user would.</summary>
/// <remarks>In continuous integration each runs in a process of its own; in a plain run most run in the test's.</remarks>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the folio command.</summary>
    public static CommandLine Run(params string[] arguments) =>
        Thoroughness.IsFull || NeedsItsConfiguration(arguments)
            ? RunAlone(arguments)
            : RunHere(arguments);

    /// <summary>Runs the folio command in a process of its own, in a plain run too.</summary>
    public static CommandLine RunAlone(params string[] arguments) =>
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

    /// <summary>An exploration relies on the command's own runtime configuration; a campaign is planned without exploring.</summary>
    private static bool NeedsItsConfiguration(string[] arguments) => arguments.Contains("explore") && !arguments.Contains("campaign");

    private static CommandLine RunHere(string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return new CommandLine(code, output.ToString(), error.ToString());
    }
}
