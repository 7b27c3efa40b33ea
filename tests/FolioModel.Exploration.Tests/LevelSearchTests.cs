using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>A search by levels comes to what a depth-first one comes to, with any number of threads, and with its states in files.</summary>
internal sealed class LevelSearchTests
{
    /// <summary>Every how many programs of the catalogue one is searched; FOLIO_LEVELS=all searches all.</summary>
    private static readonly int s_every = Environment.GetEnvironmentVariable("FOLIO_LEVELS") == "all" ? 1 : 6;

    private static IEnumerable<string> Names() =>
        ExploreAll.Entries(ModuleSet.BuiltIn.Programs).Select(static e => e.Program.Name).Where(static (_, i) => i % s_every == 0);

    [TestCaseSource(nameof(Names))]
    public void LevelsFindWhatDepthFirstFinds(string name)
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find(name);
        ExplorationResult depthFirst = Explorer.Explore(scenario);
        ExplorationResult levels = Explorer.Explore(scenario, new ExplorationOptions { Levels = true });
        Assert.That(levels.Verdict, Is.EqualTo(depthFirst.Verdict), levels.Violation?.Message ?? depthFirst.Violation?.Message);
        Assert.That(levels.Token, Is.EqualTo(depthFirst.Token), "the counterexample");
        if (depthFirst.Verdict == Verdict.Exhaustive)
        {
            Assert.That(levels.States, Is.EqualTo(depthFirst.States), "states");
            Assert.That(levels.FinalStates, Is.EquivalentTo(depthFirst.FinalStates), "final states");
            Assert.That(levels.WaitedFor, Is.EqualTo(depthFirst.WaitedFor), "what tasks waited for");
        }

        string one = Describe(levels);
        foreach (int threads in new[] { 2, 4 })
        {
            Assert.That(Describe(Explorer.Explore(scenario, new ExplorationOptions { Parallel = threads })), Is.EqualTo(one),
                $"{threads} threads");
        }
    }

    [TestCase("lookup-split-truncate")]
    [TestCase("truncate+truncate")]
    [TestCase("no-memory/wrong")]
    public void StatesInFilesAreStatesLikeOthers(string name)
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find(name);
        string memory = Describe(Explorer.Explore(scenario, new ExplorationOptions { Parallel = 2 }));
        Assert.That(Describe(Explorer.Explore(scenario, new ExplorationOptions { Parallel = 2, TableMemory = 1 })), Is.EqualTo(memory));
    }

    private static string Describe(ExplorationResult result) =>
        $"{result.Verdict} {result.BoundedBy} {result.Executions} {result.Steps} {result.States} "
        + $"{string.Join(' ', result.FinalStates.Order())} {string.Join(' ', result.WaitedFor)} {result.Violation?.Kind} {result.Token}";
}
