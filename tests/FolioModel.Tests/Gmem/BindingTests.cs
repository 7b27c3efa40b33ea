using FolioModel.Gmem;

namespace FolioModel.Tests.Gmem;

[TestFixture]
internal sealed class BindingTests
{
    private const ulong Page = PageSize.Bytes;

    [TestCase(4U, 1UL, 16UL, 0UL, TestName = "{m}: unaligned guest address")]
    [TestCase(4U, 0UL, 0UL, 1UL, TestName = "{m}: unaligned offset")]
    [TestCase(4U, 0UL, 16UL, 49UL, TestName = "{m}: over the end by one page")]
    [TestCase(4U, 0UL, 16UL, 64UL, TestName = "{m}: offset at the end")]
    [TestCase(6U, 0UL, 16UL, 0UL, TestName = "{m}: read-only")]
    [TestCase(5U, 0UL, 16UL, 0UL, TestName = "{m}: dirty logging")]
    [TestCase(1U << 30, 0UL, 16UL, 0UL, TestName = "{m}: unknown flag")]
    public void WhatCannotBeBoundIsInvalid(uint flags, ulong address, ulong pages, ulong offset)
    {
        GmemFixture fixture = new();
        ulong size = pages == 0 ? 16 * Page : pages * Page;
        ulong offsetBytes = pages == 0 ? offset : offset * Page;
        Assert.That(fixture.Vm.SetMemoryRegion(0, (MemorySlotFlags)flags, address, size, fixture.File, offsetBytes),
            Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void AnOffsetThatWrapsWithTheSizeIsInvalid() =>
        Assert.That(
            new GmemFixture() is var fixture
                ? fixture.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 16 * Page, fixture.File, unchecked(0 - Page)) : default,
            Is.EqualTo(Errno.EINVAL));

    [Test]
    public void NothingElseThanAGuestMemfdOfThisVmCanBeBound()
    {
        GmemFixture fixture = new();
        GmemFixture other = new();
        Assert.Multiple(() =>
        {
            Assert.That(Bind(fixture, 0, 0, 0, 16, file: null), Is.EqualTo(Errno.EINVAL));
            Assert.That(Bind(fixture, 0, 0, 0, 16, other.File), Is.EqualTo(Errno.EINVAL));
        });
    }

    [Test]
    public void AVmWithoutPrivateMemoryBindsOnlyIn618()
    {
        GmemFixture old = new();
        VirtualMachine ordinary = new(old.Machine, GmemProfile.Linux612, VmType.Default);
        GuestMemfd its = ordinary.CreateGuestMemfd(64 * (long)Page, GmemFlags.None).File!;
        GmemFixture recent = new(GmemProfile.Linux618);
        Assert.Multiple(() =>
        {
            Assert.That(ordinary.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, Page, its, 0), Is.EqualTo(Errno.EINVAL));
            Assert.That(Bind(recent, 0, 0, 0, 16, recent.File), Is.EqualTo(Errno.None));
        });
    }

    [Test]
    public void OverlapsAreRefusedAndNeighboursAreNot()
    {
        GmemFixture fixture = new();
        Assert.Multiple(() =>
        {
            Assert.That(Bind(fixture, 0, 0, 0, 16, fixture.File), Is.EqualTo(Errno.None));
            Assert.That(Bind(fixture, 0, 0, 0, 16, fixture.File), Is.EqualTo(Errno.EINVAL), "an existing slot was changed");
            Assert.That(Bind(fixture, 1, 0, 16, 16, fixture.File), Is.EqualTo(Errno.EEXIST), "two slots share guest addresses");
            Assert.That(Bind(fixture, 1, 32, 15, 16, fixture.File), Is.EqualTo(Errno.EINVAL), "a page of the file is bound twice");
            Assert.That(Bind(fixture, 1, 32, 16, 48, fixture.File), Is.EqualTo(Errno.None));
            Assert.That(fixture.File.BoundSlotAt(new PageIndex(15))!.Id, Is.Zero);
            Assert.That(fixture.File.BoundSlotAt(new PageIndex(63))!.Id, Is.EqualTo(1));
        });
    }

    [Test]
    public void ADeletedSlotFreesItsRangeAndCannotBeDeletedAgain()
    {
        GmemFixture fixture = new();
        Bind(fixture, 0, 0, 0, 16, fixture.File);
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 0, fixture.File, 0), Is.EqualTo(Errno.None));
            Assert.That(fixture.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 0, fixture.File, 0), Is.EqualTo(Errno.EINVAL));
            Assert.That(Bind(fixture, 1, 0, 0, 16, fixture.File), Is.EqualTo(Errno.None));
        });
    }

    [Test]
    public void ClosingTheFileClearsItsSlotsAndFreesItsMemory()
    {
        GmemFixture fixture = new();
        MemorySlot slot = fixture.BindAllPrivate();
        fixture.Vm.FaultPrivate(1);
        fixture.File.Close();
        Assert.Multiple(() =>
        {
            Assert.That(slot.File, Is.Null);
            Assert.That(fixture.Vm.PageTable.Entries, Is.Empty, "the guest still maps memory of a closed file");
            Assert.That(fixture.Vm.Invalidation.InProgress, Is.Zero);
            Assert.That(fixture.Vm.GetPfn(slot, 1).Error, Is.EqualTo(Errno.EFAULT));
            Assert.That(fixture.AllMemoryIsFree());
        });
    }

    private static Errno Bind(GmemFixture fixture, int slot, ulong frame, ulong index, ulong pages, GuestMemfd? file) =>
        fixture.Vm.SetMemoryRegion(slot, MemorySlotFlags.GuestMemfd, frame * Page, pages * Page, file, index * Page);
}
