using System.CommandLine;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Repl;

/// <summary><c>folio repl</c>: lines of scenario files that run as they are written.</summary>
internal static class ReplCommand
{
    private const string Text = """
        Read lines of scenario files, run each at once, and show who holds what afterwards. Lines can be taken back.

        Commands beside those of scenario files: help, show, steps, tree FILE, lists, free, history, undo [N], save FILE, load FILE, quit.
        Examples:
          folio repl
          folio repl my.folio                      goes on after a scenario file
          printf 'file data\ngrab data 5 as f\n' | folio repl

        Exit code: 0, or 2 when standard input is no terminal and a line could not be run.
        """;

    private static readonly Argument<string?> s_file = new("FILE")
    {
        Description = "A scenario file to begin with.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(ModuleSet modules)
    {
        Command command = new("repl", Text) { s_file };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsInputRedirected;
            ReplSession session = new(output, parsed.InvocationConfiguration.Error, modules);
            if (parsed.GetValue(s_file) is { } file && !session.Load(file))
            {
                return ExitCode.BadInput;
            }

            return session.Run(Console.In, isTerminal);
        });
        return command;
    }
}
