namespace FolioModel.Tests.Lru;

/// <summary>The multi-generation LRU's memory of a folio's uses.</summary>
[TestFixture]
internal sealed class GenerationTests
{
    /// <summary>Referenced, workingset, then two bits more: the fourth use is the first that counts as many.</summary>
    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(3, false)]
    [TestCase(4, true)]
    [TestCase(9, true)]
    public void AFolioUsedOftenEnoughComesBackToTheWorkingSet(int uses, bool restored)
    {
        Machine machine = MakeMachine();
        AddressSpace file = machine.CreateAddressSpace();
        EvictAfter(file, uses);
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Lock | FindFolioFlags.Create, file.GfpMask, Order.Zero).Folio;
        Assert.Multiple(() =>
        {
            Assert.That(folio.Has(FolioFlags.Workingset), Is.EqualTo(restored));
            Assert.That(folio.Has(FolioFlags.Active), Is.False, "a refault activates in the classic LRU only");
            Assert.That(machine.Statistics.WorkingsetRefault, Is.EqualTo(1));
            Assert.That(machine.Statistics.WorkingsetRestore, Is.EqualTo(restored ? 1 : 0));
        });
    }

    [Test]
    public void WhatWasRestoredStaysThroughTheNextEviction()
    {
        AddressSpace file = MakeMachine().CreateAddressSpace();
        EvictAfter(file, uses: 4);
        EvictAfter(file, uses: 0);
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Lock | FindFolioFlags.Create, file.GfpMask, Order.Zero).Folio;
        Assert.That(folio.Has(FolioFlags.Workingset), "the uses were given back with the flag");
    }

    [Test]
    public void ThePartsOfASplitInheritTheUses()
    {
        Machine machine = MakeMachine();
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(1), Size = 2 * PageSize.Bytes });
        Folio head = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Lock | FindFolioFlags.Create, file.GfpMask, new Order(1)).Folio;
        Use(head, 4);
        Assert.That(head.Split(Order.Zero), Is.EqualTo(Errno.None));
        head.Unlock();
        head.Put();
        machine.Batches.DrainAll();
        Reclaim(file.Pages.GetFolio(new PageIndex(1), FindFolioFlags.None, file.GfpMask, Order.Zero).Folio);
        Folio part = file.Pages.GetFolio(new PageIndex(1), FindFolioFlags.Lock | FindFolioFlags.Create, file.GfpMask, Order.Zero).Folio;
        Assert.That(part.Has(FolioFlags.Workingset));
    }

    [Test]
    public void ActivationForgetsTheUses()
    {
        Machine machine = MakeMachine();
        AddressSpace file = machine.CreateAddressSpace();
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Lock | FindFolioFlags.Create, file.GfpMask, Order.Zero).Folio;
        folio.Unlock();
        machine.Batches.DrainAll();
        Use(folio, 4);
        folio.Activate();
        machine.Batches.DrainAll();
        Assert.That(folio.Flags & (FolioFlags.Workingset | FolioFlags.Referenced | FolioFlags.LruRefs), Is.EqualTo(FolioFlags.Workingset));
    }

    private static Machine MakeMachine() =>
        new(new MachineOptions { Ledger = true, Profile = KernelProfile.Linux612 with { MultiGenerationLru = true } });

    private static void EvictAfter(AddressSpace file, int uses)
    {
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Lock | FindFolioFlags.Create, file.GfpMask, Order.Zero).Folio;
        Use(folio, uses);
        folio.Unlock();
        file.Machine.Batches.DrainAll();
        Reclaim(folio);
    }

    private static void Use(Folio folio, int times)
    {
        for (int i = 0; i < times; i++)
        {
            folio.MarkAccessed();
        }
    }

    private static void Reclaim(Folio folio)
    {
        int pages = folio.Pages;
        Assert.That(folio.Isolate());
        folio.Put();
        Assert.That(folio.Reclaim(), Is.EqualTo(pages));
    }
}
