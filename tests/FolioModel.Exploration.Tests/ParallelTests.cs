using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>What comes of an exploration does not depend on how many threads work on it, nor on what runs beside it.</summary>
internal sealed class ParallelTests
{
    private static readonly string[] s_names =
        ["lookup-recheck", "lookup-recheck/wrong", "grab-loser", "remove+split", "lookup+migrate", "no-memory/wrong",
            "hugetlb-two-reservations"];

    private static IEnumerable<string> Names => Thoroughness.Sample(s_names, every: 3);

    [TestCaseSource(nameof(Names))]
    public void ADividedSearchDoesNotDependOnTheNumberOfThreads(string name)
    {
        foreach (Strategy strategy in new[] { Strategy.SourceSets, Strategy.Naive })
        {
            ExplorationOptions options = new() { Strategy = strategy, Parallel = 2, Executions = 20_000 };
            string two = Result(name, options);
            Assert.That(Result(name, options with { Parallel = 4 }), Is.EqualTo(two), $"{strategy}, four threads");
            Assert.That(Result(name, options with { Parallel = 7 }), Is.EqualTo(two), $"{strategy}, seven threads");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void ADividedSearchFindsWhatAWholeOneFinds(string name)
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find(name);
        ExplorationOptions options = new() { Strategy = Strategy.SourceSets };
        ExplorationResult whole = Explorer.Explore(scenario, options);
        ExplorationResult divided = Explorer.Explore(scenario, options with { Parallel = 2 });
        Assert.That(divided.Verdict, Is.EqualTo(whole.Verdict));
        if (whole.Verdict == Verdict.Exhaustive)
        {
            Assert.That(divided.FinalStates, Is.EquivalentTo(whole.FinalStates), "a part was lost");
            Assert.That(divided.FinalStates, Is.EquivalentTo(Explorer.Explore(scenario).FinalStates), "source sets and states differ");
        }
    }

    [TestCase("put-unlock", Strategy.Random)]
    [TestCase("grab-loser", Strategy.Priorities)]
    [TestCase("grab-loser/wrong", Strategy.Priorities)]
    [TestCase("split-lookup/wrong", Strategy.Walk)]
    public void ASampleDoesNotDependOnTheNumberOfThreads(string name, Strategy strategy)
    {
        ExplorationOptions options = new() { Strategy = strategy, Executions = 700 };
        string one = Result(name, options);
        Assert.That(Result(name, options with { Parallel = 2 }), Is.EqualTo(one));
        Assert.That(Result(name, options with { Parallel = 5 }), Is.EqualTo(one));
    }

    [Test]
    public void AnotherSeedIsAnotherSample() => Assert.That(
        Explorer.Explore(ModuleSet.BuiltIn.Programs.Find("grab-loser"),
            new ExplorationOptions { Strategy = Strategy.Walk, Executions = 50, Seed = 2 }).Steps,
        Is.Not.EqualTo(
            Explorer.Explore(ModuleSet.BuiltIn.Programs.Find("grab-loser"),
            new ExplorationOptions { Strategy = Strategy.Walk, Executions = 50 }).Steps));

    [Test]
    public void WhatIsNotDividedSaysSo()
    {
        ExplorationResult result = Explorer.Explore(
            ModuleSet.BuiltIn.Programs.Find("put-unlock"), new ExplorationOptions { Parallel = 2, Preemptions = 2 });
        Assert.That(result.Remarks, Has.Some.Contains("one thread was used"));
        Assert.That(() => Explorer.Explore(result.Program, new ExplorationOptions { Parallel = 0 }),
            Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static string Result(string name, ExplorationOptions options)
    {
        ExplorationResult result = Explorer.Explore(ModuleSet.BuiltIn.Programs.Find(name), options);
        return $"{result.Verdict} {result.BoundedBy} {result.Executions} {result.Steps} {string.Join(' ', result.FinalStates.Order())} "
            + $"{string.Join(' ', result.WaitedFor)} {result.Token}";
    }
}
