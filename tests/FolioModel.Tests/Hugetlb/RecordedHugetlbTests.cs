using FolioModel.Conformance;
using FolioModel.Conformance.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>The hugetlb trace among the recordings of memory failure; that file has traces of other owners too.</summary>
[TestFixture]
public sealed class RecordedHugetlbTests
{
    [Test]
    public void MemoryFailureAndSoftOfflineAreTheKernels()
    {
        string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "PendingRecordings", "scripted_poison.jsonl.gz");
        ConformanceReport report = new();
        using TraceFile file = TraceFile.Open(path);
        new HugetlbReplayer().Replay(file, report);
        Assert.That(report.First, Is.Null);
        Assert.That((report.Traces, report.Operations), Is.EqualTo((1, 15L)));
    }
}
