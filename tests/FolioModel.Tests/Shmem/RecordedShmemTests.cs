using FolioModel.Conformance;

namespace FolioModel.Tests.Shmem;

/// <summary>The recordings of a real kernel: every state of every operation is the model's.</summary>
[TestFixture]
internal sealed class RecordedShmemTests
{
    [TestCase("scripted_shmem.jsonl.gz")]
    [TestCase("scripted_shmem_huge.jsonl.gz")]
    [TestCase("random_shmem0.jsonl.gz")]
    [TestCase("scripted_swap.jsonl.gz")]
    [TestCase("scripted_mapped.jsonl.gz")]
    public void Recorded_operations_leave_the_recorded_states(string file)
    {
        ConformanceReport report = new();

        ConformanceSuite.WithAll().Replay([Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "kernel", file)], report);

        Assert.Multiple(() =>
        {
            Assert.That(report.Differences, Is.Zero, $"{report.First}");
            Assert.That(report.Missing, Is.Empty);
            Assert.That(report.Operations, Is.GreaterThan(0));
        });
    }
}
