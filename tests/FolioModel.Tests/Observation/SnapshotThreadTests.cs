namespace FolioModel.Tests.Observation;

/// <summary>A snapshot walks all memory: it is taken on the thread that owns the machine.</summary>
[TestFixture]
internal sealed class SnapshotThreadTests
{
    [Test]
    public void ASnapshotFromAnotherThreadIsRefused()
    {
        Machine machine = new(new MachineOptions { Pages = 64 });
        machine.CreateAddressSpace();
        InvalidOperationException? refused = null;
        Thread other = new(() => refused = Assert.Throws<InvalidOperationException>(() => machine.Snapshot()));
        other.Start();
        other.Join();
        Assert.That(refused?.Message, Does.Contain("belongs to thread"));
    }

    [Test]
    public void ASnapshotOfAMachineThatWasHandedOverDoesNotTakeItOver()
    {
        Machine machine = new(new MachineOptions { Pages = 64 });
        machine.CreateAddressSpace();
        machine.HandOver();
        Thread other = new(() => machine.Snapshot());
        other.Start();
        other.Join();
        Assert.That(() => machine.CreateAddressSpace(), Throws.Nothing);
    }
}
