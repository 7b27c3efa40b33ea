using FolioModel.Gmem;

namespace FolioModel.Tests.GuestMemory;

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
        GmemBench bench = new();
        ulong size = pages == 0 ? 16 * Page : pages * Page;
        ulong offsetBytes = pages == 0 ? offset : offset * Page;
        Assert.That(bench.Vm.SetMemoryRegion(0, (MemorySlotFlags)flags, address, size, bench.File, offsetBytes), Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void AnOffsetThatWrapsWithTheSizeIsInvalid() =>
        Assert.That(
            new GmemBench() is var bench ? bench.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 16 * Page, bench.File, unchecked(0 - Page)) : default,
            Is.EqualTo(Errno.EINVAL));

    [Test]
    public void NothingElseThanAGuestMemfdOfThisVmCanBeBound()
    {
        GmemBench bench = new();
        GmemBench other = new();
        Assert.Multiple(() =>
        {
            Assert.That(Bind(bench, 0, 0, 0, 16, file: null), Is.EqualTo(Errno.EINVAL));
            Assert.That(Bind(bench, 0, 0, 0, 16, other.File), Is.EqualTo(Errno.EINVAL));
        });
    }

    [Test]
    public void AVmWithoutPrivateMemoryBindsOnlyIn618()
    {
        GmemBench old = new();
        VirtualMachine ordinary = new(old.Machine, GmemProfile.Linux612, VmType.Default);
        GuestMemfd its = ordinary.CreateGuestMemfd(64 * (long)Page, GmemFlags.None).File!;
        GmemBench recent = new(GmemProfile.Linux618);
        Assert.Multiple(() =>
        {
            Assert.That(ordinary.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, Page, its, 0), Is.EqualTo(Errno.EINVAL));
            Assert.That(Bind(recent, 0, 0, 0, 16, recent.File), Is.EqualTo(Errno.None));
        });
    }

    [Test]
    public void OverlapsAreRefusedAndNeighboursAreNot()
    {
        GmemBench bench = new();
        Assert.Multiple(() =>
        {
            Assert.That(Bind(bench, 0, 0, 0, 16, bench.File), Is.EqualTo(Errno.None));
            Assert.That(Bind(bench, 0, 0, 0, 16, bench.File), Is.EqualTo(Errno.EINVAL), "an existing slot was changed");
            Assert.That(Bind(bench, 1, 0, 16, 16, bench.File), Is.EqualTo(Errno.EEXIST), "two slots share guest addresses");
            Assert.That(Bind(bench, 1, 32, 15, 16, bench.File), Is.EqualTo(Errno.EINVAL), "a page of the file is bound twice");
            Assert.That(Bind(bench, 1, 32, 16, 48, bench.File), Is.EqualTo(Errno.None));
            Assert.That(bench.File.BoundSlotAt(new PageIndex(15))!.Id, Is.Zero);
            Assert.That(bench.File.BoundSlotAt(new PageIndex(63))!.Id, Is.EqualTo(1));
        });
    }

    [Test]
    public void ADeletedSlotFreesItsRangeAndCannotBeDeletedAgain()
    {
        GmemBench bench = new();
        Bind(bench, 0, 0, 0, 16, bench.File);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 0, bench.File, 0), Is.EqualTo(Errno.None));
            Assert.That(bench.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 0, bench.File, 0), Is.EqualTo(Errno.EINVAL));
            Assert.That(Bind(bench, 1, 0, 0, 16, bench.File), Is.EqualTo(Errno.None));
        });
    }

    [Test]
    public void ClosingTheFileClearsItsSlotsAndFreesItsMemory()
    {
        GmemBench bench = new();
        MemorySlot slot = bench.BindAllPrivate();
        bench.Vm.FaultPrivate(1);
        bench.File.Close();
        Assert.Multiple(() =>
        {
            Assert.That(slot.File, Is.Null);
            Assert.That(bench.Vm.PageTable.Entries, Is.Empty, "the guest still maps memory of a closed file");
            Assert.That(bench.Vm.Invalidation.InProgress, Is.Zero);
            Assert.That(bench.Vm.GetPfn(slot, 1).Error, Is.EqualTo(Errno.EFAULT));
            Assert.That(bench.AllMemoryIsFree());
        });
    }

    private static Errno Bind(GmemBench bench, int slot, ulong frame, ulong index, ulong pages, GuestMemfd? file) =>
        bench.Vm.SetMemoryRegion(slot, MemorySlotFlags.GuestMemfd, frame * Page, pages * Page, file, index * Page);
}
