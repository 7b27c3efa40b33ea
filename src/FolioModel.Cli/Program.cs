using System.CommandLine;
using FolioModel.Cli;
using FolioModel.Cli.Commands;

RootCommand root = new("FolioModel: Linux's folios and page cache as an executable, checked model in which every reference has a named holder.")
{
    ExplainCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
{
    return parsed.Invoke();
}

foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
{
    Console.Error.WriteLine($"folio: {error.Message}");
}

Console.Error.WriteLine("Try 'folio --help', or --help after a verb.");
return ExitCode.BadInput;
