using FolioModel.Samples.StorageHost;

namespace FolioModel.Tests.Samples;

/// <summary>The sample says the same on every run and on every machine.</summary>
internal sealed class StorageHostTests
{
    [Test]
    public void TheDemonstrationPrintsWhatItsDocumentationShows()
    {
        StringWriter first = new();
        Demo.Run(first);
        StringWriter second = new();
        Demo.Run(second);
        Assert.That(second.ToString(), Is.EqualTo(first.ToString()), "two runs differ");
        string expected = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "StorageHost.expected-output.txt"));
        Assert.That(first.ToString().ReplaceLineEndings("\n"), Is.EqualTo(expected));
    }
}
