using FolioModel.Cli.Explain;

namespace FolioModel.Tests.Explain;

[TestFixture]
internal sealed class ScenarioTests
{
    private static readonly string[] s_names = [.. Scenarios.All.Select(s => s.Name)];

    [TestCaseSource(nameof(s_names))]
    public void EveryScenarioRunsAndItsSumsClose(string name)
    {
        Explanation explanation = Scenarios.ByName(name).Run(new ExplainRequest());
        Assert.That(explanation.Steps, Is.Not.Empty);
        Assert.That(explanation.Answer, Does.EndWith("."));
        foreach (ExplanationStep step in explanation.Steps)
        {
            Assert.That(step.Holders.Sum(h => h.Count), Is.EqualTo(step.Count), $"step {step.Index}, {step.Function}");
        }
    }

    [TestCaseSource(nameof(s_names))]
    public void ARunIsTheSameEveryTime(string name) =>
        Assert.That(
            JsonForm.Write(Scenarios.ByName(name).Run(new ExplainRequest())),
            Is.EqualTo(JsonForm.Write(Scenarios.ByName(name).Run(new ExplainRequest()))));

    [Test]
    public void APunchedPageInAnotherCpusBatchIsFreedByThatCpusDrain()
    {
        Explanation explanation = Scenarios.ByName("gmem-punch-hole").Run(new ExplainRequest { Switches = new HashSet<string> { "remote-batch" } });
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
        Explanation explanation = Scenarios.ByName("gmem-convert").Run(new ExplainRequest());
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Result, Is.EqualTo("EAGAIN, then None"));
            Assert.That(explanation.Answer, Does.Contain("lru_add batch 1 (lru_add, CPU 1)"));
        });
    }

    [Test]
    public void TheLoserOfAGrabRaceFreesItsFolio()
    {
        Explanation explanation = Scenarios.ByName("grab-race").Run(new ExplainRequest());
        Assert.Multiple(() =>
        {
            Assert.That(explanation.Result, Is.EqualTo("both got the same folio"));
            Assert.That(explanation.Steps.Count(s => s.Function == "free_unref_page"), Is.EqualTo(1));
        });
    }

    [Test]
    public void TheLeakReportNamesTheCallSite() =>
        Assert.That(Scenarios.ByName("leak").Run(new ExplainRequest()).Answer, Does.Contain("ReadWithoutPut"));

    [Test]
    public void ARecordedStateRefutesTheWrongModel() =>
        Assert.That(Scenarios.ByName("wrong-model").Run(new ExplainRequest()).Answer, Does.Contain("predicts a count of 2").And.Contains("the kernel had 1"));

    [Test]
    public void AWrongNameListsTheRightOnes() =>
        Assert.That(() => Scenarios.ByName("nope"), Throws.InstanceOf<UsageException>().With.Message.Contains("gmem-allocate"));

    [Test]
    public void TheDiagramHasAnArrowForEveryChange()
    {
        Explanation explanation = Scenarios.ByName("gmem-allocate").Run(new ExplainRequest());
        string diagram = MermaidForm.Write(explanation);
        Assert.That(diagram.Split('\n').Count(l => l.Contains("->>")), Is.EqualTo(explanation.Steps.Count(s => s.Delta != 0)));
    }
}
