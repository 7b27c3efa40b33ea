using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>The measure of truth: what a real kernel did, operation by operation, is what the model does.</summary>
[TestFixture]
public sealed class RecordedKernelTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "kernel");

    private static IEnumerable<TestCaseData> Recordings() =>
        Thoroughness.Sample(All(), every: 7).Select(path => new TestCaseData(path).SetArgDisplayNames(NameOf(path)));

    [TestCaseSource(nameof(Recordings))]
    public void EveryStateIsTheKernelsAfterEveryOperation(string path)
    {
        ConformanceReport report = Replay(path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.First, Is.Null, "the model left the kernel's path");
            Assert.That(report.Missing, Is.Empty, "operations were passed over");
            Assert.That(report.Traces, Is.GreaterThan(0), "nothing was replayed");
            Assert.That(report.Compared, Is.GreaterThan(report.Operations), "operations were not compared");
        }
    }

    [TestCase("random_sparse")]
    [TestCase("random_unevictable")]
    public void WithoutTheLedgerTheStatesAreTheSame(string name)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll(ledger: false).Replay([Path.Combine(Folder, $"{name}.jsonl.gz")], report);
        Assert.That(report.First, Is.Null, "the ledger changed what the model does");
    }

    [Test]
    public void EveryRecordingIsThere() =>
        Assert.That(All().Count(), Is.EqualTo(42), "a recording is missing, or a new one is not counted here");

    private static IEnumerable<string> All() =>
        Directory.EnumerateFiles(Folder, "*.jsonl.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string NameOf(string path) => Path.GetFileName(path).Replace(".jsonl.gz", "", StringComparison.Ordinal);

    private static ConformanceReport Replay(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        return report;
    }
}
