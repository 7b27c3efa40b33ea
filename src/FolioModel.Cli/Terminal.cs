using Spectre.Console;

namespace FolioModel.Cli;

/// <summary>An output stream as a console: colours and the window's width on a terminal, plain text of a fixed width elsewhere.</summary>
internal static class Terminal
{
    private const int PlainWidth = 160;
    private const int HelpWidth = 80;

    /// <summary>Columns of a plain document: what the environment asks for, or room for most tables.</summary>
    private static int WidthOfPlain =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns >= 60 ? columns : PlainWidth;

    /// <summary>Wider than any line: what programs read must not be wrapped.</summary>
    public const int Unwrapped = 1 << 16;

    /// <summary>Columns to write a table in: the window's, or what most documents and mails have room for.</summary>
    /// <param name="output">Where to write.</param>
    public static int WidthOf(TextWriter output)
    {
        const int Least = 60;
        const int Usual = 120;
        return ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? Math.Max(Least, Console.WindowWidth) : Usual;
    }

    /// <summary>Columns for help: the window's, or what every window and every document has room for.</summary>
    /// <param name="output">Where to write.</param>
    public static int WidthOfHelp(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? WidthOf(output) : HelpWidth;

    /// <summary>An output stream at the width of a plain document.</summary>
    /// <param name="output">Where to write.</param>
    public static IAnsiConsole Out(TextWriter output) => On(output, WidthOfPlain);

    /// <summary>Any output stream.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="plainWidth">Columns where it is no terminal.</param>
    public static IAnsiConsole On(TextWriter output, int plainWidth)
    {
        bool plain = !ReferenceEquals(output, Console.Out) || Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(output),
        });
        if (plain)
        {
            console.Profile.Width = plainWidth;
        }

        return console;
    }
}
