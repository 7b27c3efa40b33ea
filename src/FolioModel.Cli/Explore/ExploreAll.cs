using System.Text.Json;
using System.Text.Json.Nodes;
using FolioModel.Campaigns.Kinds;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Explore;

/// <summary><c>folio explore --all</c>: the whole catalogue, several explorations at a time.</summary>
/// <remarks>They share nothing, so that each comes to what it comes to alone; they are printed in the order of the catalogue.</remarks>
internal static class ExploreAll
{
    public static int Run(ProgramCatalogue programs, ExplorationOptions options, string? profile, bool json, TextWriter output,
        TextWriter errors)
    {
        ExpectedExploration[] entries =
        [
            .. Entries(programs).Select(e => profile is null || IsAboutItsKernel(programs, e.Program) ? e
                : e with { Program = ProgramCatalogue.On(e.Program, profile) }),
        ];
        ExplorationResult[] results = new ExplorationResult[entries.Length];
        ExploreProgress progress = new(errors);
        int done = 0;
        ParallelOptions threads = new() { MaxDegreeOfParallelism = options.Parallel };
        Parallel.For(0, entries.Length, threads, i =>
        {
            results[i] = Explorer.Explore(entries[i].Program, options with { Parallel = 1 });
            int count = Interlocked.Increment(ref done);
            lock (progress)
            {
                progress.Show($"{count} of {entries.Length} explored, {entries[i].Program.Name}");
            }
        });
        progress.Clear();
        bool surprised = entries.Where((e, i) => !IsAsExpected(e, results[i])).Any();
        if (json)
        {
            output.WriteLine(new JsonArray([.. results.Select(static r => JsonNode.Parse(ResultJson.Write(r)))])
                .ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }
        else
        {
            Print(entries, results, output);
        }

        return surprised ? ExitCode.Violated : ExitCode.Holds;
    }

    private static void Print(ExpectedExploration[] entries, ExplorationResult[] results, TextWriter output)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            ExplorationResult result = results[i];
            string verdict = result.Verdict switch
            {
                Verdict.Exhaustive => "holds",
                Verdict.BoundedBy => $"bounded by {result.BoundedBy}",
                _ => $"{result.Violation!.Kind}, {result.Token}",
            };
            string surprise = IsAsExpected(entries[i], result) ? ""
                : entries[i].GoesWrong ? "  (expected to go wrong)"
                    : $"  (expected to hold{(result.Violation is { } violation ? $": {violation.Message}" : "")})";
            output.WriteLine(
                $"{result.Program.Name,-40} {result.Executions,8:n0} executions {result.Steps,10:n0} steps {result.States,8:n0} states  "
                + $"{verdict}{surprise}");
        }

        output.WriteLine(
            $"{results.Length} explorations: {results.Sum(static r => r.Executions):n0} executions, "
                + $"{results.Sum(static r => r.Steps):n0} steps, "
            + $"{results.Sum(static r => r.States):n0} states");
    }

    /// <summary>The programs of the catalogue, with what each should come to.</summary>
    public static IEnumerable<ExpectedExploration> Entries(ProgramCatalogue programs) =>
    [
        .. programs.Exhibits.Select(static e => new ExpectedExploration(e.Right, GoesWrong: false)),
        .. programs.Exhibits.Select(static e => new ExpectedExploration(e.WrongOne, GoesWrong: true)),
        .. programs.Programs.Select(static p => new ExpectedExploration(p, GoesWrong: false)),
        .. programs.Matrix.Pairs.Select(p => new ExpectedExploration(p.Program, programs.Matrix.IsKnownToGoWrong(p.Name))),
        .. programs.WithoutLocks.Select(static p => new ExpectedExploration(p, GoesWrong: true)),
    ];

    /// <summary>An exhibit that shows what one release did wrong and the next one right stays on these two releases.</summary>
    private static bool IsAboutItsKernel(ProgramCatalogue programs, ExplorationProgram program) =>
        programs.Exhibits.Any(e => e.WrongProfile is not null && (e.Right.Name == program.Name || e.WrongOne.Name == program.Name));

    /// <summary>A search that was cut short says neither that a scenario holds nor that it goes wrong.</summary>
    private static bool IsAsExpected(ExpectedExploration entry, ExplorationResult result) =>
        result.Verdict == (entry.GoesWrong ? Verdict.Violation : Verdict.Exhaustive);
}
