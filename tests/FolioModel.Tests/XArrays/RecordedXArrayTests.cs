using FolioModel.Cli.Conform;
using FolioModel.Cli.Content.Core.XArrayReplay;
using FolioModel.Testing;

namespace FolioModel.Tests.XArrays;

[TestFixture]
public sealed class RecordedXArrayTests
{
    private static IEnumerable<TestCaseData> AllRecordings() =>
        from path in Directory.EnumerateFiles(RecordingFolder, "*.jsonl.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        from threshold in path.Contains("shift4", StringComparison.Ordinal) ? new[] { 1, int.MaxValue } : [1]
        let directory = threshold == 1 ? "leaf directory" : "walks only"
        select new TestCaseData(path, threshold).SetArgDisplayNames(Path.GetRelativePath(RecordingFolder, path), directory);

    private static IEnumerable<TestCaseData> Recordings() => Thoroughness.Sample(AllRecordings(), every: 7);

    private static string RecordingFolder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "xarray");

    [TestCaseSource(nameof(Recordings))]
    public void TheTreeIsTheKernelsAfterEveryOperation(string path, int leafDirectoryThreshold)
    {
        var report = new ConformanceReport();
        using TraceFile file = TraceFile.Open(path);
        new XArrayReplayer(leafDirectoryThreshold).Replay(file, report);
        Assert.That(report.First, Is.Null, "the model left the kernel's path");
        Assert.That(report.Missing, Is.Empty, "operations that the replayer does not know");
        Assert.That(report.Traces, Is.GreaterThan(0));
        Assert.That(report.Compared, Is.GreaterThan(report.Operations));
    }

    [Test]
    public void AllFourteenFamiliesOfBothChunkShiftsAreThere() =>
        Assert.That(AllRecordings().Count(), Is.EqualTo((2 * 14) + 14));
}
