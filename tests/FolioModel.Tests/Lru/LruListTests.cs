namespace FolioModel.Tests.Lru;

/// <summary>An LRU list is walked from either end and taken from at its tail.</summary>
[TestFixture]
internal sealed class LruListTests
{
    private Machine _machine = null!;
    private AddressSpace _file = null!;
    private Folio[] _folios = null!;

    private LruList Inactive => _machine.Lru[LruListKind.InactiveFile];

    [SetUp]
    public void SetUp() => Build(KernelProfile.Linux612);

    [Test]
    public void AListIsWalkedFromEitherEnd()
    {
        Assert.That(Inactive, Is.EqualTo(_folios.Reverse()));
        Assert.That(Inactive.FromTail, Is.EqualTo(_folios));
        Assert.That((Inactive.Count, Inactive.Pages.Value, Inactive.Tail), Is.EqualTo((6, 6L, _folios[0])));
    }

    [Test]
    public void AGenerationalListIsWalkedThroughItsGenerationsFromEitherEnd()
    {
        Build(KernelProfile.Linux612 with { MultiGenerationLru = true });
        LruList youngest = _machine.Lru.Generation(3, anon: false);
        Folio used = New();
        used.MarkAccessed();
        used.MarkAccessed();
        _file.Pages.AddFolio(used, new PageIndex(99), GfpFlags.Kernel);
        used.Unlock();
        _machine.Batches.DrainAll();
        IEnumerable<Folio> all = _machine.Lru[LruListKind.InactiveFile].Concat(_machine.Lru[LruListKind.ActiveFile]);
        Assert.That(all, Is.EquivalentTo(_folios.Append(used)));
        Assert.That(Inactive.FromTail, Is.EqualTo(Inactive.Reverse()));
        Assert.That(Inactive.Count + _machine.Lru[LruListKind.ActiveFile].Count, Is.EqualTo(7));
        Assert.That(() => Inactive.Isolate(new PageCount(1), []), Throws.InvalidOperationException);
        Assert.That(youngest.Count, Is.Zero);
        Assert.That(
            Enumerable.Range(0, 4).Sum(g => _machine.Lru.Generation(g, anon: false).Isolate(new PageCount(100), []).Taken.Value),
            Is.EqualTo(7));
        Assert.That(Inactive, Is.Empty);
    }

    [Test]
    public void TheFolioThatAWalkReturnedMayLeaveTheList()
    {
        List<Folio> met = [];
        foreach (Folio folio in Inactive.FromTail)
        {
            met.Add(folio);
            Assert.That(folio.Isolate(), Is.True);
        }

        Assert.That(met, Is.EqualTo(_folios));
        Assert.That((Inactive.Count, Inactive.Pages.Value), Is.EqualTo((0, 0L)));
    }

    [Test]
    public void AWalkNoticesThatItsNextFolioWentAway([Values] bool fromTail)
    {
        Assert.That(
            () =>
            {
                using LruList.Enumerator walk = fromTail ? Inactive.FromTail.GetEnumerator() : Inactive.GetEnumerator();
                walk.MoveNext();
                _folios[fromTail ? 1 : 4].Isolate();
                walk.MoveNext();
            },
            Throws.InvalidOperationException.With.Message.Contains("changed during a walk"));
    }

    [Test]
    public void IsolationTakesFromTheTailAndEachFolioHasAReference()
    {
        List<Folio> isolated = [];
        LruIsolation result = Inactive.Isolate(new PageCount(2), isolated);
        Assert.That(result, Is.EqualTo(new LruIsolation(new PageCount(2), new PageCount(2), new PageCount(0))));
        Assert.That(isolated, Is.EqualTo(_folios[..2]));
        Assert.That(isolated.Select(static f => f.Holders.Count(static h => h.Kind == HolderKind.Isolation)), Is.All.EqualTo(1));
        Assert.That((Inactive.Count, isolated[0].Has(FolioFlags.Lru)), Is.EqualTo((4, false)));
        isolated.ForEach(static f => f.PutBack());
        _machine.Batches.DrainAll();
        Assert.That(Inactive.FromTail, Is.EqualTo(_folios[2..].Concat(_folios[..2])));
    }

    [Test]
    public void RotatedFoliosGoToTheHeadAndSkippedOnesDoNotCount()
    {
        List<Folio> isolated = [];
        LruIsolation result = Inactive.Isolate(
            new PageCount(3), isolated,
            f => f == _folios[0] ? LruScan.Skip : f == _folios[1] ? LruScan.Rotate : LruScan.Take);
        Assert.That(result, Is.EqualTo(new LruIsolation(new PageCount(3), new PageCount(2), new PageCount(1))));
        Assert.That(isolated, Is.EqualTo(_folios[2..4]));
        Assert.That(Inactive.FromTail, Is.EqualTo(new[] { _folios[4], _folios[5], _folios[1], _folios[0] }));
        Assert.That(Inactive.Count, Is.EqualTo(4));
    }

    [Test]
    public void AScanOfSkippedFoliosEndsWithTheList()
    {
        LruIsolation result = Inactive.Isolate(new PageCount(2), [], static _ => LruScan.Skip);
        Assert.That(result, Is.EqualTo(new LruIsolation(new PageCount(0), new PageCount(0), new PageCount(6))));
        Assert.That(Inactive.FromTail, Is.EqualTo(_folios));
    }

    [Test]
    public void AScanEndsOnlyBehindALargeFolio()
    {
        Folio large = New(order: 4);
        _file.Pages.AddFolio(large, new PageIndex(96), GfpFlags.Kernel);
        large.Unlock();
        LruIsolation result = Inactive.Isolate(new PageCount(7), []);
        Assert.That(result.Scanned.Value, Is.EqualTo(22));
    }

    [Test]
    public void TheUnevictableListHasOnlyCounters()
    {
        LruList unevictable = _machine.Lru[LruListKind.Unevictable];
        Assert.That((unevictable.Count, unevictable.Pages.Value), Is.EqualTo((0, 0L)));
        Assert.That(() => unevictable.ToList(), Throws.InvalidOperationException);
        Assert.That(() => unevictable.Isolate(new PageCount(1), []), Throws.InvalidOperationException);
    }

    [Test]
    public void ASplitCountsEachPartAsAFolio()
    {
        Folio large = New(order: 2);
        _file.Pages.AddFolio(large, new PageIndex(96), GfpFlags.Kernel);
        Assert.That((Inactive.Count, Inactive.Pages.Value), Is.EqualTo((7, 10L)));
        Assert.That(large.Split(Order.Zero), Is.EqualTo(Errno.None));
        Assert.That((Inactive.Count, Inactive.Pages.Value), Is.EqualTo((10, 10L)));
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [TearDown]
    public void TearDown() => Assert.That(_machine.Validate(), Is.Empty);

    private void Build(KernelProfile profile)
    {
        _machine = new Machine(new MachineOptions { Pages = 1024, Ledger = true, Profile = profile });
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(4), Size = 1L << 30 });
        _folios = new Folio[6];
        for (int i = 0; i < _folios.Length; i++)
        {
            _folios[i] = New();
            _file.Pages.AddFolio(_folios[i], new PageIndex((ulong)i), GfpFlags.Kernel);
            _folios[i].Unlock();
        }

        _machine.Batches.DrainAll();
    }

    private Folio New(int order = 0) => _machine.Allocator.AllocateFolio(new Order(order), GfpFlags.HighUserMovable);
}
