using FolioModel.Gmem;

namespace FolioModel.Tests.GuestMemory;

[TestFixture]
internal sealed class FaultTests
{
    private const ulong Page = PageSize.Bytes;

    [Test]
    public void GetPfnHandsOutExactlyOneReferenceAndAZeroedPage()
    {
        GmemBench bench = new();
        MemorySlot slot = bench.BindAllPrivate();
        GuestPfn got = bench.Vm.GetPfn(slot, 7);
        Assert.Multiple(() =>
        {
            Assert.That(got.Folio.RefCount, Is.EqualTo(3), "page cache, batch slot, caller");
            Assert.That(got.Folio.Has(FolioFlags.Uptodate), "the guest would see what the page held before");
            Assert.That(got.Folio.IsLocked, Is.False);
            Assert.That(got.MaxOrder, Is.EqualTo(Order.Zero));
        });
    }

    [Test]
    public void AMappingOfTheGuestHoldsNoReference()
    {
        GmemBench bench = new();
        bench.BindAllPrivate();
        Assert.That(bench.Vm.FaultPrivate(7), Is.EqualTo(Errno.None));
        bench.Machine.Batches.DrainAll();
        Assert.Multiple(() =>
        {
            Assert.That(bench.Vm.PageTable.Entries, Does.ContainKey(7UL));
            Assert.That(bench.FolioAt(7).RefCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void WhatIsNotPrivateOrHasNoSlotIsUserSpacesBusiness()
    {
        GmemBench bench = new();
        bench.BindAllPrivate();
        bench.Vm.Attributes.Set(0, Page, 0, 0);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Vm.FaultPrivate(0), Is.EqualTo(Errno.EFAULT));
            Assert.That(bench.Vm.FaultPrivate(1000), Is.EqualTo(Errno.EFAULT));
        });
    }

    [Test]
    public void ASlotThatTheFileDoesNotKnowIsAnInputOutputError()
    {
        GmemBench bench = new();
        MemorySlot slot = bench.BindAllPrivate();
        bench.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 0, bench.File, 0);
        slot.GetType().GetProperty(nameof(MemorySlot.File))!.SetValue(slot, bench.File);
        Assert.That(bench.Vm.GetPfn(slot, 0).Error, Is.EqualTo(Errno.EIO));
    }

    [Test]
    public void AnErrorLeavesNoReferenceBehind()
    {
        GmemBench bench = new();
        MemorySlot slot = bench.BindAllPrivate();
        bench.Allocate(3, 1);
        bench.Machine.MemoryFailure(bench.FolioAt(3).Pfn);
        int before = bench.FolioAt(3).RefCount;
        Assert.Multiple(() =>
        {
            Assert.That(bench.Vm.GetPfn(slot, 3).Error, Is.EqualTo(Errno.EHWPOISON));
            Assert.That(bench.FolioAt(3).RefCount, Is.EqualTo(before), "the poisoned page's path forgot its put");
            Assert.That(bench.FolioAt(3).IsLocked, Is.False);
        });
    }

    [Test]
    public void SharingAgainTakesTheMappingAndMarksThePageDirty()
    {
        GmemBench bench = new();
        bench.BindAllPrivate();
        bench.Vm.FaultPrivate(2);
        bench.Vm.Attributes.Set(0, 16 * Page, 0, 0);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Vm.PageTable.Entries, Is.Empty);
            Assert.That(bench.FolioAt(2).Has(FolioFlags.Dirty));
        });
    }

    [TestCase(1UL, Page, 8UL, 0UL)]
    [TestCase(0UL, 1UL, 8UL, 0UL)]
    [TestCase(0UL, 0UL, 8UL, 0UL)]
    [TestCase(0UL, Page, 9UL, 0UL)]
    [TestCase(0UL, Page, 8UL, 1UL)]
    [TestCase(ulong.MaxValue - Page + 1, 2 * Page, 8UL, 0UL)]
    public void AttributesRefuseWhatTheKernelRefuses(ulong address, ulong size, ulong attributes, ulong flags) =>
        Assert.That(new GmemBench().Vm.Attributes.Set(address, size, attributes, flags), Is.EqualTo(Errno.EINVAL));

    [Test]
    public void WithoutAttributesTheCallIsUnknown() =>
        Assert.That(new GmemBench(GmemProfile.Linux618).Vm.Attributes.Set(0, Page, 8, 0), Is.EqualTo(Errno.ENOTTY));

    [Test]
    public void PopulateFillsPrivatePagesOnceAndStopsAtTheSlotsEnd()
    {
        GmemBench bench = new();
        bench.BindAllPrivate();
        List<ulong> filled = [];
        (long done, Errno error) = bench.Vm.Populate(60, new PageCount(100), (frame, _) =>
        {
            filled.Add(frame);
            return Errno.None;
        });
        Assert.Multiple(() =>
        {
            Assert.That((done, error), Is.EqualTo((4L, Errno.None)));
            Assert.That(filled, Is.EqualTo(new ulong[] { 60, 61, 62, 63 }));
            Assert.That(bench.Vm.Populate(60, new PageCount(1), (_, _) => Errno.None), Is.EqualTo((0L, Errno.EEXIST)));
            Assert.That(bench.Vm.Populate(0, new PageCount(-1), (_, _) => Errno.None).Error, Is.EqualTo(Errno.EINVAL));
            Assert.That(bench.Vm.Populate(0, new PageCount(1), (_, _) => Errno.EIO), Is.EqualTo((0L, Errno.EIO)));
            Assert.That(bench.Machine.Ledger!.Outstanding(), Is.Empty);
        });
    }
}
