using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>Reservations, faults, copies and what a fork inherits.</summary>
[TestFixture]
public sealed class MappingTests
{
    [Test]
    public void APrivatePageThatIsUnmappedGivesItsReservationBackAtItsLastPut()
    {
        HugetlbFixture fixture = new(2);
        HugetlbMappedArea mapping = fixture.Map(fixture.File(), 0, 1, shared: false);
        mapping.Touch(0, write: true);
        mapping.Unmap();
        Assert.That(fixture.Releases.Select(static r => (r.Dissolved, r.ReserveRestored)), Is.EqualTo(new[] { (false, true) }));
        fixture.AssertSound();
    }

    [Test]
    public void ATouchOfAReservedPageUsesTheReservation()
    {
        HugetlbFixture fixture = new(4);
        HugetlbMappedArea mapping = fixture.Map(fixture.File(), 0, 3);
        Assert.That((fixture.Counters.Free, fixture.Counters.Reserved), Is.EqualTo((4L, 3L)));
        mapping.Touch(0, write: true);
        Assert.That((fixture.Counters.Free, fixture.Counters.Reserved), Is.EqualTo((3L, 2L)));
        Assert.That(mapping.Peek(new HugeIndex(0)).RefCount, Is.EqualTo(513), "512 of the page cache and 1 of the page table");
        fixture.AssertSound();
    }

    [Test]
    public void TheLookupsReferenceBecomesThePageTables()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File(allocated: 1);
        HugetlbMappedArea mapping = fixture.Map(file, 0, 1);
        mapping.Touch(0, write: false);
        Folio folio = file.Peek(new HugeIndex(0));
        Assert.That(folio.Holders.Select(h => (h.Kind, h.Count)),
            Is.EquivalentTo(new[] { (HolderKind.PageCache, 512), (HolderKind.PageTable, 1) }));
    }

    [Test]
    public void TheReservationOfASharedMappingStaysWithTheFile()
    {
        HugetlbFixture fixture = new(4);
        HugetlbFile file = fixture.File();
        fixture.Map(file, 0, 3).Unmap();
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(3));
        file.Truncate(fixture.Huge);
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(1));
    }

    [Test]
    public void ThatOfAPrivateMappingGoesWithIt()
    {
        HugetlbFixture fixture = new(4);
        HugetlbFile file = fixture.File();
        HugetlbMappedArea mapping = fixture.Map(file, 0, 3, shared: false);
        mapping.Touch(0, write: true);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(4, 3, 2, 0, 4, 0)));
        mapping.Unmap();
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(4, 4, 0, 0, 4, 0)));
        Assert.That(file.Reservations.Regions, Is.Empty);
    }

    [Test]
    public void WithoutReserveATouchTakesOnlyWhatIsPromisedToNobody()
    {
        HugetlbFixture fixture = new(2);
        fixture.Map(fixture.File(), 0, 2);
        HugetlbMappedArea mapping = fixture.Map(fixture.File(), 0, 1, noReserve: true);
        Assert.That(mapping.Touch(0, write: true), Is.EqualTo(HugetlbFault.NoPage));
        fixture.AssertSound();
    }

    [Test]
    public void MoreThanThePoolCanPromiseIsRefusedAndLeavesNothingBehind()
    {
        HugetlbFixture fixture = new(2);
        HugetlbFile file = fixture.Mount(maximum: 8).CreateFile("large");
        HugetlbMapResult result = file.Map(new HugetlbMapOptions { Length = 3 * fixture.Huge });
        Assert.That(result.Error, Is.EqualTo(Errno.ENOMEM));
        Assert.That(file.Reservations.Regions, Is.Empty);
        Assert.That(file.Mount.Subpool!.Used, Is.Zero);
        Assert.That(file.Size, Is.Zero);
    }

    [Test]
    public void AChildCopiesOnWriteAndTheParentNeedNotAfterwards()
    {
        HugetlbFixture fixture = new(4);
        HugetlbMappedArea parent = fixture.Map(fixture.File(), 0, 1, shared: false);
        parent.Store(0, 1, 7);
        HugetlbMappedArea child = parent.Fork(fixture.Machine.CreateTask("child", 0)).Area!;
        Folio shared = parent.Peek(new HugeIndex(0));
        Assert.That((shared.RefCount, shared.MapCount), Is.EqualTo((2, 2)));
        child.Touch(0, write: true);
        Assert.That((shared.RefCount, shared.MapCount), Is.EqualTo((1, 1)));
        parent.Touch(0, write: true);
        Assert.That(parent.Peek(new HugeIndex(0)), Is.EqualTo(shared), "the last mapper copied for nobody");
        fixture.AssertSound();
    }

    [Test]
    public void AnOwnerThatFindsNoPageTakesItFromItsChild()
    {
        HugetlbFixture fixture = new(1);
        HugetlbMappedArea parent = fixture.Map(fixture.File(), 0, 1, shared: false);
        parent.Touch(0, write: true);
        HugetlbMappedArea child = parent.Fork(fixture.Machine.CreateTask("child", 0)).Area!;
        Assert.That(child.Touch(0, write: true), Is.EqualTo(HugetlbFault.NoPage), "the child was given a page that is not there");
        Assert.That(parent.Touch(0, write: true), Is.EqualTo(HugetlbFault.None), "the owner's write failed");
        Assert.That(child.IsReserveUnmapped, Is.True);
        Assert.That(child.Touch(0, write: false), Is.EqualTo(HugetlbFault.NoPage), "the child would have read zeroes for lost data");
        child.Unmap();
        parent.Unmap();
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(1, 1, 0, 0, 1, 0)));
    }

    [Test]
    public void AForkOfAPinnedPageCopiesAtOnce()
    {
        HugetlbFixture fixture = new(2);
        HugetlbMappedArea parent = fixture.Map(fixture.File(), 0, 1, shared: false);
        HugetlbPin pin = parent.Pin(0, 1).Pin!;
        HugetlbMappedArea child = parent.Fork(fixture.Machine.CreateTask("child", 0)).Area!;
        Assert.That(child.Peek(new HugeIndex(0)), Is.Not.EqualTo(parent.Peek(new HugeIndex(0))));
        Assert.That(fixture.Pool.IsAnonExclusive(parent.Peek(new HugeIndex(0))), Is.True, "the pin lost its page to a later copy");
        pin.Release();
        fixture.AssertSound();
    }

    [Test]
    public void UnmappingAPartLeavesTwoMappingsThatShareTheReservation()
    {
        HugetlbFixture fixture = new(4);
        HugetlbMappedArea mapping = fixture.Map(fixture.File(), 0, 4, shared: false);
        mapping.Touch(3 * fixture.Huge, write: true);
        HugetlbMappedArea rest = mapping.Unmap(fixture.Huge, fixture.Huge).Area!;
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(2), "the part in the middle kept its promise");
        Assert.That((mapping.End.Value, rest.Start.Value), Is.EqualTo((1L, 2L)));
        rest.Unmap();
        mapping.Unmap();
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(4, 4, 0, 0, 4, 0)));
    }

    [Test]
    public void ReadingAHoleDoesNotFillIt()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File();
        file.Truncate(fixture.Huge);
        byte[] buffer = [1, 2, 3];
        Assert.That(file.Read(new ByteOffset(5), buffer), Is.EqualTo(new HugetlbRead(Errno.None, 3)));
        Assert.That(buffer, Is.All.Zero);
        Assert.That(file.Mapping.Pages.Count.Value, Is.Zero);
        Assert.That(HugetlbFile.Write(new ByteOffset(0), 1), Is.EqualTo(Errno.EINVAL));
    }
}
