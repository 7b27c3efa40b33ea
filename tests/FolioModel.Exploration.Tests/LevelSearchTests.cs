using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>A search by levels finds what a depth-first one finds, with any number of threads, and with its states in files.</summary>
internal sealed class LevelSearchTests
{
    /// <summary>Every how many programs of the catalogue one is searched; FOLIO_LEVELS=all searches all.</summary>
    private static readonly int s_every =
        Environment.GetEnvironmentVariable("FOLIO_LEVELS") == "all" ? 1 : Thoroughness.Of(full: 6, quick: 24);

    /// <summary>
    /// Programs whose number of states depends on the order in which they are searched: of what a task that may spin has looked at, a
    /// state says only whether it is different by now, not what it was.
    /// </summary>
    private static readonly string[] s_spins =
    [
        "fault-sequence", "lookup-split-truncate", "shmem-write-truncate", "shmem-swapin-truncate", "shmem-write-swapout", "hugetlb-blocks",
        "split+write-back", "gmem-allocate+gmem-allocate", "punch-hole+get_pfn", "get_pfn+convert", "shmem-read+shmem-fallocate",
        "shmem-fallocate+shmem-fallocate", "shmem-write+shmem-punch", "huge-fallocate+huge-punch", "huge-fallocate+huge-truncate",
        "file-truncate+file-fault", "file-truncate+file-hole", "file-truncate+file-fsync", "file-hole+file-hole", "file-hole+file-fsync",
        "file-hole+file-writeback", "file-fsync+file-fsync",
    ];

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
            if (!s_spins.Contains(name))
            {
                Assert.That(levels.States, Is.EqualTo(depthFirst.States), "states");
            }

            Assert.That(levels.FinalStates, Is.EquivalentTo(depthFirst.FinalStates), "final states");
            Assert.That(levels.WaitedFor, Is.EqualTo(depthFirst.WaitedFor), "what tasks waited for");
        }

        string one = Describe(levels);
        foreach (int threads in Thoroughness.IsFull ? [2, 4] : new[] { 2 })
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

    [Test]
    public void FingerprintsOfFewBitsAreNotCalledExhaustive()
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find("lookup+remove");
        ExplorationOptions options = new() { Levels = true };
        ExplorationResult whole = Explorer.Explore(scenario, options);
        Assert.That(whole.CollisionProbability, Is.GreaterThan(0).And.LessThan(1e-30));
        Assert.That(whole.ToString(), Does.Contain("two taken for one: below 10^-3"));
        ExplorationResult few = Explorer.Explore(scenario, options with { FingerprintMask = (UInt128)uint.MaxValue << 96 });
        Assert.That(few.States, Is.EqualTo(whole.States), "no two did collide");
        Assert.That(few.Verdict, Is.EqualTo(Verdict.BoundedBy));
        Assert.That(few.BoundedBy, Does.Contain("10^-5"));
    }

    private static string Describe(ExplorationResult result) =>
        $"{result.Verdict} {result.BoundedBy} {result.Executions} {result.Steps} {result.States} "
        + $"{string.Join(' ', result.FinalStates.Order())} {string.Join(' ', result.WaitedFor)} {result.Violation?.Kind} {result.Token}";
}
