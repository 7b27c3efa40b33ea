namespace FolioModel.Tests.Lru;

/// <summary>Batches belong to their CPU, lists count pages, and a list is the one that the flags say.</summary>
[TestFixture]
internal sealed class ListStatisticsTests
{
    private Machine _machine = null!;
    private AddressSpace _file = null!;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Pages = 1024, Ledger = true });
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(4), Size = 1L << 30 });
    }

    [Test]
    public void ABatchBelongsToTheCpuOfTheTaskThatAdds()
    {
        using (_machine.RunAs(_machine.CreateTask("elsewhere", 1)))
        {
            Cache(0, 0);
            Cache(1, 0);
        }

        Cache(2, 0);
        Assert.That((_machine.Batches.CountOf(0, LruBatchKind.Add), _machine.Batches.CountOf(1, LruBatchKind.Add)), Is.EqualTo((1, 2)));
        _machine.Batches.Drain(1);
        Assert.That((_machine.Batches.CountOf(0, LruBatchKind.Add), _machine.Batches.CountOf(1, LruBatchKind.Add)), Is.EqualTo((1, 0)));
        Assert.That(_machine.Lru[LruListKind.InactiveFile].Pages.Value, Is.EqualTo(2));
    }

    [Test]
    public void ASlotsHolderSaysWhichBatchOfWhichCpu()
    {
        using Machine.TaskScope scope = _machine.RunAs(_machine.CreateTask("elsewhere", 1));
        Folio folio = Cache(0, 0);
        Assert.That(folio.Holders.Single(static h => h.Kind == HolderKind.LruAddBatch).Detail, Is.EqualTo("lru_add, CPU 1"));
        _machine.Batches.DrainAll();
        folio.Activate();
        Assert.That(folio.Holders.Single(static h => h.Kind == HolderKind.LruBatch).Detail, Is.EqualTo("lru_activate, CPU 1"));
    }

    [Test]
    public void ALargeFolioCountsWithAllItsPagesAndLeavesWithThem()
    {
        Folio folio = Cache(0, 3);
        Assert.That(_machine.Lru[LruListKind.InactiveFile].Pages.Value, Is.EqualTo(8));
        Assert.That(folio.Isolate(), Is.True);
        Assert.That((_machine.Lru[LruListKind.InactiveFile].Pages.Value, folio.Has(FolioFlags.Lru)), Is.EqualTo((0L, false)));
    }

    [Test]
    public void ActivationMovesTheFolioToTheActiveListAndBack()
    {
        Folio folio = Cache(0, 0);
        _machine.Batches.DrainAll();
        folio.Activate();
        _machine.Batches.DrainAll();
        Assert.That(Lists(), Is.EqualTo((0L, 1L)));
        folio.Deactivate();
        _machine.Batches.DrainAll();
        Assert.That(Lists(), Is.EqualTo((1L, 0L)));
        Assert.That(_machine.Lru[LruListKind.InactiveFile], Is.EqualTo(new[] { folio }));
    }

    [Test]
    public void AnUnevictableFolioIsCountedAndOnNoList()
    {
        AddressSpace pinned = _machine.CreateAddressSpace(new AddressSpaceOptions { Unevictable = true, Size = 1L << 30 });
        Folio folio = pinned.Pages.GrabFolio(new PageIndex(0)).Folio;
        _machine.Batches.DrainAll();
        Assert.That((_machine.Lru[LruListKind.Unevictable].Pages.Value, folio.Has(FolioFlags.Unevictable), Lists()),
            Is.EqualTo((1L, true, (0L, 0L))));
    }

    [Test]
    public void AFreedFolioLeavesNoTraceOnTheLists()
    {
        Folio folio = Cache(0, 0);
        _machine.Batches.DrainAll();
        folio.Activate();
        _machine.Batches.DrainAll();
        _file.Truncate(default, ByteOffset.ToEnd);
        Assert.That(folio.IsAlive, Is.False);
        Assert.That((Lists(), _machine.Lru[LruListKind.ActiveFile].ToList().Count > 0), Is.EqualTo(((0L, 0L), false)));
        Assert.That(_machine.Validate(), Is.Empty);
    }

    private (long Inactive, long Active) Lists() =>
        (_machine.Lru[LruListKind.InactiveFile].Pages.Value, _machine.Lru[LruListKind.ActiveFile].Pages.Value);

    private Folio Cache(ulong index, int order)
    {
        Folio folio = _file.Pages.GetFolio(new PageIndex(index << order), FindFolioFlags.Grab, _file.GfpMask, new Order(order)).Folio;
        folio.Unlock();
        folio.Put();
        return folio;
    }
}
