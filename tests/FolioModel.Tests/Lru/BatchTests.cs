namespace FolioModel.Tests.Lru;

[TestFixture]
internal sealed class BatchTests
{
    [TestCase("6.12", 31)]
    [TestCase("2023", 15)]
    public void TheAdditionThatFillsABatchDrainsIt(string profile, int capacity)
    {
        Machine machine =
            new(new MachineOptions { Ledger = true, Profile = profile == "2023" ? KernelProfile.Linux2023 : KernelProfile.Linux612 });
        AddressSpace file = machine.CreateAddressSpace();
        for (int i = 0; i < capacity - 1; i++)
        {
            Cache(file, i);
        }

        Assert.That(machine.Batches.CountOf(0, LruBatchKind.Add), Is.EqualTo(capacity - 1));
        Cache(file, capacity - 1);
        Assert.Multiple(() =>
        {
            Assert.That(machine.Batches.CountOf(0, LruBatchKind.Add), Is.Zero, "a batch rested full");
            Assert.That(machine.Lru[LruListKind.InactiveFile].Pages.Value, Is.EqualTo(capacity));
            Assert.That(file.Pages.Peek(PageIndex.Zero).Folio.RefCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void ALargeFolioDrainsTheSmallOnesBeforeIt()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(4) });
        Folio small = Cache(file, 0);
        Folio large = file.Pages.GetFolio(new PageIndex(16), FindFolioFlags.Grab, file.GfpMask, new Order(4)).Folio;
        Assert.Multiple(() =>
        {
            Assert.That(large.RefCount, Is.EqualTo(17), "a large folio rested in a batch");
            Assert.That(small.RefCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void AFolioMayHoldSeveralSlotsOfOneBatch()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        Folio folio = Cache(machine.CreateAddressSpace(), 0);
        machine.Batches.DrainAll();
        for (int i = 0; i < 12; i++)
        {
            folio.MarkAccessed();
        }

        Assert.Multiple(() =>
        {
            Assert.That(folio.RefCount, Is.EqualTo(7));
            Assert.That(machine.Batches.SlotsOf(folio, 0, LruBatchKind.Activate), Is.EqualTo(6));
        });
        machine.Batches.DrainAll();
        Assert.That((folio.RefCount, folio.Has(FolioFlags.Active)), Is.EqualTo((1, true)));
    }

    [Test]
    public void SwitchedOffNothingRestsInABatch()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        AddressSpace file = machine.CreateAddressSpace();
        machine.Batches.Disable();
        Folio folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        Assert.That(folio.RefCount, Is.EqualTo(2));
        machine.Batches.Enable();
        Assert.That(machine.Batches.Enable, Throws.InstanceOf<KernelBugException>());
    }

    [Test]
    public void AFolioInItsFirstBatchCannotBeIsolated()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        Folio folio = Cache(machine.CreateAddressSpace(), 0);
        Assert.That(folio.Isolate(), Is.False);
        machine.Batches.DrainAll();
        Assert.That(folio.Isolate(), Is.True);
        Assert.That(folio.Isolate(), Is.False, "two isolated the same folio");
        folio.PutBack();
        machine.Batches.DrainAll();
        Assert.That(folio.RefCount, Is.EqualTo(1));
    }

    [Test]
    public void ASlotThatLostItsFolioToIsolationOnlyDropsItsReference()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        Folio folio = Cache(machine.CreateAddressSpace(), 0);
        machine.Batches.DrainAll();
        folio.Activate();
        folio.Isolate();
        machine.Batches.DrainAll();
        Assert.That((folio.RefCount, folio.Has(FolioFlags.Active), folio.Has(FolioFlags.Lru)), Is.EqualTo((2, false, false)));
    }

    private static Folio Cache(AddressSpace file, int index)
    {
        Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)index)).Folio;
        folio.Unlock();
        folio.Put();
        return folio;
    }
}
