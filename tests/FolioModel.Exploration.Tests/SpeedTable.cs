using System.Diagnostics;
using FolioModel.Exploration.Catalogue;

namespace FolioModel.Exploration.Tests;

/// <summary>Prints how fast the search is. Asserts nothing about time; run it by name.</summary>
[Explicit("measures; for docs/exploration.md")]
internal sealed class SpeedTable
{
    private static readonly string[] s_names = ["lookup-recheck", "allocate-punch-convert", "lookup-split-truncate", "shmem-fallocate-punch", "fault-sequence"];

    [Test]
    public void Print()
    {
        TestContext.Out.WriteLine("| scenario | executions | steps | states | executions/s | steps/s | states/s | naive executions |\n|---|---|---|---|---|---|---|---|");
        foreach (string name in s_names)
        {
            Scenario scenario = ScenarioCatalogue.Find(name);
            ExplorationResult result = Explorer.Explore(scenario);
            int rounds = (int)Math.Max(1, 4_000_000 / result.Steps);
            for (int i = 0; i < rounds / 2; i++)
            {
                Explorer.Explore(scenario);
            }

            Stopwatch watch = Stopwatch.StartNew();
            for (int i = 0; i < rounds; i++)
            {
                Explorer.Explore(scenario);
            }

            double seconds = watch.Elapsed.TotalSeconds / rounds;
            ExplorationResult naive = Explorer.Explore(scenario, new ExplorationOptions { Strategy = Strategy.Naive, Executions = 100_000 });
            string all = naive.Verdict == Verdict.Exhaustive ? $"{naive.Executions}, {naive.Executions / result.Executions} times more" : "more than 100 000";
            TestContext.Out.WriteLine(
                $"| {name} | {result.Executions} | {result.Steps} | {result.States} | {result.Executions / seconds:N0} | {result.Steps / seconds:N0} | {result.States / seconds:N0} | {all} |");
        }
    }

    [Test]
    public void PrintOnAllCores()
    {
        Scenario scenario = ScenarioCatalogue.Find("fault-sequence");
        foreach (int threads in new[] { 1, Environment.ProcessorCount })
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
            Parallel.For(0, 20, options, _ => Explorer.Explore(scenario));
            Stopwatch watch = Stopwatch.StartNew();
            Parallel.For(0, 20, options, _ => Explorer.Explore(scenario));
            TestContext.Out.WriteLine($"{threads} threads: {watch.Elapsed.TotalSeconds:0.00} s for 20 explorations");
        }
    }
}
