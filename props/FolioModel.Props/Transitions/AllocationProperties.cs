namespace FolioModel.Props.Transitions;

/// <summary>The refusals of the page allocator, which change nothing (I-10, I-12).</summary>
public sealed class AllocationProperties
{
    [Test]
    public void TooLargeAnOrderIsRefusedAndChangesNothing()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Ledger = true });
        MachineSnapshot before = machine.Snapshot();
        Assert.That(machine.Allocator.AllocateFolio(new Order(11), GfpFlags.Kernel).IsNone);
        Assert.That(MachineSnapshot.Diff(before, machine.Snapshot()), Is.Empty);
    }

    [Test]
    public void FailedMemoryNeverComesBack()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
        Folio folio = file.Pages.GrabFolio(new PageIndex(1)).Folio;
        folio.Unlock();
        folio.Put();
        machine.Batches.DrainAll();
        Pfn bad = folio.Pfn;
        machine.MemoryFailure(bad);
        file.EvictInode();
        List<Folio> all = [];
        for (Folio next; !(next = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel)).IsNone;)
        {
            Assert.That(next.Pfn, Is.Not.EqualTo(bad), "failed memory was handed out");
            all.Add(next);
        }

        Assert.That(all, Is.Not.Empty);
    }
}
