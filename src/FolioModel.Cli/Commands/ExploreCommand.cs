using System.CommandLine;
using System.Text.Json;
using FolioModel.Campaigns;
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

    private const string Text = """
        Run every interleaving of a few tasks, and show the shortest one that does wrong.

        Prints a row for each step: the scheduling point that a task passes, what it does, and the counts with their holders. A right
        operation of an exhibit is shown on the schedule on which the wrong one fails. docs/explore/points.md says what each point is.
        Examples:
          folio explore split-lookup --wrong
          folio explore hole-fill --without InvalidateLock
          folio explore hole-fill --profile 6.18
          folio explore --replay split-lookup/wrong:a2b6a
          folio show split-lookup -o race.html       you are the scheduler
        """;

    public static Command Create(ModuleSet modules)
    {
        ProgramCatalogue programs = modules.Programs;
        Argument<string?> name = new("scenario")
        {
            Description = "Which scenario to explore: a name ('folio explore --list' names all) or a scenario file (.folio).",
            HelpName = "scenario",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> list = new("--list") { Description = "List the scenarios." };
        Option<bool> all =
            new("--all") { Description = "Explore the whole catalogue: the museum, the programs and the pairs of the lock matrix." };
        Option<bool> wrong = new("--wrong") { Description = "Run the wrong operation in place of the right one." };
        Option<string?> without = new("--without")
        {
            Description = $"A class of locks that nobody takes: {string.Join(", ", programs.LockClasses)}.",
            HelpName = "LOCK",
        };
        Option<string?> profile =
            new("--profile")
            {
                Description = $"The kernel to be like: {string.Join(", ", KernelProfile.All.Select(static p => p.Name))}. With --all, "
                    + "every scenario of the catalogue on that kernel, but for those that show what one release did wrong.",
            };
        Option<string?> bound = new("--bound") { Description = "The most preemptions." };
        Option<string?> sample = new("--sample") { Description = $"Run a sample only: {string.Join(", ", ExploreInput.Samples.Keys)}." };
        Option<string?> strategy =
            new("--strategy") { Description = $"How to run all interleavings: {string.Join(", ", ExploreInput.Strategies.Keys)}." };
        Option<string?> executions = new("--executions") { Description = "The most executions; of a sample, how many (1000)." };
        Option<string?> seed = new("--seed") { Description = "Where a sample starts (1)." };
        Option<string?> parallel =
            new("--parallel")
            {
                Description = "How many threads. Results do not depend on it; more than one compare states level by level.",
            };
        Option<string?> shared = new("--shared")
        {
            Description = "A folder, new or of the same search: all processes that are given it work on one search, and one that ended is "
                + "gone on with.",
            HelpName = "DIR",
        };
        Option<string?> replay = new("--replay") { Description = "Show the interleaving of a token." };
        Option<bool> mermaid = new("--mermaid") { Description = "Show a counterexample as a Mermaid sequence diagram." };
        Option<bool> json = new("--json") { Description = "Print JSON." };
        name.CompletionSources.Add(_ => programs.Names.Select(static n => new System.CommandLine.Completions.CompletionItem(n)));
        without.CompletionSources.Add(
            _ => programs.LockClasses.Select(static c => new System.CommandLine.Completions.CompletionItem(c.Name)));
        Command command = new("explore", Text)
        {
            name, list, all, wrong, without, profile, bound, sample, strategy, executions, seed, parallel, shared, replay, mermaid, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            TextWriter errors = parsed.InvocationConfiguration.Error;
            try
            {
                RefuseTogether(parsed, json, mermaid);
                RefuseTogether(parsed, list, name, all, wrong, without, profile, bound, sample, strategy, executions, seed, parallel,
                    replay, mermaid);
                RefuseTogether(parsed, shared, list, all, bound, sample, strategy, executions, seed, replay);
                RefuseTogether(parsed, all, name, wrong, without, replay, mermaid);
                RefuseTogether(parsed, replay, wrong, profile, bound, sample, strategy, executions, seed, parallel);
                if (parsed.GetValue(list))
                {
                    return List(programs, parsed.GetValue(json), output);
                }

                ExplorationOptions options = ExploreInput.OptionsOf(
                    parsed.GetValue(bound), parsed.GetValue(sample), parsed.GetValue(strategy), parsed.GetValue(executions),
                        parsed.GetValue(seed), parsed.GetValue(parallel));
                if (parsed.GetValue(all))
                {
                    return ExploreAll.Run(programs, options, parsed.GetValue(profile), parsed.GetValue(json), output, errors);
                }

                string? token = parsed.GetValue(replay);
                ExplorationProgram scenario =
                    ExploreInput.ProgramOf(programs, parsed.GetValue(name), parsed.GetValue(wrong), parsed.GetValue(without),
                        parsed.GetValue(profile), token);
                return token is null
                    ? Explore(modules, scenario, options, parsed.GetValue(shared),
                        parsed.GetValue(json), parsed.GetValue(mermaid), output, errors)
                    : ShowReplay(Replay.Run(scenario, token), token, parsed.GetValue(json), parsed.GetValue(mermaid), output);
            }
            catch (Exception error) when (
                error is BadFolioScriptException or IOException or KeyNotFoundException or FormatException or ArgumentException
                    or BadCampaignException)
            {
                return Complaint.Write(errors, "explore", error.Message);
            }
        });
        return command;
    }

    /// <summary>Refuses options that would be ignored, since they show a misunderstanding.</summary>
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
            Columns.Write(output, exhibit.Name, exhibit.Operations);
            Columns.Write(output, "", $"--wrong: {exhibit.Wrong}");
            Columns.Write(output, "", exhibit.Reference);
        }

        output.WriteLine("\nPrograms that only hold:");
        foreach (ExplorationProgram program in programs.Programs)
        {
            Columns.Write(output, program.Name, program.Summary);
        }

        output.WriteLine("\nPairs of the lock matrix, by name as in remove+split:");
        Columns.Write(output, "", string.Join(", ", programs.Matrix.Operations));
        return ExitCode.Holds;
    }

    private static int Explore(ModuleSet modules, ExplorationProgram scenario, ExplorationOptions options, string? shared, bool json,
        bool mermaid, TextWriter output, TextWriter errors)
    {
        ExploreProgress progress = new(errors);
        ExplorationResult result = shared is null ? Explorer.Explore(scenario, options with { Progress = progress.Show })
            : SharedSearch.Run(shared, scenario, new SharedSearchOptions { Parallel = options.Parallel, Progress = progress.Show });
        progress.Clear();
        if (json)
        {
            output.WriteLine(ResultJson.Write(result));
        }
        else
        {
            Print(modules, result, mermaid, output, mermaid ? errors : output);
        }

        return result.Verdict == Verdict.Violation ? ExitCode.Violated : ExitCode.Holds;
    }

    /// <summary>Writes what was found; a diagram stands alone, so that what reads it finds nothing else.</summary>
    private static void Print(ModuleSet modules, ExplorationResult result, bool mermaid, TextWriter output, TextWriter prose)
    {
        prose.WriteLine(ResultText.Summary(result));
        foreach (string remark in result.Remarks.Concat(ResultText.JoinedNotes(result)))
        {
            prose.WriteLine(remark);
        }

        if (result.Violation is { Path.Count: > 0 } violation)
        {
            Trace story = Replay.Run(result.Program, violation.Path);
            prose.WriteLine(
                $"{Counted(violation.Preemptions, "preemption")}, {Counted(violation.Path.Count, "step")} in "
                + $"{Counted(story.Joined().Steps.Count, "row")}; replay with: {modules.Command} explore --replay {result.Token}");
            prose.WriteLine();
            Show(story, mermaid, output);
        }
        else if (result.Token is { } token)
        {
            prose.WriteLine($"replay with: {modules.Command} explore --replay {token}");
        }
        else if (modules.Programs.Exhibits.FirstOrDefault(e => e.Name == result.Program.Name.Split('@')[0]) is { } exhibit)
        {
            ExplorationProgram wrong = exhibit.WrongOne with { Profile = result.Program.Profile };
            IReadOnlyList<Move> path = Explorer.Explore(wrong).Violation?.Path ?? [];
            prose.WriteLine("The schedule on which the wrong operation fails, with the right one, which holds:");
            prose.WriteLine();
            Show(Replay.Run(result.Program, ExplorationTrace.StoryOf(result.Program, path)), mermaid, output);
        }
        else if (mermaid)
        {
            Show(Replay.Run(result.Program, ExplorationTrace.StoryOf(result.Program, [])), mermaid, output);
        }
    }

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

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
