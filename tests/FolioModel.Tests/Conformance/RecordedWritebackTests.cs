using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>What a real kernel wrote back, in which order and when, and how long it made writers pause, is what the model does.</summary>
[TestFixture]
public sealed class RecordedWritebackTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "writeback");

    private static IEnumerable<TestCaseData> Recordings() =>
        Directory.EnumerateFiles(Folder, "*.jsonl.gz").Order(StringComparer.Ordinal)
            .Select(path =>
                new TestCaseData(path).SetArgDisplayNames(Path.GetFileName(path).Replace(".jsonl.gz", "", StringComparison.Ordinal)));

    [TestCaseSource(nameof(Recordings))]
    public void PagesGoToTheDeviceInTheKernelsOrderAndAtItsTicks(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.First, Is.Null);
            Assert.That(report.Missing, Is.Empty, "operations were passed over");
            Assert.That(report.Operations, Is.GreaterThan(0));
        }
    }
}
