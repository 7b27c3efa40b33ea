using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>To whom a pool's pages are promised, and where 6.12's own count of them goes astray.</summary>
[TestFixture]
public sealed class PromiseTests
{
    [Test]
    public void EveryPromiseHasAHolder()
    {
        HugetlbFixture fixture = new(8);
        HugetlbMount mount = fixture.Mount(minimum: 2);
        HugetlbFile below = mount.CreateFile("below");
        fixture.Allocate(below, 0, 1);
        HugetlbFile shared = fixture.File();
        HugetlbMappedArea reserving = fixture.Map(shared, 0, 3);
        reserving.Touch(0, write: true);
        HugetlbMappedArea owner = fixture.Map(fixture.File(), 0, 1, shared: false);

        Assert.That(fixture.Pool.Reserves.Holders().Select(static h => h.Pages), Is.EquivalentTo(new long[] { 1, 2, 1 }));
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(4));
        Assert.That(fixture.Pool.Reserves.CountedInError, Is.Zero);
        fixture.AssertSound();

        owner.Unmap();
        Assert.That(fixture.Pool.Reserves.Holders().Sum(static h => h.Pages), Is.EqualTo(3));
        fixture.AssertSound();
    }

    [Test]
    public void AMappingWithoutReservationUsesAMinimumButNotItsPromise()
    {
        HugetlbFixture fixture = new(8);
        HugetlbFile file = fixture.Mount(minimum: 2).CreateFile("minimum");
        HugetlbMappedArea mapping = fixture.Map(file, 0, 1, shared: false, noReserve: true);

        Assert.That(mapping.Touch(0, write: true), Is.EqualTo(HugetlbFault.None));
        Assert.That(fixture.Pool.Reserves.Holders().Sum(static h => h.Pages), Is.EqualTo(1));
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(2), "6.12 drops the count only for those with a right to reserved pages");
        Assert.That(fixture.Pool.Reserves.CountedInError, Is.EqualTo(1));
        fixture.AssertSound();
    }

    [TestCase(null, -1, Description = "without a maximum a mount does not count what is used, so it keeps what comes back")]
    [TestCase(4, 0, Description = "with one it sees that more than the minimum is used")]
    public void AnAllocationThatFailsMayLeaveTheMinimumAPageThatNobodyPromised(int? maximum, int inError)
    {
        HugetlbFixture fixture = new(2);
        HugetlbFile small = fixture.Mount(maximum, minimum: 1).CreateFile("small");
        Assert.That(fixture.Allocate(small, 0, 2), Is.EqualTo(Errno.None));
        Assert.That(fixture.Allocate(small, 2, 1), Is.EqualTo(Errno.ENOSPC));
        Assert.That(fixture.Pool.Reserves.CountedInError, Is.EqualTo(inError));
        fixture.AssertSound();
    }
}
