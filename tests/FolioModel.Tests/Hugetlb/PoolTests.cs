using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>H1 and H5: a pool owns its folios, free ones have count 0, and surplus goes to the page allocator.</summary>
[TestFixture]
public sealed class PoolTests
{
    [Test]
    public void FreeAndUsedFoliosAreAllThatThePoolOwns()
    {
        HugetlbFixture fixture = new(8);
        HugetlbFile file = fixture.File(allocated: 5);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(8, 3, 0, 0, 8, 0)));
        Assert.That(fixture.Counters.InUse, Is.EqualTo(5));
        file.Close();
        Assert.That(fixture.Counters.Free, Is.EqualTo(8), "folios of the closed file did not come back");
        fixture.AssertSound();
    }

    [Test]
    public void TheFolioPutLastIsTheFirstToBeUsedAgain()
    {
        HugetlbFixture fixture = new(4);
        HugetlbFile file = fixture.File(allocated: 2);
        Pfn punched = file.Peek(new HugeIndex(1)).Pfn;
        fixture.Punch(file, 1, 1);
        fixture.Allocate(file, 3, 1);
        Assert.That(file.Peek(new HugeIndex(3)).Pfn, Is.EqualTo(punched));
    }

    [Test]
    public void AHandleFromBeforeThePoolIsStaleAfterwards()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File(allocated: 1);
        Folio folio = file.Peek(new HugeIndex(0));
        fixture.Punch(file, 0, 1);
        Assert.That(folio.IsAlive, Is.False, "the handle survived the folio's return to the pool");
        Assert.That(() => folio.RefCount, Throws.InstanceOf<UseAfterFreeException>());
    }

    [Test]
    public void GrowingTakesMemoryFromThePageAllocatorAndShrinkingGivesItBack()
    {
        HugetlbFixture fixture = new(0);
        fixture.Machine.Allocator.DrainAllPages();
        long free = fixture.Machine.Allocator.FreePageCount.Value;
        fixture.Pool.Resize(6);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(6, 6, 0, 0, 6, 0)));
        fixture.Pool.Resize(0);
        fixture.Machine.Allocator.DrainAllPages();
        Assert.That(fixture.Machine.Allocator.FreePageCount.Value, Is.EqualTo(free), "memory stayed behind");
    }

    [Test]
    public void APoolThatMemoryDoesNotSufficeForReachesWhatItCan()
    {
        HugetlbFixture fixture = new(1000);
        Assert.That(fixture.Counters.Target, Is.EqualTo(fixture.Counters.Total).And.LessThan(32));
        fixture.AssertSound();
    }

    [Test]
    public void ShrinkingBelowUseMakesSurplusThatGoesAsFoliosArePut()
    {
        HugetlbFixture fixture = new(6);
        HugetlbFile file = fixture.File(allocated: 5);
        fixture.Pool.Resize(3);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(5, 0, 0, 2, 3, 0)));
        fixture.AssertSound();
        fixture.Punch(file, 0, 3);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(3, 1, 0, 0, 3, 0)));
        Assert.That(fixture.Releases.Select(r => r.Dissolved), Is.EqualTo(new[] { true, true, false }), "not the surplus went first");
    }

    [Test]
    public void ReservedFoliosSurviveShrinking()
    {
        HugetlbFixture fixture = new(6);
        fixture.Map(fixture.File(), 0, 4);
        fixture.Pool.Resize(1);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(4, 4, 4, 3, 1, 0)), "a promise was broken");
    }

    [Test]
    public void OvercommitFillsAShortageAndTheSurplusIsGivenBack()
    {
        HugetlbFixture fixture = new(2);
        fixture.Pool.Overcommit = 1;
        HugetlbFile file = fixture.File(allocated: 3);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(3, 0, 0, 1, 2, 1)));
        Assert.That(fixture.Allocate(file, 3, 1), Is.EqualTo(Errno.ENOSPC), "more than the limit was made");
        fixture.Punch(file, 0, 1);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(2, 0, 0, 0, 2, 1)),
            "the counter, not the folio, decides what is surplus");
        fixture.AssertSound();
    }

    [Test]
    public void AnUnusedReservationReturnsItsSurplus()
    {
        HugetlbFixture fixture = new(2);
        fixture.Pool.Overcommit = 3;
        HugetlbFile file = fixture.File();
        HugetlbMappedArea mapping = fixture.Map(file, 0, 4, shared: false);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(4, 4, 4, 2, 2, 3)));
        mapping.Unmap();
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(2, 2, 0, 0, 2, 3)));
    }

    [Test]
    public void TwoPoolsOfOneSizeAreRefused()
    {
        HugetlbFixture fixture = new();
        Assert.That(fixture.Machine.HugePagePoolOf(Order.Pmd), Is.SameAs(fixture.Pool));
        Assert.That(fixture.Machine.HugePagePoolOf(Order.Zero), Is.Null);
        Assert.That(() => new HugePagePool(fixture.Machine), Throws.ArgumentException);
    }
}
