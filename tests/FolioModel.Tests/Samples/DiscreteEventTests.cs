using FolioModel.Samples.DiscreteEvent;

namespace FolioModel.Tests.Samples;

/// <summary>The sample says the same on every run and on every machine.</summary>
internal sealed class DiscreteEventTests
{
    [Test]
    public void TheSimulationPrintsWhatItsDocumentationShows()
    {
        StringWriter first = new();
        Scenario.Run(first);
        StringWriter second = new();
        Scenario.Run(second);
        Assert.That(second.ToString(), Is.EqualTo(first.ToString()), "two runs differ");
        string expected = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "DiscreteEvent.expected-output.txt"));
        Assert.That(first.ToString().ReplaceLineEndings("\n"), Is.EqualTo(expected));
    }
}
