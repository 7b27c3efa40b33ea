using Spectre.Console;

namespace FolioModel.Cli;

/// <summary>The output stream as a console: colours and the window's width on a terminal, plain text of a fixed width elsewhere.</summary>
internal static class Terminal
{
    private const int PlainWidth = 160;

    public static IAnsiConsole Out()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
