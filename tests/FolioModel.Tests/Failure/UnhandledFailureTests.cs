namespace FolioModel.Tests.Failure;

/// <summary>Failures of memory that memory failure cannot handle, or that nobody uses: the values of 6.12.</summary>
[TestFixture]
internal sealed class UnhandledFailureTests
{
    private static readonly MachineOptions s_options = new() { Pages = 2048, Ledger = true, LockChecking = true };

    [Test]
    public void ADriversPageFailsWithoutAReferenceAndItsLastPutKeepsItOut()
    {
        Machine machine = new(s_options);
        Folio page = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.MemoryFailure(page.Pfn), Is.EqualTo(Errno.EBUSY));
            Assert.That(page.RefCount, Is.EqualTo(1));
        }

        Pfn pfn = page.Pfn;
        page.Put();
        Assert.That(machine.StateOf(pfn), Is.EqualTo(PageState.Offline));
    }

    [Test]
    public void AnIsolatedPageFailsWithoutAReference()
    {
        Machine machine = new(s_options);
        Folio folio = Cached(machine, Order.Zero, 4096);
        Assert.That(folio.Isolate());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.MemoryFailure(folio.Pfn), Is.EqualTo(Errno.EBUSY));
            Assert.That(folio.RefCount, Is.EqualTo(2), "the page cache and the isolation");
        }
    }

    [Test]
    public void AFreePageLeavesTheFreeListsAtOnceAndComesBack()
    {
        Machine machine = new(s_options);
        machine.Allocator.DrainAllPages();
        long free = machine.Allocator.Totals.Free;
        Pfn bad = new(17);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.MemoryFailure(bad), Is.EqualTo(Errno.None));
            Assert.That(machine.Allocator.Totals.Free, Is.EqualTo(free - 1));
            Assert.That(machine.PeekFolio(bad).RefCount, Is.EqualTo(1));
            Assert.That(machine.Unpoison(bad), Is.EqualTo(Errno.None));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void SoftOfflineOfADriversPageIsAnInputOutputErrorAndOfAFreePageASuccess()
    {
        Machine machine = new(s_options);
        Folio page = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.SoftOffline(page.Pfn), Is.EqualTo(Errno.EIO));
            Assert.That(page.RefCount, Is.EqualTo(1));
            Assert.That(machine.SoftOffline(new Pfn(1000)), Is.EqualTo(Errno.None));
            Assert.That(machine.PeekFolio(new Pfn(1000)).RefCount, Is.EqualTo(1));
        }
    }

    [TestCase(false, Errno.EBUSY)]
    [TestCase(true, Errno.None)]
    public void APageBeyondTheEndOfTheFileIsLeftToMemoryFailure(bool soft, Errno expected)
    {
        Machine machine = new(s_options);
        Folio folio = Cached(machine, new Order(2), 4 * 4096);
        folio.Mapping!.Size = 4096;
        Pfn bad = folio.Pfn.Plus(3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(soft ? machine.SoftOffline(bad) : machine.MemoryFailure(bad), Is.EqualTo(expected));
            Assert.That(machine.PeekFolio(bad).RefCount, Is.EqualTo(1));
            Assert.That(machine.PeekFolio(bad).Has(FolioFlags.HwPoison));
            Assert.That(machine.PeekFolio(bad).Has(FolioFlags.Lru), Is.Not.EqualTo(soft));
            Assert.That(folio.RefCount, Is.EqualTo(1), "page 0 is the cache's alone");
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    private static Folio Cached(Machine machine, Order order, long size)
    {
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = Order.Pmd, Size = size });
        Folio folio = machine.Allocator.AllocateFolio(order, GfpFlags.HighUserMovable);
        folio.Lock();
        Assert.That(file.Pages.AddFolio(folio, PageIndex.Zero, GfpFlags.HighUserMovable), Is.EqualTo(Errno.None));
        folio.Unlock();
        folio.Put();
        machine.Batches.DrainAll();
        return folio;
    }
}
