using System.CommandLine;
using System.Text.Json;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio explore SCENARIO</c>: every interleaving of a few tasks.</summary>
internal static class ExploreCommand
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(ModuleSet modules)
    {
        ProgramCatalogue programs = modules.Programs;
        Argument<string?> name = new("scenario") { Description = "Which scenario to explore.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> list = new("--list") { Description = "List the scenarios." };
        Option<bool> all =
            new("--all") { Description = "Explore the whole catalogue: the museum, the programs and the pairs of the lock matrix." };
        Option<bool> wrong = new("--wrong") { Description = "Run the wrong operation in place of the right one." };
        Option<string?> without =
            new("--without") { Description = $"A class of locks that nobody takes: {string.Join(", ", programs.LockClasses)}." };
        Option<string?> bound = new("--bound") { Description = "The most preemptions." };
        Option<string?> sample = new("--sample") { Description = $"Run a sample only: {string.Join(", ", ExploreInput.Samples.Keys)}." };
        Option<string?> strategy =
            new("--strategy") { Description = $"How to run all interleavings: {string.Join(", ", ExploreInput.Strategies.Keys)}." };
        Option<string?> executions = new("--executions") { Description = "The most executions; of a sample, how many (1000)." };
        Option<string?> seed = new("--seed") { Description = "Where a sample starts (1)." };
        Option<string?> parallel =
            new("--parallel") { Description = "How many threads: for samples, source sets, naive enumeration and --all. Results do not "
            + "depend on it." };
        Option<string?> replay = new("--replay") { Description = "Show the interleaving of a token." };
        Option<bool> mermaid = new("--mermaid") { Description = "Show a counterexample as a Mermaid sequence diagram." };
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Command command = new("explore", "Run every interleaving of a few tasks, and show the shortest one that does wrong.")
        {
            name, list, all, wrong, without, bound, sample, strategy, executions, seed, parallel, replay, mermaid, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            TextWriter errors = parsed.InvocationConfiguration.Error;
            try
            {
                RefuseTogether(parsed, json, mermaid);
                RefuseTogether(parsed, list, name, all, wrong, without, bound, sample, strategy, executions, seed, parallel, replay,
                    mermaid);
                RefuseTogether(parsed, all, name, wrong, without, replay, mermaid);
                RefuseTogether(parsed, replay, wrong, bound, sample, strategy, executions, seed, parallel);
                if (parsed.GetValue(list))
                {
                    return List(programs, parsed.GetValue(json), output);
                }

                ExplorationOptions options = ExploreInput.OptionsOf(
                    parsed.GetValue(bound), parsed.GetValue(sample), parsed.GetValue(strategy), parsed.GetValue(executions),
                        parsed.GetValue(seed), parsed.GetValue(parallel));
                if (parsed.GetValue(all))
                {
                    return ExploreAll.Run(programs, options, parsed.GetValue(json), output, errors);
                }

                string? token = parsed.GetValue(replay);
                ExplorationProgram scenario =
                    ExploreInput.ProgramOf(programs, parsed.GetValue(name), parsed.GetValue(wrong), parsed.GetValue(without), token);
                return token is null
                    ? Explore(scenario, options, modules.Command, parsed.GetValue(json), parsed.GetValue(mermaid), output, errors)
                    : ShowReplay(Replay.Run(scenario, token), token, parsed.GetValue(json), parsed.GetValue(mermaid), output);
            }
            catch (Exception error) when (error is KeyNotFoundException or FormatException or ArgumentException)
            {
                return Complaint.Write(errors, "explore", error.Message);
            }
        });
        return command;
    }

    /// <summary>What would be ignored is a misunderstanding.</summary>
    private static void RefuseTogether(ParseResult parsed, Symbol option, params Symbol[] others)
    {
        if (IsGiven(parsed, option) && Array.Find(others, o => IsGiven(parsed, o)) is { } other)
        {
            throw new ArgumentException($"{option.Name} and {(other is Argument ? "a scenario" : other.Name)}: expected one of them");
        }
    }

    private static bool IsGiven(ParseResult parsed, Symbol symbol) => symbol switch
    {
        Option option => parsed.GetResult(option) is { Implicit: false },
        Argument argument => parsed.GetResult(argument) is { Tokens.Count: > 0 },
        _ => false,
    };

    private static int List(ProgramCatalogue programs, bool json, TextWriter output)
    {
        if (json)
        {
            var all = programs.Exhibits.Select(static e =>
                new { name = e.Name, operations = e.Operations, wrong = (string?)e.Wrong, reference = (string?)e.Reference })
                .Concat(programs.Programs.Select(static p =>
                    new { name = p.Name, operations = p.Summary, wrong = (string?)null, reference = (string?)null }))
                .Concat(programs.Matrix.Pairs.Select(static p =>
                    new { name = p.Name, operations = p.Program.Summary, wrong = (string?)null, reference = (string?)null }));
            output.WriteLine(JsonSerializer.Serialize(all, s_json));
            return ExitCode.Holds;
        }

        foreach (Exhibit exhibit in programs.Exhibits)
        {
            output.WriteLine($"{exhibit.Name,-18}{exhibit.Operations}");
            output.WriteLine($"{"",-18}--wrong: {exhibit.Wrong}");
            output.WriteLine($"{"",-18}{exhibit.Reference}");
        }

        output.WriteLine("\nPrograms that only hold:");
        foreach (ExplorationProgram program in programs.Programs)
        {
            output.WriteLine($"{program.Name,-26}{program.Summary}");
        }

        output.WriteLine("\nPairs of the lock matrix, by name as in remove+split:");
        output.WriteLine($"  {string.Join(", ", programs.Matrix.Operations)}");
        return ExitCode.Holds;
    }

    private static int Explore(ExplorationProgram scenario, ExplorationOptions options, string command, bool json, bool mermaid,
        TextWriter output, TextWriter errors)
    {
        ExploreProgress progress = new(errors);
        ExplorationResult result = Explorer.Explore(scenario, options with { Progress = progress.Show });
        progress.Clear();
        if (json)
        {
            output.WriteLine(ResultJson.Write(result));
        }
        else
        {
            Print(result, command, mermaid, output);
        }

        return result.Verdict == Verdict.Violation ? ExitCode.Violated : ExitCode.Holds;
    }

    private static void Print(ExplorationResult result, string command, bool mermaid, TextWriter output)
    {
        output.WriteLine(ResultText.Summary(result));
        foreach (string remark in result.Remarks)
        {
            output.WriteLine(remark);
        }

        if (result.Violation is { Path.Count: > 0 } violation)
        {
            output.WriteLine(
                $"{violation.Preemptions} preemptions, {violation.Path.Count} steps; replay with: "
                + $"{command} explore --replay {result.Token}");
            output.WriteLine();
            Show(Replay.Run(result.Program, violation.Path), mermaid, output);
        }
        else if (result.Token is { } token)
        {
            output.WriteLine($"replay with: {command} explore --replay {token}");
        }
    }

    private static int ShowReplay(Trace trace, string token, bool json, bool mermaid, TextWriter output)
    {
        if (!json)
        {
            return Show(trace, mermaid, output);
        }

        output.WriteLine(ResultJson.Write(trace, token));
        return CodeOf(trace);
    }

    /// <summary>A token that ends before the tasks do shows no fault, but neither does it show that there is none.</summary>
    private static int CodeOf(Trace trace) => trace.Violation is null && trace.Unfinished is null ? ExitCode.Holds : ExitCode.Violated;

    private static int Show(Trace trace, bool mermaid, TextWriter output)
    {
        output.Write(mermaid ? TraceDiagram.Write(trace) : TraceTable.Write(trace, Terminal.WidthOf(output)));
        return CodeOf(trace);
    }
}
