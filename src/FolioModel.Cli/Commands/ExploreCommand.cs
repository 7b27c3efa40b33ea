using System.CommandLine;
using System.Text.Json;
using FolioModel.Exploration;
using FolioModel.Exploration.Catalogue;
using FolioModel.Exploration.Matrix;
using FolioModel.Exploration.Museum;
using FolioModel.Exploration.Reports;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio explore SCENARIO</c>: every interleaving of a few tasks.</summary>
internal static class ExploreCommand
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        Argument<string?> name = new("scenario") { Description = "Which scenario to explore.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> list = new("--list") { Description = "List the scenarios." };
        Option<bool> wrong = new("--wrong") { Description = "Run the wrong operation in place of the right one." };
        Option<string?> without = new("--without") { Description = $"A class of locks that nobody takes: {string.Join(", ", Enum.GetNames<LockClass>())}." };
        Option<int?> bound = new("--bound") { Description = "The most preemptions." };
        Option<string?> sample = new("--sample") { Description = "Run a sample only: pct, random or walk." };
        Option<string?> replay = new("--replay") { Description = "Show the interleaving of a token." };
        Option<bool> mermaid = new("--mermaid") { Description = "Show a counterexample as a Mermaid sequence diagram." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("explore", "Run every interleaving of a few tasks, and show the shortest one that does wrong.")
        {
            name, list, wrong, without, bound, sample, replay, mermaid, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            TextWriter errors = parsed.InvocationConfiguration.Error;
            try
            {
                if (parsed.GetValue(list))
                {
                    return List(parsed.GetValue(json), output);
                }

                string? token = parsed.GetValue(replay);
                Scenario scenario = ScenarioOf(parsed.GetValue(name), parsed.GetValue(wrong), parsed.GetValue(without), token);
                return token is null
                    ? Explore(scenario, OptionsOf(parsed.GetValue(bound), parsed.GetValue(sample)), parsed.GetValue(json), parsed.GetValue(mermaid), output)
                    : ShowReplay(Replay.Run(scenario, token), token, parsed.GetValue(json), parsed.GetValue(mermaid), output);
            }
            catch (Exception error) when (error is KeyNotFoundException or FormatException or ArgumentException)
            {
                errors.WriteLine($"folio explore: {error.Message}");
                return ExitCode.BadInput;
            }
        });
        return command;
    }

    private static int List(bool json, TextWriter output)
    {
        if (json)
        {
            var all = Exhibits.All.Select(static e => new { name = e.Name, operations = e.Operations, wrong = (string?)e.Wrong, reference = (string?)e.Reference })
                .Concat(ScenarioCatalogue.Programs.Select(static p => new { name = p.Name, operations = p.Summary, wrong = (string?)null, reference = (string?)null }))
                .Concat(LockMatrix.Pairs.Select(static p => new { name = p.Name, operations = p.Summary, wrong = (string?)null, reference = (string?)null }));
            output.WriteLine(JsonSerializer.Serialize(all, s_json));
            return ExitCode.Holds;
        }

        foreach (Exhibit exhibit in Exhibits.All)
        {
            output.WriteLine($"{exhibit.Name,-18}{exhibit.Operations}");
            output.WriteLine($"{"",-18}--wrong: {exhibit.Wrong}");
            output.WriteLine($"{"",-18}{exhibit.Reference}");
        }

        output.WriteLine("\nPrograms that only hold:");
        foreach (Scenario program in ScenarioCatalogue.Programs)
        {
            output.WriteLine($"{program.Name,-24}{program.Summary}");
        }

        output.WriteLine("\nPairs of the lock matrix, by name as in remove+split:");
        output.WriteLine($"  {string.Join(", ", LockMatrix.Operations)}");
        return ExitCode.Holds;
    }

    private static int Explore(Scenario scenario, ExplorationOptions options, bool json, bool mermaid, TextWriter output)
    {
        bool live = !Console.IsErrorRedirected;
        ExplorationResult result = Explorer.Explore(scenario, options with { Progress = live ? Report : null });
        if (live)
        {
            Console.Error.Write("\r\u001b[K");
        }

        if (json)
        {
            output.WriteLine(ResultJson.Write(result));
        }
        else
        {
            output.WriteLine(
                $"{scenario.Name}: {VerdictOf(result)}; {result.Executions} executions, {result.Steps} steps, {result.States} states, "
                + $"{result.Elapsed.TotalSeconds:0.000} s");
            foreach (string remark in result.Remarks)
            {
                output.WriteLine(remark);
            }

            if (result.Violation is { Path.Count: > 0 } violation)
            {
                output.WriteLine($"{violation.Preemptions} preemptions, {violation.Path.Count} steps; replay with: folio explore --replay {result.Token}");
                output.WriteLine();
                Show(Replay.Run(scenario, violation.Path), mermaid, output);
            }
        }

        return result.Verdict == Verdict.Violation ? ExitCode.Violated : ExitCode.Holds;
    }

    private static string VerdictOf(ExplorationResult result) => result.Verdict switch
    {
        Verdict.Exhaustive => "holds in every interleaving (exhaustive)",
        Verdict.BoundedBy => $"nothing wrong found, but the search was bounded by {result.BoundedBy}",
        _ => $"violated, {result.Violation!.Kind}: {result.Violation.Message}",
    };

    private static int ShowReplay(Trace trace, string token, bool json, bool mermaid, TextWriter output)
    {
        if (!json)
        {
            return Show(trace, mermaid, output);
        }

        output.WriteLine(ResultJson.Write(trace, token));
        return trace.Violation is null ? ExitCode.Holds : ExitCode.Violated;
    }

    private static int Show(Trace trace, bool mermaid, TextWriter output)
    {
        output.Write(mermaid ? TraceDiagram.Write(trace) : TraceTable.Write(trace));
        return trace.Violation is null ? ExitCode.Holds : ExitCode.Violated;
    }

    private static void Report(ExplorationProgress progress) => Console.Error.Write(
        $"\r\u001b[K{progress.Executions} executions, {progress.Steps} steps, {progress.States} states, depth {progress.Depth}");

    /// <summary>The scenario that a token is of, or the one asked for.</summary>
    private static Scenario ScenarioOf(string? name, bool wrong, string? without, string? token)
    {
        string found = token is not null ? ReplayToken.Read(token).Scenario
            : name ?? throw new ArgumentException("name a scenario, or use --list to see them");
        if (token is not null && name is not null && !found.StartsWith(name, StringComparison.Ordinal))
        {
            throw new ArgumentException($"the token is of '{found}', not of '{name}'");
        }

        if (wrong && token is null)
        {
            found = Exhibits.All.Any(e => e.Name == found) ? $"{found}/wrong"
                : throw new ArgumentException($"'{found}' has no wrong operation; the exhibits have: {string.Join(", ", Exhibits.All.Select(static e => e.Name))}");
        }

        Scenario scenario = ScenarioCatalogue.Find(found);
        if (without is null)
        {
            return scenario;
        }

        return Enum.TryParse(without, ignoreCase: true, out LockClass lockClass) && Enum.IsDefined(lockClass)
            ? scenario.WithoutLock == lockClass ? scenario : ScenarioCatalogue.Without(scenario, lockClass)
            : throw new ArgumentException($"'{without}' is no class of locks; they are {string.Join(", ", Enum.GetNames<LockClass>())}");
    }

    private static ExplorationOptions OptionsOf(int? bound, string? sample) => new()
    {
        Preemptions = bound is null or >= 0 ? bound : throw new ArgumentException($"--bound: expected 0 or more preemptions, found {bound}"),
        Strategy = sample switch
        {
            null => Strategy.States,
            "pct" => Strategy.Priorities,
            "random" => Strategy.Random,
            "walk" => Strategy.Walk,
            _ => throw new ArgumentException($"'{sample}' is no way to sample; they are pct, random and walk"),
        },
    };
}
