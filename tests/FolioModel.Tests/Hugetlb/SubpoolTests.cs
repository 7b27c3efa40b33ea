using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>H2: the limits of a mount.</summary>
[TestFixture]
public sealed class SubpoolTests
{
    [TestCase(0, 3, Errno.None, 3, 3)]
    [TestCase(3, 1, Errno.ENOMEM, 0, 3)]
    [TestCase(2, 2, Errno.ENOMEM, 0, 2)]
    public void AMaximumLetsThroughWhatFits(long used, long asked, Errno error, long fromPool, long after)
    {
        HugetlbSubpool subpool = new HugetlbFixture().Mount(maximum: 3).Subpool!;
        subpool.Get(used);
        Assert.That(subpool.Get(asked), Is.EqualTo(new SubpoolCharge(error, fromPool)));
        Assert.That(subpool.Used, Is.EqualTo(after));
    }

    [TestCase(0, 2, 0, 2)]
    [TestCase(0, 6, 2, 0)]
    [TestCase(4, 3, 3, 0)]
    public void AMinimumPaysForWhatItCovers(long taken, long asked, long fromPool, long reservedAfter)
    {
        HugetlbSubpool subpool = new HugetlbFixture().Mount(minimum: 4).Subpool!;
        subpool.Get(taken);
        Assert.That(subpool.Get(asked).FromPool, Is.EqualTo(fromPool));
        Assert.That(subpool.Reserved, Is.EqualTo(reservedAfter));
    }

    [TestCase(6, 1, 0, 1)]
    [TestCase(6, 6, 2, 4)]
    [TestCase(2, 1, 0, 3)]
    public void WhatComesBackFillsTheMinimumFirst(long taken, long given, long dropped, long reservedAfter)
    {
        HugetlbSubpool subpool = new HugetlbFixture().Mount(minimum: 4).Subpool!;
        subpool.Get(taken);
        Assert.That(subpool.Put(given), Is.EqualTo(dropped));
        Assert.That(subpool.Reserved, Is.EqualTo(reservedAfter));
    }

    [Test]
    public void WithBothLimitsOnlyUseBelowTheMinimumRefillsIt()
    {
        HugetlbSubpool subpool = new HugetlbFixture().Mount(maximum: 5, minimum: 2).Subpool!;
        subpool.Get(5);
        Assert.That(subpool.Put(3), Is.EqualTo(3), "used is still at the minimum");
        Assert.That(subpool.Put(1), Is.Zero, "below the minimum the page stays reserved for the mount");
    }

    [Test]
    public void AMountReservesItsMinimumAndGivesItBack()
    {
        HugetlbFixture fixture = new(8);
        HugetlbMount mount = fixture.Mount(minimum: 3);
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(3));
        Assert.That(mount.Unmount(), Is.EqualTo(Errno.None));
        Assert.That(fixture.Counters.Reserved, Is.Zero);
    }

    [Test]
    public void AMinimumThePoolCannotPromiseIsRefused()
    {
        HugetlbFixture fixture = new(2);
        HugetlbMountResult result = HugetlbMount.Mount(fixture.Pool, new HugetlbMountOptions { MinimumBytes = 3 * fixture.Huge });
        Assert.That(result.Error, Is.EqualTo(Errno.ENOMEM));
        Assert.That(fixture.Counters.Reserved, Is.Zero);
    }

    [Test]
    public void AMinimumAboveTheMaximumIsRefused() => Assert.That(
        HugetlbMount.Mount(new HugetlbFixture().Pool, HugetlbMountOptions.Parse("size=2M,min_size=4M")).Error, Is.EqualTo(Errno.EINVAL));

    [Test]
    public void ALimitsPercentageIsThatOfThePool() => Assert.That(
        HugetlbMount.Mount(new HugetlbFixture(8).Pool, HugetlbMountOptions.Parse("pagesize=2M,size=50%")).Mount!.Subpool!.Maximum,
            Is.EqualTo(4));

    [TestCase("size=x")]
    [TestCase("speed=7")]
    public void AWrongOptionIsNamed(string text) =>
        Assert.That(() => HugetlbMountOptions.Parse(text), Throws.InstanceOf<FormatException>().With.Message.Contains(text));

    [Test]
    public void TheLimitsOutliveTheirMountWhileAFolioCountsToThem()
    {
        HugetlbFixture fixture = new(8);
        HugetlbMount mount = fixture.Mount(maximum: 4, minimum: 2);
        HugetlbFile file = mount.CreateFile("held");
        fixture.Allocate(file, 0, 1);
        Folio folio = file.Peek(new HugeIndex(0));
        folio.Get();
        file.Close();
        Assert.That(mount.Unmount(), Is.EqualTo(Errno.None));
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(1), "one of the two is still used by the held folio");
        folio.Put();
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(8, 8, 0, 0, 8, 0)), "the minimum was not given back");
    }

    [Test]
    public void AMountWithAnOpenFileIsBusy()
    {
        HugetlbMount mount = new HugetlbFixture().Mount();
        HugetlbFile file = mount.CreateFile("open");
        Assert.That(mount.Unmount(), Is.EqualTo(Errno.EBUSY));
        file.Close();
        Assert.That(mount.Unmount(), Is.EqualTo(Errno.None));
        Assert.That(file.IsClosed, Is.True, "a file with only a name survived its mount");
    }
}
