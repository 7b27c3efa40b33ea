namespace FolioModel.Tests.Observation;

public sealed class SnapshotTests
{
    [Test]
    public void NothingDoneIsNoDifference()
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true });
        Assert.That(MachineSnapshot.Diff(machine.Snapshot(), machine.Snapshot()), Is.Empty);
    }

    [Test]
    public void AGrabIsAFolioAnEntryAndABatchSlot()
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
        MachineSnapshot before = machine.Snapshot();
        Folio folio = file.Pages.GrabFolio(new PageIndex(5)).Folio;
        MachineSnapshot after = machine.Snapshot();
        string[] changes = [.. MachineSnapshot.Diff(before, after).Select(static c => c.ToString())];
        Assert.Multiple(() =>
        {
            Assert.That(changes, Has.Some.EqualTo($"folio {folio.Pfn} life 0 count: (none) -> 3"));
            Assert.That(changes, Has.Some.EqualTo($"file 1 'data' index 5: (none) -> {folio.Pfn}, order 0"));
            Assert.That(changes, Has.Some.EqualTo($"CPU 0 Add batch: (none) -> {folio.Pfn}"));
            Assert.That(changes, Has.Some.EqualTo("node file pages: 0 -> 1"));
            Assert.That(before.Folios, Is.Empty, "an old picture changed");
        });
    }

    [Test]
    public void AFrameUsedAgainIsAnotherFolio()
    {
        Machine machine = new(new MachineOptions { Pages = 256, PerCpuHigh = 0, Ledger = true });
        Folio first = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        MachineSnapshot before = machine.Snapshot();
        first.Put();
        Folio second = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        Assert.That(second.Pfn, Is.EqualTo(before.Folios.Keys.Single()), "the lowest free block goes first");
        Assert.That(MachineSnapshot.Diff(before, machine.Snapshot()), Is.Not.Empty);
    }
}
