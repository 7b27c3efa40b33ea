using FolioModel.Cli.Explain;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Tests.Explain;

[TestFixture]
internal sealed class ScenarioTests
{
    private static readonly string[] s_names = [.. ModuleSet.BuiltIn.Scenarios.Select(s => s.Name)];

    [TestCaseSource(nameof(s_names))]
    public void EveryScenarioRunsAndItsSumsClose(string name)
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario(name).Run(new ExplainRequest());
        Assert.That(explanation.Steps, Is.Not.Empty);
        Assert.That(explanation.Answer, Does.EndWith("."));
        foreach (ExplanationStep step in explanation.Steps)
        {
            Assert.That(step.IsFrozen ? 0 : step.Holders.Sum(h => h.Count), Is.EqualTo(step.Count), $"step {step.Index}, {step.Function}");
        }
    }

    [TestCase(0, "1027 = page cache 1 + page table 2 + GUP pin 1024")]
    [TestCase(9, "515 = page cache 512 + page table 2 + GUP pin 1")]
    public void APinnedAndMappedFolioIsFreedByTheUnpin(int order, string sum)
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario("map-and-pin").Run(new ExplainRequest { Order = order });
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Answer, Does.Contain(sum));
            Assert.That(explanation.Steps.Last(s => s.Delta < 0).Changed, Is.EqualTo(HolderKind.GupPin),
                "somebody else held the folio longer than the pin");
        });
    }

    [TestCase(0, 3)]
    [TestCase(9, 1025)]
    public void SwapOutHoldsOneAndTwoForEachPage(int order, int peak)
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario("shmem-swap").Run(new ExplainRequest { Order = order });
        ExplanationStep both = explanation.Steps.First(s => s.Function == "add_to_swap_cache");
        Assert.Multiple(() =>
        {
            Assert.That(both.Count, Is.EqualTo(peak), "the count while the folio is in both caches");
            Assert.That(explanation.Steps.Count(s => s.IsFrozen), Is.GreaterThan(0), "reclaim frees what it has frozen");
        });
    }

    [Test]
    public void AHeldFolioIsNotSwappedOut() =>
        Assert.That(
            ModuleSet.BuiltIn.Scenario("shmem-swap")
                .Run(new ExplainRequest { Switches = new HashSet<string> { "held" } }).Result, Is.EqualTo("not reclaimed"));

    [TestCase("", "page table 1 + isolation 1 + swap cache 1", "1 page out, 1 in")]
    [TestCase("forked", "page table 2 + isolation 1 + swap cache 1", "1 page out, 1 in")]
    [TestCase("pinned", "page table 1 + GUP pin 1024", "not swapped out")]
    public void An_anonymous_page_goes_to_swap_and_comes_back_unless_a_device_has_it_pinned(string option, string sum, string result)
    {
        HashSet<string> given = [.. option.Split(',', StringSplitOptions.RemoveEmptyEntries)];
        Explanation explanation = ModuleSet.BuiltIn.Scenario("swap-anon").Run(new ExplainRequest { Switches = given });
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Answer, Does.Contain(sum));
            Assert.That(explanation.Result, Is.EqualTo(result));
            Assert.That(explanation.Steps.Any(s => s.IsFrozen), Is.EqualTo(option != "pinned"), "only what reclaim frees is frozen");
        });
    }

    [TestCase("", "3 pages stay")]
    [TestCase("held", "removed whole")]
    [TestCase("held,dirty", "stays whole, with all 4 pages")]
    public void WhatAHoleLeavesOfALargeFolioDependsOnReferencesAndDirt(string switches, string said)
    {
        HashSet<string> given = [.. switches.Split(',', StringSplitOptions.RemoveEmptyEntries)];
        Assert.That(ModuleSet.BuiltIn.Scenario("truncate-partial").Run(new ExplainRequest { Switches = given }).Answer, Does.Contain(said));
    }

    [Test]
    public void MigrationIsRefusedForAReaderAndThenMovesTheCachesReferences()
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario("migrate").Run(new ExplainRequest());
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Result, Is.EqualTo("EAGAIN, then None"));
            Assert.That(explanation.Steps[^1].Folio, Is.EqualTo("C"), "the folio that is left is the second destination");
            Assert.That(explanation.Steps[^1].Holders.Select(h => h.Kind), Is.EqualTo(new[] { HolderKind.PageCache }));
        });
    }

    [TestCase("6.12", 512)]
    [TestCase("2023", 1)]
    public void TheCachesShareOfAHugePageDependsOnTheProfile(string profile, int held) =>
        Assert.That(
            ModuleSet.BuiltIn.Scenario("hugetlb-fallocate")
                .Run(new ExplainRequest { Profile = profile }).Steps.First(s => s.Changed == HolderKind.PageCache).Delta,
            Is.EqualTo(held));

    [Test]
    public void AReferenceThatChangesHandsIsSaid() =>
        Assert.That(
            ModuleSet.BuiltIn.Scenario("map-and-pin").Run(new ExplainRequest()).Steps.Select(s => s.Note),
            Has.Some.Contains("what the caller (lookup) held is the page table's now"));

    [TestCaseSource(nameof(s_names))]
    public void ARunIsTheSameEveryTime(string name) =>
        Assert.That(
            JsonForm.Write(ModuleSet.BuiltIn.Scenario(name).Run(new ExplainRequest())),
            Is.EqualTo(JsonForm.Write(ModuleSet.BuiltIn.Scenario(name).Run(new ExplainRequest()))));

    [Test]
    public void APunchedPageInAnotherCpusBatchIsFreedByThatCpusDrain()
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario("gmem-punch-hole")
            .Run(new ExplainRequest { Switches = new HashSet<string> { "remote-batch" } });
        ExplanationStep last = explanation.Steps.Last(s => s.Delta < 0);
        Assert.Multiple(() =>
        {
            Assert.That(last.Changed, Is.EqualTo(HolderKind.LruAddBatch), "the punch freed a folio that a batch still held");
            Assert.That(last.Count, Is.Zero);
        });
    }

    [Test]
    public void ConversionIsRefusedWithTheHolderNamedAndSafeAfterDraining()
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario("gmem-convert").Run(new ExplainRequest());
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Result, Is.EqualTo("EAGAIN, then None"));
            Assert.That(explanation.Answer, Does.Contain("lru_add batch 1 (lru_add, CPU 1)"));
        });
    }

    [Test]
    public void TheLoserOfAGrabRaceFreesItsFolio()
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario("grab-race").Run(new ExplainRequest());
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Result, Is.EqualTo("both got the same folio"));
            Assert.That(explanation.Steps.Count(s => s.Function == "free_unref_page"), Is.EqualTo(1));
        });
    }

    [Test]
    public void TheLeakReportNamesTheCallSite() =>
        Assert.That(ModuleSet.BuiltIn.Scenario("leak").Run(new ExplainRequest()).Answer, Does.Contain("ReadWithoutPut"));

    [Test]
    public void ARecordedStateRefutesTheWrongModel() =>
        Assert.That(ModuleSet.BuiltIn.Scenario("wrong-model").Run(new ExplainRequest()).Answer,
            Does.Contain("predicts a count of 2").And.Contains("the kernel had 1"));

    [Test]
    public void AWrongNameListsTheRightOnes() =>
        Assert.That(() => ModuleSet.BuiltIn.Scenario("nope"), Throws.InstanceOf<UsageException>().With.Message.Contains("gmem-allocate"));

    [TestCase("gmem-allocate")]
    [TestCase("migrate")]
    public void TheDiagramHasAnArrowForEveryChange(string name)
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario(name).Run(new ExplainRequest());
        string[] arrows = [.. MermaidForm.Write(explanation).Split('\n').Where(static l => l.Contains("->>", StringComparison.Ordinal))];
        int handOvers = explanation.Steps.Count(
            static s => s.Moves is [{ Delta: < 0 } from, { Delta: > 0 } to] && from.Delta == -to.Delta);
        Assert.That(arrows.Count(static l => l.Contains("gives", StringComparison.Ordinal)), Is.EqualTo(handOvers));
        Assert.That(arrows, Has.Length.EqualTo(explanation.Steps.Sum(static s => s.Moves.Count) - handOvers));
    }
}
