using FolioModel.Testing;
using NUnit.Framework;

namespace FolioModel.Exploration.Tests;

/// <summary>A mistake before the first task runs is a finding like any other, whoever searches.</summary>
public sealed class SetUpTests
{
    private static ExplorationProgram PutsTooMuch => new("puts-too-much", "the set-up drops one reference twice", static world =>
    {
        AddressSpace file = SmallPrograms.CachedFile(world);
        Folio folio = file.Pages.GetFolio(PageIndex.Zero).Folio;
        folio.Put();
        folio.Put();
        world.Task("a", () => SmallPrograms.LookUp(file, 0));
    });

    [TestCase(Strategy.States, 1)]
    [TestCase(Strategy.States, 2)]
    [TestCase(Strategy.SourceSets, 1)]
    [TestCase(Strategy.SourceSets, 2)]
    [TestCase(Strategy.Naive, 1)]
    [TestCase(Strategy.Random, 1)]
    public void ABugInTheSetUpIsAFindingThatNamesTheFolioAndItsHolders(Strategy strategy, int parallel)
    {
        ExplorationResult result = Explorer.Explore(PutsTooMuch,
            new ExplorationOptions { Strategy = strategy, Parallel = parallel, Executions = 10 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Verdict, Is.EqualTo(Verdict.Violation));
            Assert.That(result.Violation!.Kind, Is.EqualTo(ViolationKind.SetUp));
            Assert.That(result.Violation.Message,
                Does.StartWith("the set-up of 'puts-too-much' failed: ").And.Contain("holders: page cache 1"));
            Assert.That(result.Violation.Holders.Select(static h => h.Kind), Is.EqualTo(new[] { HolderKind.PageCache }));
            Assert.That(result.Violation.Path, Is.Empty);
            Assert.That($"{result}", Does.Contain("violated, SetUp: ").And.Contain($"replay token: {result.Token}"));
        }
    }

    [Test]
    public void WithABoundOfPreemptionsToo() => Assert.That(
        Explorer.Explore(PutsTooMuch, new ExplorationOptions { Preemptions = 0 }).Violation?.Kind, Is.EqualTo(ViolationKind.SetUp));

    [Test]
    public void TheTokenShowsItAgain()
    {
        ExplorationResult result = Explorer.Explore(PutsTooMuch);
        Assert.That(Replay.Run(PutsTooMuch, result.Token!).Violation?.Message, Is.EqualTo(result.Violation!.Message));
    }

    [Test]
    public void AnyOtherExceptionSaysWhichItIs()
    {
        ExplorationProgram program = new("throws", "the set-up throws", static _ => throw new InvalidOperationException("no memory left"));
        Assert.That(Explorer.Explore(program).Violation?.Message,
            Is.EqualTo("the set-up of 'throws' failed: no memory left (InvalidOperationException in SetUpTests)"));
    }

    [Test]
    public void AProgramWithoutTasksIsAMistakeOfItsAuthorStill() => Assert.That(
        () => Explorer.Explore(new ExplorationProgram("empty", "nothing", static _ => { })), Throws.InvalidOperationException);
}
