using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>To whom a pool's pages are promised, and where 6.12's own count of them goes astray.</summary>
[TestFixture]
public sealed class PromiseTests
{
    [Test]
    public void EveryPromiseHasAHolder()
    {
        HugetlbBench bench = new(8);
        HugetlbMount mount = bench.Mount(minimum: 2);
        HugetlbFile below = mount.CreateFile("below");
        bench.Allocate(below, 0, 1);
        HugetlbFile shared = bench.File();
        HugetlbMapping reserving = bench.Map(shared, 0, 3);
        reserving.Touch(0, write: true);
        HugetlbMapping owner = bench.Map(bench.File(), 0, 1, shared: false);

        Assert.That(bench.Pool.ReservationHolders().Select(static h => h.Pages), Is.EquivalentTo(new long[] { 1, 2, 1 }));
        Assert.That(bench.Counters.Reserved, Is.EqualTo(4));
        Assert.That(bench.Pool.ReservedInError, Is.Zero);
        bench.AssertSound();

        owner.Unmap();
        Assert.That(bench.Pool.ReservationHolders().Sum(static h => h.Pages), Is.EqualTo(3));
        bench.AssertSound();
    }

    [Test]
    public void AMappingWithoutReservationUsesAMinimumButNotItsPromise()
    {
        HugetlbBench bench = new(8);
        HugetlbFile file = bench.Mount(minimum: 2).CreateFile("minimum");
        HugetlbMapping mapping = bench.Map(file, 0, 1, shared: false, noReserve: true);

        Assert.That(mapping.Touch(0, write: true), Is.EqualTo(HugetlbFault.None));
        Assert.That(bench.Pool.ReservationHolders().Sum(static h => h.Pages), Is.EqualTo(1));
        Assert.That(bench.Counters.Reserved, Is.EqualTo(2), "6.12 drops the count only for those with a right to reserved pages");
        Assert.That(bench.Pool.ReservedInError, Is.EqualTo(1));
        bench.AssertSound();
    }

    [TestCase(null, -1, Description = "without a maximum a mount does not count what is used, so it keeps what comes back")]
    [TestCase(4, 0, Description = "with one it sees that more than the minimum is used")]
    public void AnAllocationThatFailsMayLeaveTheMinimumAPageThatNobodyPromised(int? maximum, int inError)
    {
        HugetlbBench bench = new(2);
        HugetlbFile small = bench.Mount(maximum, minimum: 1).CreateFile("small");
        Assert.That(bench.Allocate(small, 0, 2), Is.EqualTo(Errno.None));
        Assert.That(bench.Allocate(small, 2, 1), Is.EqualTo(Errno.ENOSPC));
        Assert.That(bench.Pool.ReservedInError, Is.EqualTo(inError));
        bench.AssertSound();
    }
}
