using System.CommandLine;
using System.CommandLine.Parsing;
using FolioModel.Cli.Commands;

namespace FolioModel.Cli;

/// <summary>The <c>folio</c> command with its verbs.</summary>
public static class FolioCommandLine
{
    /// <summary>Parses arguments and runs the verb they name.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where errors and progress go.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(error);
        RootCommand root = new("Runs, explains and checks a model of Linux's folios and page cache.")
        {
            ConformCommand.Create(),
        };

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError problem in parsed.Errors)
            {
                error.WriteLine($"folio: {problem.Message}");
            }

            error.WriteLine("Try 'folio --help', or 'folio VERB --help'.");
            return ExitCode.BadInput;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }
}
