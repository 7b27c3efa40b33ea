using FolioModel.Hugetlb;

namespace FolioModel.Tests.Hugetlb;

/// <summary>H3, H4 and H6: references of the page cache, holes, and what is left when allocating stops half way.</summary>
[TestFixture]
public sealed class FallocateTests
{
    [Test]
    public void ACachedFolioHasOneReferenceForEachOfItsPages()
    {
        HugetlbFile file = new HugetlbFixture().File(allocated: 2);
        Folio folio = file.Peek(new HugeIndex(1));
        Assert.That(folio.RefCount, Is.EqualTo(512));
        Assert.That(folio.Index, Is.EqualTo(new PageIndex(512)));
        Assert.That(file.Mapping.Pages.Count, Is.EqualTo(new PageCount(1024)));
    }

    [Test]
    public void BeforeLinux67ItHadOneReferenceAndAnIndexInHugePages()
    {
        HugetlbFixture fixture = new(profile: KernelProfile.Linux2023);
        HugetlbFile file = fixture.File(allocated: 2);
        Folio folio = file.Peek(new HugeIndex(1));
        Assert.That(folio.RefCount, Is.EqualTo(1));
        Assert.That(folio.Index, Is.EqualTo(new PageIndex(1)));
        Assert.That(file.Mapping.Pages.Count, Is.EqualTo(new PageCount(2)));
        fixture.AssertSound();
        fixture.Punch(file, 0, 2);
        Assert.That(fixture.Counters.Free, Is.EqualTo(8), "the single reference was not dropped");
    }

    [Test]
    public void WhatIsThereIsLeftAloneAndHolesAreFilled()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File(allocated: 3);
        Folio first = file.Peek(new HugeIndex(0));
        fixture.Punch(file, 1, 1);
        fixture.Allocate(file, 0, 4);
        Assert.That(file.Peek(new HugeIndex(0)), Is.EqualTo(first));
        Assert.That(Enumerable.Range(0, 4).Select(i => file.Peek(new HugeIndex(i)).RefCount), Is.All.EqualTo(512));
        fixture.AssertSound();
    }

    [Test]
    public void TheFolioIsOnNoLruListAndInNoStatistics()
    {
        HugetlbFixture fixture = new();
        Folio folio = fixture.File(allocated: 1).Peek(new HugeIndex(0));
        fixture.Machine.Batches.DrainAll();
        Assert.That(folio.Has(FolioFlags.Lru), Is.False);
        Assert.That(fixture.Machine.Statistics.FilePages, Is.Zero);
        Assert.That(folio.Flags, Is.EqualTo(FolioFlags.Hugetlb | FolioFlags.Large | FolioFlags.Uptodate | FolioFlags.Dirty));
    }

    [Test]
    public void ASignalKeepsWhatIsThereAndExtendsTheFileAllTheSame()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File();
        fixture.Machine.Current.SignalPending = true;
        Assert.That(fixture.Allocate(file, 0, 4), Is.EqualTo(Errno.EINTR));
        Assert.That(file.Size, Is.EqualTo(4 * fixture.Huge), "the quirk: the size is what was asked for");
        Assert.That(file.Mapping.Pages.Count.Value, Is.Zero);
    }

    [Test]
    public void RunningOutKeepsWhatIsThereAndLeavesTheSize()
    {
        HugetlbFixture fixture = new(2);
        HugetlbFile file = fixture.File();
        Assert.That(fixture.Allocate(file, 0, 3), Is.EqualTo(Errno.ENOSPC));
        Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(1024));
        Assert.That(file.Size, Is.Zero);
        Assert.That(file.Blocks, Is.EqualTo(2 * 4096));
    }

    [Test]
    public void AHoleHasNoReservation()
    {
        HugetlbFixture fixture = new(1);
        HugetlbFile file = fixture.File();
        HugetlbMappedArea mapping = fixture.Map(file, 0, 1);
        mapping.Touch(0, write: true);
        fixture.Punch(file, 0, 1);
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(1, 1, 0, 0, 1, 0)), "punching gave the reservation back to the file");
        Assert.That(file.Reservations.Regions, Is.Empty, "the hole is still in the reservation map");
        HugetlbFile other = fixture.File(allocated: 1);
        Assert.That(mapping.Touch(0, write: true), Is.EqualTo(HugetlbFault.NoPage), "the hole was still promised a page");
        other.Close();
        Assert.That(mapping.Touch(0, write: true), Is.EqualTo(HugetlbFault.None));
    }

    [Test]
    public void AHoleOnAMountWithAMinimumIsPromisedItsPageAgain()
    {
        HugetlbFixture fixture = new(1);
        HugetlbFile file = fixture.Mount(minimum: 1).CreateFile("kept");
        fixture.Allocate(file, 0, 1);
        fixture.Punch(file, 0, 1);
        Assert.That(fixture.Counters.Reserved, Is.EqualTo(1));
        Assert.That(fixture.Allocate(fixture.File(), 0, 1), Is.EqualTo(Errno.ENOSPC), "the mount's page was given to another file");
        Assert.That(fixture.Allocate(file, 0, 1), Is.EqualTo(Errno.None));
    }

    [Test]
    public void WhoeverHoldsAPunchedFolioKeepsItOutOfThePool()
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File(allocated: 1);
        Folio folio = file.Peek(new HugeIndex(0));
        folio.Get();
        fixture.Punch(file, 0, 1);
        Assert.That(folio.RefCount, Is.EqualTo(1));
        Assert.That(fixture.Counters.Free, Is.EqualTo(7));
        folio.Put();
        Assert.That(fixture.Counters.Free, Is.EqualTo(8));
    }

    [Test]
    public void ARegionThatCannotBeCutStaysAsAReservationThatIsPaidFor()
    {
        bool fails = false;
        HugetlbFixture fixture = new(8, failsDescriptor: () => fails);
        HugetlbFile file = fixture.File(allocated: 3);
        fails = true;
        fixture.Punch(file, 1, 1);
        fixture.Punch(file, 1, 1);
        Assert.That(file.Peek(new HugeIndex(1)).IsNone, Is.True);
        fixture.AssertSound();
        fails = false;
        file.Close();
        Assert.That(fixture.Counters, Is.EqualTo(new PoolCounters(8, 8, 0, 0, 8, 0)));
    }

    [TestCase(FileSeals.Grow, FallocateMode.None)]
    [TestCase(FileSeals.Write, FallocateMode.PunchHole | FallocateMode.KeepSize)]
    public void ASealForbidsIt(FileSeals seal, FallocateMode mode)
    {
        HugetlbFixture fixture = new();
        HugetlbFile file = fixture.File();
        file.AddSeals(seal);
        Assert.That(file.Fallocate(mode, new ByteOffset(0), fixture.Huge), Is.EqualTo(Errno.EPERM));
    }
}
