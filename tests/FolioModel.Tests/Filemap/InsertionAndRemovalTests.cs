namespace FolioModel.Tests.Filemap;

/// <summary>Insertion and removal one at a time: references, statistics, shadows, and what is refused.</summary>
[TestFixture]
internal sealed class InsertionAndRemovalTests
{
    private Machine _machine = null!;
    private Owner _owner = null!;
    private AddressSpace _file = null!;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Pages = 4096, Ledger = true });
        _owner = new Owner();
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = Order.Pmd, Size = 1L << 30, Operations = _owner });
    }

    [TestCase(0)]
    [TestCase(2)]
    public void AnInsertionCountsEveryPage(int order)
    {
        Folio folio = Added(8, order);
        Assert.Multiple(() =>
        {
            Assert.That(folio.Holders.Where(static h => h.Kind == HolderKind.PageCache).Sum(static h => h.Count), Is.EqualTo(1 << order));
            Assert.That(_machine.Statistics.FilePages, Is.EqualTo(1L << order));
            Assert.That(_file.Pages.Count.Value, Is.EqualTo(1L << order));
            Assert.That(folio.IsLocked, Is.True);
        });
    }

    [Test]
    public void AHugeFolioOfAFileIsCountedAsOne()
    {
        Folio folio = Added(0, Order.Pmd.Value);
        Assert.That(_machine.Statistics.FileThps, Is.EqualTo(Order.Pmd.Pages));
        _file.Pages.RemoveFolio(folio);
        Assert.That((_machine.Statistics.FileThps, _machine.Statistics.FilePages), Is.EqualTo((0L, 0L)));
    }

    [TestCase(0)]
    [TestCase(2)]
    public void AFailedInsertionLeavesNothingBehind(int order)
    {
        Added(9, 0);
        Folio late = Fresh(order);
        Assert.That(_file.Pages.AddFolio(late, new PageIndex(order == 0 ? 9UL : 8UL), GfpFlags.HighUserMovable), Is.EqualTo(Errno.EEXIST));
        Assert.Multiple(() =>
        {
            Assert.That(late.RefCount, Is.EqualTo(1), "the page cache kept references of a folio it has not got");
            Assert.That(late.IsLocked, Is.False);
            Assert.That(late.Mapping, Is.Null);
            Assert.That(_machine.Statistics.FilePages, Is.EqualTo(1));
        });
    }

    [Test]
    public void AnIndexInTheMiddleOfAFoliosPlaceIsRefused() => Assert.That(
        () => _file.Pages.AddFolio(Fresh(2), new PageIndex(6), GfpFlags.HighUserMovable),
        Throws.InstanceOf<KernelBugException>().With.Message.Contains("index 6 is not a multiple of"));

    [Test]
    public void ASmallFolioTakesTheFirstPlaceOfALargeShadowAndLeavesTheRest()
    {
        EvictedAt(8, 2);
        Added(8, 0);
        Assert.That(_file.Pages.Peek(new PageIndex(8)).IsFolio, Is.True);
        Assert.That(_file.Pages.Peek(new PageIndex(10)).IsValue, Is.True, "the shadow of the other pages was lost");
    }

    [TestCase(false, 1L)]
    [TestCase(true, 0L)]
    public void ARefaultIsCountedUnlessThePageIsWrittenAnew(bool writes, long refaults)
    {
        EvictedAt(8, 0);
        Folio folio = Fresh(0);
        _file.Pages.AddFolio(folio, new PageIndex(8), GfpFlags.HighUserMovable | (writes ? GfpFlags.Write : GfpFlags.None));
        Assert.That(_machine.Statistics.WorkingsetRefault, Is.EqualTo(refaults));
    }

    [Test]
    public void AShadowHasNoMarks()
    {
        Folio folio = Added(8, 0);
        folio.MarkDirty();
        _file.Pages.TagForWriteback(new PageIndex(8), new PageIndex(8));
        folio.ClearDirtyForIo();
        folio.StartWritebackKeepWrite();
        folio.EndWriteback();
        folio.Unlock();
        Evict(folio);
        Assert.That(_file.Pages.Peek(new PageIndex(8)).IsValue, Is.True);
        Assert.That(_file.Pages.GetTag(new PageIndex(8), PageCacheTag.ToWrite), Is.False);
    }

    [TestCase(0)]
    [TestCase(3)]
    public void ARemovalTellsTheOwnerAndDropsEveryReferenceOfTheCache(int order)
    {
        Folio folio = Added(8, order);
        _machine.Batches.DrainAll();
        _file.Pages.RemoveFolio(folio);
        Assert.Multiple(() =>
        {
            Assert.That(folio.RefCount, Is.EqualTo(1), "the caller's own is left");
            Assert.That(_owner.Freed, Is.EqualTo(new[] { folio }));
            Assert.That(_machine.Statistics.FilePages, Is.Zero);
            Assert.That(folio.Index.Value, Is.EqualTo(8), "the index keeps its value");
            Assert.That(_file.Pages.Peek(new PageIndex(8)).IsEmpty, Is.True);
        });
        Assert.That(_file.Pages.GrabFolio(new PageIndex(40)).IsOk, Is.True, "the locks of the removal were kept");
    }

    [Test]
    public void AnUnlockedFolioIsNotRemoved()
    {
        Folio folio = Added(8, 0);
        folio.Unlock();
        Assert.That(() => _file.Pages.RemoveFolio(folio),
            Throws.InstanceOf<KernelBugException>().With.Message.Contains("expected a locked folio of this cache"));
    }

    [Test]
    public void AFolioOfAnotherFileIsNotRemoved()
    {
        AddressSpace other = _machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1L << 30 });
        Assert.That(() => other.Pages.RemoveFolio(Added(8, 0)), Throws.InstanceOf<KernelBugException>());
    }

    private Folio Fresh(int order) => _machine.Allocator.AllocateFolio(new Order(order), GfpFlags.HighUserMovable);

    private Folio Added(ulong index, int order)
    {
        Folio folio = Fresh(order);
        Assert.That(_file.Pages.AddFolio(folio, new PageIndex(index), GfpFlags.HighUserMovable), Is.EqualTo(Errno.None));
        return folio;
    }

    private void EvictedAt(ulong index, int order)
    {
        Folio folio = Added(index, order);
        folio.Unlock();
        Evict(folio);
    }

    private void Evict(Folio folio)
    {
        _machine.Batches.DrainAll();
        Assert.That(folio.Isolate(), Is.True);
        folio.Put();
        Assert.That(folio.Reclaim(), Is.Positive);
    }

    private sealed class Owner : AddressSpaceOperations
    {
        public List<Folio> Freed { get; } = [];

        public override void FreeFolio(Folio folio) => Freed.Add(folio);
    }
}
