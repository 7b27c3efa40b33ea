using System.Globalization;
using FolioModel.Testing;
using FolioModel.Cli.Modules;

namespace FolioModel.Bench.Exploring;

/// <summary>How fast the explorer is, in processor time of one core, and what its reductions save.</summary>
internal static class ExploreTable
{
    private const double WarmUp = 0.5e9;
    private const double Measured = 1.5e9;

    private static readonly string[] s_scenarios =
        ["lookup+remove", "lookup-split-truncate", "allocate-punch-convert", "shmem-swapin-truncate", "shmem-fallocate-punch",
            "isolate-neighbours"];

    public static void Print(string[] only)
    {
        Console.WriteLine(
            "| scenario | strategy | executions | steps | states | ms | executions/s | steps/s | states/s | bytes/execution |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (string name in only.Length > 0 ? only : s_scenarios)
        {
            ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find(name);
            foreach (Strategy strategy in new[] { Strategy.States, Strategy.SourceSets, Strategy.Naive })
            {
                Console.WriteLine(Row(scenario, strategy));
            }
        }
    }

    private static string Row(ExplorationProgram scenario, Strategy strategy)
    {
        // What cannot be enumerated is cut short: its speed means something all the same, and its counts are lower bounds.
        ExplorationOptions options = new() { Strategy = strategy, Executions = strategy == Strategy.States ? 0 : 20_000 };
        Repeat(scenario, options, WarmUp);
        (ExplorationResult result, long runs, double nanoseconds, long bytes) = Repeat(scenario, options, Measured);
        double seconds = nanoseconds / 1e9;
        string more = result.Verdict == Verdict.BoundedBy ? "> " : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"| {scenario.Name} | {strategy} | {more}{result.Executions} | {more}{result.Steps} | {result.States} | "
                + $"{seconds * 1000 / runs:0.0} | "
            + $"{runs * result.Executions / seconds:0} | {runs * result.Steps / seconds:0} | {runs * result.States / seconds:0} | "
                + $"{bytes / (runs * result.Executions)} |");
    }

    private static (ExplorationResult Result, long Runs, double Nanoseconds, long Bytes) Repeat(ExplorationProgram scenario,
        ExplorationOptions options, double atLeast)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        double start = ThreadClock.Nanoseconds();
        ExplorationResult result;
        long runs = 0;
        double now;
        do
        {
            result = Explorer.Explore(scenario, options);
            runs++;
            now = ThreadClock.Nanoseconds();
        }
        while (now - start < atLeast);
        return (result, runs, now - start, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }
}
