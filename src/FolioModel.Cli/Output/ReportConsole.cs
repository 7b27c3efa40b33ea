using Spectre.Console;

namespace FolioModel.Cli.Output;

/// <summary>Makes consoles for reports: in colour on a terminal, plain and unwrapped everywhere else.</summary>
internal static class ReportConsole
{
    /// <summary>Wider than any line of a report: what is read by programs must not be wrapped.</summary>
    private const int Unwrapped = 1 << 16;

    /// <param name="output">Where the report goes.</param>
    public static IAnsiConsole On(TextWriter output)
    {
        bool terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        if (!terminal)
        {
            console.Profile.Width = Unwrapped;
        }

        return console;
    }
}
