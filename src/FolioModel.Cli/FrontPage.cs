using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace FolioModel.Cli;

/// <summary>The page that <c>folio</c>, <c>folio help</c> and <c>folio --help</c> print: where to begin, and the verbs.</summary>
internal static class FrontPage
{
    private const string Head = """
        FolioModel: Linux's folios and page cache as an executable, checked model in
        which every reference has a named holder.

        Begin with one of these:
        """;

    private const string Foot = """

        'folio help VERB' describes a verb with examples.
        'folio --module PATH VERB ...' also uses the owners of an assembly.
        Exit code of every verb: 0 what was asked for holds, 1 a difference or
        violation was found, 2 bad input or usage.
        """;

    private static readonly (string Command, string Text)[] s_beginnings =
    [
        ("folio explain gmem-allocate", "who holds a folio, step by step, and whose reference a put drops"),
        ("folio show 03-counts -o lesson.html", "a lesson to open in a browser; 'folio show --list' names all"),
        ("folio quiz counts --seed 1", "questions about a random program; -c answers them"),
        ("folio repl", "a machine to try things on, with undo"),
        ("folio explore split-lookup --wrong", "two tasks in every order, and the shortest one that does wrong"),
        ("folio check", "random programs, every invariant after every step"),
        ("folio who --refcount 3 --mapcount 0 --flags lru --mapping file", "whose references a real page's count can be"),
    ];

    /// <summary>Whether the arguments ask for this page.</summary>
    /// <param name="args">The arguments, without those of modules.</param>
    public static bool IsAskedFor(IReadOnlyList<string> args) => args is [] or ["help" or "--help" or "-h" or "-?"];

    /// <summary>Writes the page.</summary>
    /// <param name="root">The command with its verbs.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(RootCommand root, TextWriter output)
    {
        output.WriteLine(Head);
        foreach ((string command, string text) in s_beginnings)
        {
            Columns.Write(output, $"  {command}", text);
        }

        output.WriteLine();
        output.WriteLine("Verbs:");
        foreach (Command verb in root.Subcommands)
        {
            Columns.Write(output, $"  {verb.Name}", verb.Description!.Split("\n\n")[0].ReplaceLineEndings(" "));
        }

        output.WriteLine(Foot);
    }

    /// <summary>Lets help keep to a width also where the output is no terminal, and wrap each paragraph of a description as one.</summary>
    /// <param name="root">The command.</param>
    /// <param name="output">Where help goes.</param>
    public static void LimitWidth(RootCommand root, TextWriter output)
    {
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            ((HelpAction)help.Action!).MaxWidth = Terminal.WidthOfHelp(output);
        }

        foreach (Command verb in root.Subcommands)
        {
            verb.Description = Joined(verb.Description!);
        }
    }

    /// <summary>A text in which a line that goes on with the paragraph before it is joined to it; indented lines stand alone.</summary>
    private static string Joined(string text)
    {
        StringBuilder joined = new();
        bool goesOn = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            bool isProse = line.Length > 0 && line[0] != ' ';
            bool isTitle = isProse && line[^1] == ':' && !line.Contains(' ', StringComparison.Ordinal);
            joined.Append(joined.Length == 0 ? "" : goesOn && isProse && !isTitle ? " " : "\n").Append(line);
            goesOn = isProse && line[^1] != ':';
        }

        return joined.ToString();
    }
}
