using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>H1 and H5: a pool owns its folios, free ones have count 0, and surplus goes to the page allocator.</summary>
[TestFixture]
public sealed class PoolTests
{
    [Test]
    public void FreeAndUsedFoliosAreAllThatThePoolOwns()
    {
        HugetlbBench bench = new(8);
        HugetlbFile file = bench.File(allocated: 5);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(8, 3, 0, 0, 8, 0)));
        Assert.That(bench.Counters.InUse, Is.EqualTo(5));
        file.Close();
        Assert.That(bench.Counters.Free, Is.EqualTo(8), "folios of the closed file did not come back");
        bench.AssertSound();
    }

    [Test]
    public void TheFolioPutLastIsTheFirstToBeUsedAgain()
    {
        HugetlbBench bench = new(4);
        HugetlbFile file = bench.File(allocated: 2);
        Pfn punched = file.Peek(new HugeIndex(1)).Pfn;
        bench.Punch(file, 1, 1);
        bench.Allocate(file, 3, 1);
        Assert.That(file.Peek(new HugeIndex(3)).Pfn, Is.EqualTo(punched));
    }

    [Test]
    public void AHandleFromBeforeThePoolIsStaleAfterwards()
    {
        HugetlbBench bench = new();
        HugetlbFile file = bench.File(allocated: 1);
        Folio folio = file.Peek(new HugeIndex(0));
        bench.Punch(file, 0, 1);
        Assert.That(folio.IsAlive, Is.False, "the handle survived the folio's return to the pool");
        Assert.That(() => folio.RefCount, Throws.InstanceOf<UseAfterFreeException>());
    }

    [Test]
    public void GrowingTakesMemoryFromThePageAllocatorAndShrinkingGivesItBack()
    {
        HugetlbBench bench = new(0);
        bench.Machine.Allocator.DrainAllPages();
        long free = bench.Machine.Allocator.FreePageCount.Value;
        bench.Pool.Resize(6);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(6, 6, 0, 0, 6, 0)));
        bench.Pool.Resize(0);
        bench.Machine.Allocator.DrainAllPages();
        Assert.That(bench.Machine.Allocator.FreePageCount.Value, Is.EqualTo(free), "memory stayed behind");
    }

    [Test]
    public void APoolThatMemoryDoesNotSufficeForReachesWhatItCan()
    {
        HugetlbBench bench = new(1000);
        Assert.That(bench.Counters.Target, Is.EqualTo(bench.Counters.Total).And.LessThan(32));
        bench.AssertSound();
    }

    [Test]
    public void ShrinkingBelowUseMakesSurplusThatGoesAsFoliosArePut()
    {
        HugetlbBench bench = new(6);
        HugetlbFile file = bench.File(allocated: 5);
        bench.Pool.Resize(3);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(5, 0, 0, 2, 3, 0)));
        bench.AssertSound();
        bench.Punch(file, 0, 3);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(3, 1, 0, 0, 3, 0)));
        Assert.That(bench.Releases.Select(r => r.Dissolved), Is.EqualTo(new[] { true, true, false }), "not the surplus went first");
    }

    [Test]
    public void ReservedFoliosSurviveShrinking()
    {
        HugetlbBench bench = new(6);
        bench.Map(bench.File(), 0, 4);
        bench.Pool.Resize(1);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(4, 4, 4, 3, 1, 0)), "a promise was broken");
    }

    [Test]
    public void OvercommitFillsAShortageAndTheSurplusIsGivenBack()
    {
        HugetlbBench bench = new(2);
        bench.Pool.Overcommit = 1;
        HugetlbFile file = bench.File(allocated: 3);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(3, 0, 0, 1, 2, 1)));
        Assert.That(bench.Allocate(file, 3, 1), Is.EqualTo(Errno.ENOSPC), "more than the limit was made");
        bench.Punch(file, 0, 1);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(2, 0, 0, 0, 2, 1)), "the counter, not the folio, decides what is surplus");
        bench.AssertSound();
    }

    [Test]
    public void AnUnusedReservationReturnsItsSurplus()
    {
        HugetlbBench bench = new(2);
        bench.Pool.Overcommit = 3;
        HugetlbFile file = bench.File();
        HugetlbMapping mapping = bench.Map(file, 0, 4, shared: false);
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(4, 4, 4, 2, 2, 3)));
        mapping.Unmap();
        Assert.That(bench.Counters, Is.EqualTo(new PoolCounters(2, 2, 0, 0, 2, 3)));
    }

    [Test]
    public void TwoPoolsOfOneSizeAreRefused()
    {
        HugetlbBench bench = new();
        Assert.That(bench.Machine.HugePagePoolOf(Order.Pmd), Is.SameAs(bench.Pool));
        Assert.That(bench.Machine.HugePagePoolOf(Order.Zero), Is.Null);
        Assert.That(() => new HugePagePool(bench.Machine), Throws.ArgumentException);
    }
}
