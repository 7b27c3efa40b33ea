using FolioModel.Tests.Explain;

namespace FolioModel.Tests.Documentation;

/// <summary>The table of kernel functions cannot rot: it is made from the documentation of the members themselves.</summary>
[TestFixture]
internal sealed class KernelMapTests
{
    private static readonly string[] s_libraries = ["FolioModel", "FolioModel.Gmem", "FolioModel.Shmem", "FolioModel.Hugetlb"];

    [Test]
    public void AReplayOfTheRecordingsShowsTheEvidence()
    {
        CommandLine run = CommandLine.RunProgram("evidence", Path.Combine(AppContext.BaseDirectory, "Recordings"));
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
