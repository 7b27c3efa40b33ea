using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;
using FolioModel.Tests;

namespace FolioModel.Exploration.Tests;

/// <summary>Every exhibit's fault is found quickly, shown briefly and replayed; the right operation has none.</summary>
internal sealed class MuseumTests
{
    /// <summary>Executions within which a fault must be found: well under a second of them.</summary>
    private const long Enough = 10_000;

    private static IEnumerable<TestCaseData> All =>
        ModuleSet.BuiltIn.Programs.Exhibits.Select(e => new TestCaseData(e).SetArgDisplayNames(e.Name));

    [TestCaseSource(nameof(All))]
    public void TheRightOperationHoldsInEveryInterleaving(Exhibit exhibit)
    {
        ExplorationResult result = Explorer.Explore(exhibit.Right);
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Exhaustive), $"{result.BoundedBy}{result.Violation?.Message} {result.Token}");
        Assert.That(result.Remarks, Is.Empty, "states could not be compared");
    }

    [TestCaseSource(nameof(All))]
    public void TheWrongOperationIsFoundOutAndShownBriefly(Exhibit exhibit)
    {
        ExplorationResult result = Explorer.Explore(exhibit.WrongOne, new ExplorationOptions { Executions = Enough });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Violation), "the wrong operation does no wrong");
        Assert.That(result.Token, Has.Length.LessThanOrEqualTo(120));
        Trace trace = Replay.Run(exhibit.WrongOne, result.Token!);
        Assert.That(trace.Violation?.Kind, Is.EqualTo(result.Violation!.Kind), "the token replays something else");
        Assert.That(trace.Joined().Steps, Has.Count.LessThanOrEqualTo(15), "the counterexample is too long");
    }

    [TestCaseSource(nameof(All))]
    public void SourceSetsAgreeWithVisitedStates(Exhibit exhibit)
    {
        ExplorationOptions options = new() { Strategy = Strategy.SourceSets, Shortens = false, Executions = 50_000 };
        int executions = Thoroughness.Of(full: 50_000, quick: 2_000);
        ExplorationResult right = Explorer.Explore(exhibit.Right, options with { Executions = executions });
        Assert.That(right.Violation, Is.Null, right.Violation?.Message);
        if (right.Verdict == Verdict.Exhaustive)
        {
            Assert.That(right.FinalStates, Is.EquivalentTo(Explorer.Explore(exhibit.Right).FinalStates));
        }

        Assert.That(Explorer.Explore(exhibit.WrongOne, options).Verdict, Is.EqualTo(Verdict.Violation));
    }

    [Test]
    public void ThereAreAtLeastTwentyWithNamesOfTheirOwn()
    {
        Assert.That(ModuleSet.BuiltIn.Programs.Exhibits, Has.Count.AtLeast(20));
        Assert.That(ModuleSet.BuiltIn.Programs.Exhibits.Select(static e => e.Name), Is.Unique);
    }

    [Test]
    public void ThePageIsWhatAFreshRunWrites() => Page.Compare("explore/museum.md", MuseumPage.Write(ModuleSet.BuiltIn.Programs.Exhibits));
}
