using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>Reservations, faults, copies and what a fork inherits.</summary>
[TestFixture]
public sealed class MappingTests
{
    [Test]
    public void ATouchOfAReservedPageUsesTheReservation()
    {
        HugetlbBench bench = new(4);
        HugetlbMapping mapping = bench.Map(bench.File(), 0, 3);
        Assert.That((bench.Counters.Free, bench.Counters.Reserved), Is.EqualTo((4L, 3L)));
        mapping.Touch(0, write: true);
        Assert.That((bench.Counters.Free, bench.Counters.Reserved), Is.EqualTo((3L, 2L)));
        Assert.That(mapping.Peek(new HugeIndex(0)).RefCount, Is.EqualTo(513), "512 of the page cache and 1 of the page table");
        bench.AssertSound();
    }

    [Test]
    public void TheLookupsReferenceBecomesThePageTables()
    {
        HugetlbBench bench = new();
        HugetlbFile file = bench.File(allocated: 1);
        HugetlbMapping mapping = bench.Map(file, 0, 1);
        mapping.Touch(0, write: false);
        Folio folio = file.Peek(new HugeIndex(0));
        Assert.That(folio.Holders.Select(h => (h.Kind, h.Count)), Is.EquivalentTo(new[] { (HolderKind.PageCache, 512), (HolderKind.PageTable, 1) }));
    }

    [Test]
    public void TheReservationOfASharedMappingStaysWithTheFile()
    {
        HugetlbBench bench = new(4);
        HugetlbFile file = bench.File();
        bench.Map(file, 0, 3).Unmap();
        Assert.That(bench.Counters.Reserved, Is.EqualTo(3));
        file.Truncate(bench.Huge);
        Assert.That(bench.Counters.Reserved, Is.EqualTo(1));
    }

    [Test]
    public void ThatOfAPrivateMappingGoesWithIt()
    {
        HugetlbBench bench = new(4);
        HugetlbFile file = bench.File();
        HugetlbMapping mapping = bench.Map(file, 0, 3, shared: false);
        mapping.Touch(0, write: true);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(4, 3, 2, 0, 4, 0)));
        mapping.Unmap();
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(4, 4, 0, 0, 4, 0)));
        Assert.That(file.Reservations.Regions, Is.Empty);
    }

    [Test]
    public void WithoutReserveATouchTakesOnlyWhatIsPromisedToNobody()
    {
        HugetlbBench bench = new(2);
        bench.Map(bench.File(), 0, 2);
        HugetlbMapping mapping = bench.Map(bench.File(), 0, 1, noReserve: true);
        Assert.That(mapping.Touch(0, write: true), Is.EqualTo(HugetlbFault.NoPage));
        bench.AssertSound();
    }

    [Test]
    public void MoreThanThePoolCanPromiseIsRefusedAndLeavesNothingBehind()
    {
        HugetlbBench bench = new(2);
        HugetlbFile file = bench.Mount(maximum: 8).CreateFile("large");
        HugetlbMapResult result = file.Map(new HugetlbMapOptions { Length = 3 * bench.Huge });
        Assert.That(result.Error, Is.EqualTo(Errno.ENOMEM));
        Assert.That(file.Reservations.Regions, Is.Empty);
        Assert.That(file.Mount.Subpool!.Used, Is.Zero);
        Assert.That(file.Size, Is.Zero);
    }

    [Test]
    public void AChildCopiesOnWriteAndTheParentNeedNotAfterwards()
    {
        HugetlbBench bench = new(4);
        HugetlbMapping parent = bench.Map(bench.File(), 0, 1, shared: false);
        parent.Store(0, 1, 7);
        HugetlbMapping child = parent.Fork(bench.Machine.CreateTask("child", 0)).Mapping!;
        Folio shared = parent.Peek(new HugeIndex(0));
        Assert.That((shared.RefCount, shared.MapCount), Is.EqualTo((2, 2)));
        child.Touch(0, write: true);
        Assert.That((shared.RefCount, shared.MapCount), Is.EqualTo((1, 1)));
        parent.Touch(0, write: true);
        Assert.That(parent.Peek(new HugeIndex(0)), Is.EqualTo(shared), "the last mapper copied for nobody");
        bench.AssertSound();
    }

    [Test]
    public void AnOwnerThatFindsNoPageTakesItFromItsChild()
    {
        HugetlbBench bench = new(1);
        HugetlbMapping parent = bench.Map(bench.File(), 0, 1, shared: false);
        parent.Touch(0, write: true);
        HugetlbMapping child = parent.Fork(bench.Machine.CreateTask("child", 0)).Mapping!;
        Assert.That(child.Touch(0, write: true), Is.EqualTo(HugetlbFault.NoPage), "the child was given a page that is not there");
        Assert.That(parent.Touch(0, write: true), Is.EqualTo(HugetlbFault.None), "the owner's write failed");
        Assert.That(child.WasRobbed, Is.True);
        Assert.That(child.Touch(0, write: false), Is.EqualTo(HugetlbFault.NoPage), "the child would have read zeroes for lost data");
        child.Unmap();
        parent.Unmap();
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(1, 1, 0, 0, 1, 0)));
    }

    [Test]
    public void AForkOfAPinnedPageCopiesAtOnce()
    {
        HugetlbBench bench = new(2);
        HugetlbMapping parent = bench.Map(bench.File(), 0, 1, shared: false);
        HugetlbPin pin = parent.Pin(0, 1).Pin!;
        HugetlbMapping child = parent.Fork(bench.Machine.CreateTask("child", 0)).Mapping!;
        Assert.That(child.Peek(new HugeIndex(0)), Is.Not.EqualTo(parent.Peek(new HugeIndex(0))));
        Assert.That(bench.Pool.IsAnonExclusive(parent.Peek(new HugeIndex(0))), Is.True, "the pin lost its page to a later copy");
        pin.Release();
        bench.AssertSound();
    }

    [Test]
    public void UnmappingAPartLeavesTwoMappingsThatShareTheReservation()
    {
        HugetlbBench bench = new(4);
        HugetlbMapping mapping = bench.Map(bench.File(), 0, 4, shared: false);
        mapping.Touch(3 * bench.Huge, write: true);
        HugetlbMapping rest = mapping.Unmap(bench.Huge, bench.Huge).Mapping!;
        Assert.That(bench.Counters.Reserved, Is.EqualTo(2), "the part in the middle kept its promise");
        Assert.That((mapping.End.Value, rest.Start.Value), Is.EqualTo((1L, 2L)));
        rest.Unmap();
        mapping.Unmap();
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(4, 4, 0, 0, 4, 0)));
    }

    [Test]
    public void ReadingAHoleDoesNotFillIt()
    {
        HugetlbBench bench = new();
        HugetlbFile file = bench.File();
        file.Truncate(bench.Huge);
        byte[] buffer = [1, 2, 3];
        Assert.That(file.Read(new ByteOffset(5), buffer), Is.EqualTo(new HugetlbRead(Errno.None, 3)));
        Assert.That(buffer, Is.All.Zero);
        Assert.That(file.Mapping.Pages.Count.Value, Is.Zero);
        Assert.That(HugetlbFile.Write(new ByteOffset(0), 1), Is.EqualTo(Errno.EINVAL));
    }
}
