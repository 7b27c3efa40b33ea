using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>On a machine short of memory the model's statistics lie in the range of several boots of a real kernel.</summary>
[TestFixture]
public sealed class RecordedMachinePressureTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "reclaim-machine");

    private static IEnumerable<TestCaseData> Recordings() =>
        Directory.EnumerateFiles(Folder, "*.jsonl.gz").Order(StringComparer.Ordinal)
            .Select(path =>
                new TestCaseData(path).SetArgDisplayNames(Path.GetFileName(path).Replace(".jsonl.gz", "", StringComparison.Ordinal)));

    [TestCaseSource(nameof(Recordings))]
    public void HitsReclaimedPagesStallsAndWatermarksAreTheKernels(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Missing, Is.Empty, "operations were passed over");
            Assert.That(report.Statistics.Select(static s => s.Statistic), Is.SupersetOf(
                new[] { "hit ratio", "pgsteal_kswapd", "pgsteal_direct", "allocstall", "DMA min", "DMA32 high" }));
            Assert.That(report.Statistics.First(static s => s.Statistic == "pgsteal_kswapd").Value, Is.GreaterThan(1000));
            foreach (StatisticResult result in report.Statistics)
            {
                Assert.That(result.IsWithin, Is.True, $"{result.Statistic}: {result.Value} is not in {result.Lowest} to {result.Highest}");
            }
        }
    }
}
