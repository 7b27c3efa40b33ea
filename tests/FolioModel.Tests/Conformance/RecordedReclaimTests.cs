using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Reclaim;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>The model evicts under pressure the pages that a real kernel evicted, page by page.</summary>
[TestFixture]
public sealed class RecordedReclaimTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "reclaim");

    private static IEnumerable<TestCaseData> Recordings() =>
        Thoroughness.Sample(Directory.EnumerateFiles(Folder, "*.jsonl.gz").Order(StringComparer.Ordinal), every: 9)
            .Select(path =>
                new TestCaseData(path).SetArgDisplayNames(Path.GetFileName(path).Replace(".jsonl.gz", "", StringComparison.Ordinal)));

    [TestCaseSource(nameof(Recordings))]
    public void EveryHitAndEveryVictimIsTheKernels(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        SequenceResult sequence = report.Sequences.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.First, Is.Null, sequence.First);
            Assert.That(report.Missing, Is.Empty, "operations were passed over");
            Assert.That(sequence.Accesses, Is.GreaterThan(900), "hardly anything was replayed");
            Assert.That(sequence.Agreement, Is.GreaterThanOrEqualTo(sequence.Ceiling), sequence.First);
        }
    }

    [TestCaseSource(nameof(Recordings))]
    public void GivenTheRecordedFlushesAllButTwoSequencesAreExact(string path)
    {
        using TraceFile file = TraceFile.Open(path);
        SequenceResult sequence = ReclaimReplayer.ReplayOne(file);
        if (sequence is { Name: "zipf10_8m_fresh" or "madv_pageout", Mode: "classic" })
        {
            Assert.That(sequence.Agreement, Is.GreaterThan(0.999), sequence.First);
            return;
        }

        // The recorder's own pages can fill a batch between two operations, and statistics can be flushed while they are compared.
        Assert.That(sequence.IsExact, Is.True, sequence.First);

        // A second process has faults of its own program, which the sequence does not list: one counter of each checkpoint.
        string[] ofMoreProcesses = ["exit_", "share_", "two_procs", "ra_two_fds"];
        int different = Array.Exists(ofMoreProcesses, p => sequence.Name.StartsWith(p, StringComparison.Ordinal)) ? 17 : 4;
        Assert.That(sequence.CountersDifferent, Is.LessThanOrEqualTo(different), string.Join("; ", sequence.FirstCounters));
    }
}
