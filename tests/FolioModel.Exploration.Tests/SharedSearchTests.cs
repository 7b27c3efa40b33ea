using FolioModel.Campaigns;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>A search in a folder comes to what it comes to in one process, whoever works on it and whatever becomes of them.</summary>
internal sealed class SharedSearchTests
{
    private string _folder = "";

    [SetUp]
    public void Create() => _folder = Directory.CreateTempSubdirectory("folio-search-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCase("lookup+remove")]
    [TestCase("grab-loser")]
    [TestCase("no-memory/wrong")]
    [TestCase("split-lookup/wrong")]
    [TestCase("truncate+truncate")]
    public void ThreeWorkersComeToWhatOneThreadComesTo(string name)
    {
        ExplorationProgram program = ModuleSet.BuiltIn.Programs.Find(name);
        string one = Describe(Explorer.Explore(program, new ExplorationOptions { Levels = true }));
        SharedSearchOptions options = new() { StatesOfUnit = 16 };
        string[] results = new string[3];
        Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 },
            i => results[i] = Describe(SharedSearch.Run(_folder, program, options)));
        Assert.That(results, Is.All.EqualTo(one));
        Assert.That(Describe(SharedSearch.Run(_folder, program, options)), Is.EqualTo(one), "read again, when it was over");
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(9)]
    public void ASearchThatWasStoppedGoesOnBehindItsLastResult(int levels)
    {
        ExplorationProgram program = ModuleSet.BuiltIn.Programs.Find("truncate+truncate");
        string one = Describe(Explorer.Explore(program, new ExplorationOptions { Levels = true }));
        SharedSearchOptions options = new() { StatesOfUnit = 16 };
        using CancellationTokenSource stop = new();
        Assert.That(
            () => SharedSearch.Run(_folder, program, options with { Progress = p => Stop(p, levels, stop) }, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        int first = int.MaxValue;
        ExplorationResult result = SharedSearch.Run(
            _folder, program, options with { TableMemory = 1, Progress = p => first = Math.Min(first, p.Depth) });
        Assert.That(Describe(result), Is.EqualTo(one));
        Assert.That(first, Is.EqualTo(levels + 1), "levels that were finished are not run again");
    }

    [Test]
    public void AnotherSearchInTheSameFolderIsRefused()
    {
        SharedSearch.Run(_folder, ModuleSet.BuiltIn.Programs.Find("lookup+remove"));
        Assert.That(() => SharedSearch.Run(_folder, ModuleSet.BuiltIn.Programs.Find("grab-loser")),
            Throws.TypeOf<BadCampaignException>().With.Message.Contains("another search"));
    }

    private static void Stop(ExplorationProgress progress, int levels, CancellationTokenSource stop)
    {
        if (progress.Depth >= levels)
        {
            stop.Cancel();
        }
    }

    private static string Describe(ExplorationResult result) =>
        $"{result.Verdict} {result.BoundedBy} {result.Executions} {result.Steps} {result.States} "
        + $"{string.Join(' ', result.FinalStates.Order())} {string.Join(' ', result.WaitedFor)} {result.Violation?.Kind} {result.Token}";
}
