using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Reclaim;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>Dirty memory under pressure: recorded writes in a group, with the flusher and the group's share of the dirty limits.</summary>
[TestFixture]
public sealed class RecordedWritesTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "reclaim-writes");

    private static IEnumerable<TestCaseData> Recordings() =>
        Directory.EnumerateFiles(Folder, "*.jsonl.gz").Order(StringComparer.Ordinal)
            .Select(path =>
                new TestCaseData(path).SetArgDisplayNames(Path.GetFileName(path).Replace(".jsonl.gz", "", StringComparison.Ordinal)));

    [TestCaseSource(nameof(Recordings))]
    public void TheModelAgreesWithTheKernelAtLeastAsWellAsItsBootsDo(string path)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([path], report);
        SequenceResult sequence = report.Sequences.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Missing, Is.Empty, "operations were passed over");
            Assert.That(report.Differences, Is.Zero, sequence.First);
            Assert.That(sequence.Accesses, Is.GreaterThan(12_000), "hardly anything was replayed");
        }
    }

    [TestCaseSource(nameof(Recordings))]
    public void WhereWritebackIsOverBeforeReclaimEveryVictimIsTheKernels(string path)
    {
        using TraceFile file = TraceFile.Open(path);
        SequenceResult sequence = ReclaimReplayer.ReplayOne(file);
        if (sequence is { Name: "wr_mix_zipf" } or { Name: "wr_seq", Mode: "classic" })
        {
            // The flusher and reclaim work on the same folios at the same time: boots of the kernel disagree too.
            Assert.That(sequence.MustBeExact, Is.False);
            return;
        }

        // Dirty bytes are off by the page that is being written, and once by a run of the flusher that was cut in two.
        Assert.That(sequence.IsExact, Is.True, sequence.First);
        Assert.That(sequence.CountersDifferent, Is.LessThanOrEqualTo(4), string.Join("; ", sequence.FirstCounters));
    }
}
