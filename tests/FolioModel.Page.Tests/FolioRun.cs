using FolioModel.Cli;

namespace FolioModel.Page.Tests;

/// <summary>A command run as a user runs it: its exit code, and the texts of its two streams.</summary>
internal sealed record FolioRun(int Code, string Output, string Error)
{
    /// <summary>The lines of the output, without the empty ones.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the command.</summary>
    public static FolioRun Of(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return new FolioRun(code, output.ToString(), error.ToString());
    }
}
