namespace FolioModel.Tests.Filemap;

[TestFixture]
internal sealed class LargeFolioTests
{
    private Machine _machine = null!;
    private AddressSpace _file = null!;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Ledger = true, LockChecking = true });
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = Order.Pmd, Size = 1L << 30 });
    }

    [TestCase(0UL, 4, 4)]
    [TestCase(16UL, 4, 4)]
    [TestCase(6UL, 4, 1)]
    [TestCase(5UL, 4, 0)]
    [TestCase(0UL, 20, 9)]
    public void TheWishedOrderIsLimitedByAlignmentAndMapping(ulong index, int hint, int expected) =>
        Assert.That(Grab(index, hint).Order.Value, Is.EqualTo(expected));

    [Test]
    public void ANeighbourInTheWayLowersTheOrderUntilItFits()
    {
        Grab(4, 0);
        Assert.That(Grab(0, 4).Order.Value, Is.EqualTo(2));
    }

    [Test]
    public void ALookupTakesOneReferenceWhateverTheOrder()
    {
        Folio folio = Grab(0, 9);
        Assert.That(_file.Pages.GetFolio(new PageIndex(300)).Folio, Is.EqualTo(folio));
        Assert.That(folio.RefCount, Is.EqualTo(512 + 2));
    }

    [Test]
    public void ASplitDealsOutTheReferences()
    {
        Folio folio = Grab(0, 3);
        Assert.That(folio.Split(new Order(1)), Is.EqualTo(Errno.None));
        Assert.Multiple(() =>
        {
            Assert.That((folio.Order.Value, folio.RefCount, folio.IsLocked), Is.EqualTo((1, 3, true)));
            Assert.That(_file.Pages.Count.Value, Is.EqualTo(8));
            for (ulong index = 2; index < 8; index += 2)
            {
                Folio part = _file.Pages.Peek(new PageIndex(index)).Folio;
                Assert.That((part.Order.Value, part.RefCount, part.IsLocked, part.Index.Value), Is.EqualTo((1, 2, false, index)));
            }
        });
    }

    [Test]
    public void ASplitWithAnotherHolderChangesNothing()
    {
        Folio folio = Grab(0, 3);
        folio.Get();
        Assert.That((folio.Split(Order.Zero), folio.Order.Value, folio.RefCount), Is.EqualTo((Errno.EAGAIN, 3, 10)));
    }

    [TestCase(3, Errno.EINVAL)]
    [TestCase(4, Errno.EINVAL)]
    public void ASplitGoesDownOnly(int order, Errno expected) => Assert.That(Grab(0, 3).Split(new Order(order)), Is.EqualTo(expected));

    [Test]
    public void PartsBehindTheEndOfTheFileAreFreedByTheSplit()
    {
        _file.Size = 3 * PageSize.Bytes;
        Folio folio = Grab(0, 3);
        folio.Split(Order.Zero);
        Assert.Multiple(() =>
        {
            Assert.That(_file.Pages.Count.Value, Is.EqualTo(3));
            Assert.That(_machine.StateOf(folio.Pfn.Plus(5)), Is.Not.EqualTo(PageState.Allocated));
        });
    }

    [TestCase(false, 0)]
    [TestCase(true, 8)]
    public void PartlyPunchedAndHeldACleanFolioGoesWholeAndADirtyOneStaysWhole(bool dirty, int left)
    {
        Folio folio = Grab(0, 3);
        folio.Unlock();
        if (dirty)
        {
            folio.SetDirtyFlag();
        }

        _file.Truncate(new ByteOffset(2 * PageSize.Bytes), new ByteOffset((3 * PageSize.Bytes) - 1));
        Assert.Multiple(() =>
        {
            Assert.That(_file.Pages.Count.Value, Is.EqualTo(left));
            Assert.That(folio.IsAlive, "the holder's reference was ignored");
        });
    }

    [Test]
    public void EvictionLeavesAShadowAndTheRefaultIsActive()
    {
        Folio folio = Grab(0, 2);
        folio.Unlock();
        folio.Isolate();
        folio.Put();
        Assert.That(folio.Reclaim(), Is.EqualTo(4));
        CacheEntry entry = _file.Pages.Peek(new PageIndex(3));
        Assert.That(entry.IsValue);
        Shadow shadow = Shadow.Unpack(entry.Value);
        Assert.Multiple(() =>
        {
            Assert.That(shadow.Eviction, Is.Zero);
            Assert.That(_machine.Lru.NonresidentAge, Is.EqualTo(4));
            Assert.That(_file.Pages.OrderAt(PageIndex.Zero).Value, Is.EqualTo(2));
            Assert.That(_file.Pages.Count.Value, Is.Zero);
        });
    }

    [Test]
    public void ASmallFolioOverALargeShadowSplitsIt()
    {
        Folio folio = Grab(0, 2);
        folio.Unlock();
        folio.Isolate();
        folio.Put();
        folio.Reclaim();
        Grab(1, 0);
        Assert.That(
            Enumerable.Range(0, 4).Select(i => _file.Pages.Peek(new PageIndex((ulong)i))).Select(e => (e.IsFolio, e.IsValue)),
            Is.EqualTo(new[] { (false, true), (true, false), (false, true), (false, true) }));
    }

    private Folio Grab(ulong index, int hint) =>
        _file.Pages.GetFolio(new PageIndex(index), FindFolioFlags.Grab, _file.GfpMask, new Order(hint)).Folio;
}
