using FolioModel.Tests.Explain;

namespace FolioModel.Tests.Documentation;

/// <summary>The table of kernel functions cannot rot: it is made from the documentation of the members themselves.</summary>
[TestFixture]
internal sealed class KernelMapTests
{
    /// <summary>The libraries that model kernel functions: the core and the owners.</summary>
    private static readonly string[] s_libraries = [.. SourceTree.Owners.Prepend("FolioModel")];

    /// <summary>
    /// Takes as long as a third of all tests, so it runs in continuous integration, and when the table is to be written anew.
    /// </summary>
    [Test]
    public void AReplayOfTheRecordingsShowsTheEvidence()
    {
        if (!Thoroughness.IsFull && Environment.GetEnvironmentVariable("FOLIO_ACCEPT") is null)
        {
            Assert.Ignore("runs where CI is set, or with FOLIO_ACCEPT=1");
        }

        string evidence = Path.Combine(Repository.Root, "eng", "FolioModel.Evidence");
        string recordings = Path.Combine(AppContext.BaseDirectory, "Recordings");
        CommandLine run = CommandLine.RunDotnet("run", "-c", "Release", "--project", evidence, "--", recordings);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Repository.AssertReviewed(Evidence.File, run.Output);
    }

    [Test]
    public void TheKernelMapSaysWhatTheDocumentationSays() =>
        Repository.AssertReviewed("docs/reference/kernel-map.md", KernelMap.Render(Documentation()));

    [Test]
    public void EveryRowSaysWhatProvesIt() => Assert.That(KernelMap.Unproven(Documentation()), Is.Empty);

    private static IEnumerable<string> Documentation() => s_libraries.Select(l => Path.Combine(AppContext.BaseDirectory, $"{l}.xml"));
}
