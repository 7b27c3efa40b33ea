using System.CommandLine;
using FolioModel.Cli.Conform;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio conform</c>: replays recordings of a real kernel and compares every state.</summary>
internal static class ConformCommand
{
    private const string Description = """
        Replay recordings of a real Linux kernel on the model and compare every state of every operation.

        Prints each family of recordings with what was compared, and the first difference of a trace that differs.
        Examples:
          folio conform tests/FolioModel.Tests/Recordings
          folio conform scripted_plain.jsonl.gz --fields
        """;

    private static readonly Argument<string[]> s_paths = new("PATH")
    {
        Description = "Recordings (.jsonl or .jsonl.gz), or folders to be searched for them. The kind is recognised from the content.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one JSON object." };

    private static readonly Option<bool> s_fields = new("--fields")
    {
        Description = "List how many values of each field were compared, by family of recordings.",
    };

    private static readonly Option<bool> s_allowMissing = new("--allow-missing")
    {
        Description = "Do not fail because of operations that the model does not have.",
    };

    private static readonly Option<bool> s_noLedger = new("--no-ledger")
    {
        Description = "Do not record who holds each reference: faster, but neither checked nor shown.",
    };

    private static readonly Option<int> s_show = new("--show")
    {
        Description = "How many differing traces to print; each is left at its first difference.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create(ModuleSet modules)
    {
        Command command = new("conform", Description) { s_paths, s_json, s_fields, s_allowMissing, s_noLedger, s_show };
        s_show.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out int shown) || shown < 0))
            {
                result.AddError($"--show: expected a number of traces, found '{result.Tokens[0].Value}'");
            }
        });
        command.SetAction(parsed => Run(parsed, modules));
        return command;
    }

    private static int Run(ParseResult arguments, ModuleSet modules)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter error = arguments.InvocationConfiguration.Error;
        if (Complaint.OfPaths(arguments.GetValue(s_paths)!) is { } complaint)
        {
            return Complaint.Write(error, "conform", complaint);
        }

        ConformanceReport report = new();
        try
        {
            Replay(arguments, modules, report, error);
        }
        catch (MalformedTraceException e)
        {
            return Complaint.Write(error, "conform", e.Message);
        }

        if (arguments.GetValue(s_json))
        {
            output.WriteLine(ConformJson.Write(report, arguments.GetValue(s_fields)));
        }
        else
        {
            if (arguments.GetValue(s_fields))
            {
                ConformText.WriteFields(report, output);
            }

            ConformText.Write(report, arguments.GetValue(s_show), output);
        }

        bool complete = report.Missing.Count == 0 || arguments.GetValue(s_allowMissing);
        return report.Differences == 0 && complete ? ExitCode.Holds : ExitCode.Violated;
    }

    private static void Replay(ParseResult arguments, ModuleSet modules, ConformanceReport report, TextWriter error)
    {
        IReadOnlyList<string> files = ConformanceSuite.FindFiles(arguments.GetValue(s_paths)!);
        using ProgressLine progress = new(error, files.Count);
        ConformanceSuite.WithAll(ledger: !arguments.GetValue(s_noLedger), modules).Replay(files, report, progress.Next);
    }
}
