using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>Moving huge pages, and memory that fails under them.</summary>
[TestFixture]
public sealed class MigrationAndFailureTests
{
    [Test]
    public void AnIsolatedFolioIsNotIsolatedTwice()
    {
        HugetlbFixture fixture = new();
        Folio folio = fixture.File(allocated: 1).Peek(new HugeIndex(0));
        Assert.That(fixture.Pool.Isolate(folio), Is.True);
        Assert.That(folio.RefCount, Is.EqualTo(513));
        Assert.That(fixture.Pool.Isolate(folio), Is.False);
        fixture.Pool.PutBack(folio);
        Assert.That(folio.RefCount, Is.EqualTo(512));
        Assert.That(fixture.Pool.FlagsOf(folio), Is.EqualTo(HugePageFlags.Migratable));
    }

    [Test]
    public void MigrationMovesPlaceMappingsAndContents()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File(allocated: 1);
        HugetlbMappedArea mapping = fixture.Map(file, 0, 1);
        mapping.Store(10, 1, 42);
        Folio before = file.Peek(new HugeIndex(0));
        fixture.Pool.Isolate(before);
        Assert.That(fixture.Pool.Migrate(before), Is.EqualTo(Errno.None));
        Folio after = file.Peek(new HugeIndex(0));
        byte[] read = new byte[1];
        file.Read(new ByteOffset(10), read);
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That((after.RefCount, after.MapCount, read[0]), Is.EqualTo((513, 1, (byte)42)));
        Assert.That(before.IsAlive, Is.False);
        Assert.That(fixture.Counters.Free, Is.EqualTo(7));
        fixture.AssertSound();
    }

    [Test]
    public void SomebodyElsesReferenceStopsMigrationAndNothingIsLost()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File(allocated: 1);
        HugetlbMappedArea mapping = fixture.Map(file, 0, 1);
        mapping.Touch(0, write: true);
        Folio folio = file.Peek(new HugeIndex(0));
        folio.Get();
        fixture.Pool.Isolate(folio);
        Assert.That(fixture.Pool.Migrate(folio), Is.EqualTo(Errno.EAGAIN));
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((514, 1)));
        Assert.That(fixture.Counters.Free, Is.EqualTo(7), "the target was not given back");
        folio.Put();
        fixture.AssertSound();
    }

    [Test]
    public void WithAllFoliosPromisedMigrationMakesAPageAndFreesTheOldOne()
    {
        HugetlbFixture fixture = new(2);
        HugetlbFile file = fixture.File(allocated: 1);
        fixture.Map(file, 1, 1);
        Folio folio = file.Peek(new HugeIndex(0));
        fixture.Pool.Isolate(folio);
        Assert.That(fixture.Pool.Migrate(folio), Is.EqualTo(Errno.None));
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(2, 1, 1, 0, 2, 0)), "the pool changed its size");
        Assert.That(fixture.Releases[^1].Dissolved, Is.True);
    }

    [Test]
    public void AnonymousMemoryMovesWithAllItsMappings()
    {
        HugetlbFixture fixture = new();
        HugetlbMappedArea parent = fixture.Map(fixture.File(), 0, 1, shared: false);
        parent.Touch(0, write: true);
        HugetlbMappedArea child = parent.Fork(fixture.Machine.CreateTask("child", 0)).Area!;
        Folio folio = parent.Peek(new HugeIndex(0));
        fixture.Pool.Isolate(folio);
        Assert.That(fixture.Pool.Migrate(folio), Is.EqualTo(Errno.None));
        Folio moved = parent.Peek(new HugeIndex(0));
        Assert.That(child.Peek(new HugeIndex(0)), Is.EqualTo(moved));
        Assert.That((moved.RefCount, moved.MapCount, moved.Has(FolioFlags.Anon)), Is.EqualTo((2, 2, true)));
        child.Unmap();
        parent.Unmap();
        Assert.That(fixture.Counters.Free, Is.EqualTo(8));
    }

    [Test]
    public void FailedMemoryOfAFileStaysThereAndOutOfThePool()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File(allocated: 1);
        HugetlbMappedArea mapping = fixture.Map(file, 0, 1);
        mapping.Touch(0, write: true);
        HugetlbFailure failure = mapping.FailMemory(5 * PageSize.Bytes);
        Folio folio = file.Peek(new HugeIndex(0));
        Assert.That(failure.Error, Is.EqualTo(Errno.None));
        Assert.That(failure.Killed, Is.EqualTo(new[] { fixture.Machine.Boot }));
        Assert.That(folio.Holders.Select(h => (h.Kind, h.Count)),
            Is.EquivalentTo(new[] { (HolderKind.PageCache, 512), (HolderKind.MemoryFailure, 1) }));
        Assert.That(mapping.Touch(0, write: false), Is.EqualTo(HugetlbFault.Poisoned));
        Assert.That(file.Read(new ByteOffset(0), new byte[10 * PageSize.Bytes]).Count, Is.EqualTo(5 * PageSize.Bytes));
        Assert.That(file.Read(new ByteOffset(5 * PageSize.Bytes), new byte[1]).Error, Is.EqualTo(Errno.EIO));
        file.Close();
        mapping.Unmap();
        Assert.That((folio.RefCount, fixture.Counters.Free), Is.EqualTo((1, 7L)));
    }

    [Test]
    public void FailedAnonymousMemoryCostsThePoolOnePageAndTheMachineOneFrame()
    {
        HugetlbFixture fixture = new();
        HugetlbMappedArea mapping = fixture.Map(fixture.File(), 0, 1, shared: false);
        mapping.Touch(0, write: true);
        Assert.That(mapping.FailMemory(0).Error, Is.EqualTo(Errno.None));
        Assert.That((fixture.Counters.Total, fixture.Counters.Target), Is.EqualTo((7L, 7L)));
        Pfn bad = Enumerable.Range(0, fixture.Machine.Map.Pages).Select(static pfn => new Pfn(pfn)).Single(fixture.Machine.IsPoisoned);
        Assert.That(fixture.Machine.PeekFolio(bad).RefCount, Is.EqualTo(1), "memory failure keeps the page out of the allocator");
        fixture.AssertSound();
    }

    [Test]
    public void SoftOfflineIsRefusedWhileSomebodyHoldsThePage()
    {
        HugetlbFixture fixture = new();
        HugetlbMappedArea mapping = fixture.Map(fixture.File(), 0, 1);
        HugetlbPin pin = mapping.Pin(0, 1).Pin!;
        Assert.That(mapping.SoftOffline(0), Is.EqualTo(Errno.EBUSY));
        pin.Release();
        Assert.That(mapping.SoftOffline(0), Is.EqualTo(Errno.None));
        Assert.That(fixture.Counters.Total, Is.EqualTo(7));
        fixture.AssertSound();
    }
}
