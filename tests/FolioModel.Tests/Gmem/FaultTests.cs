using FolioModel.Gmem;

namespace FolioModel.Tests.Gmem;

[TestFixture]
internal sealed class FaultTests
{
    private const ulong Page = PageSize.Bytes;

    [Test]
    public void GetPfnHandsOutExactlyOneReferenceAndAZeroedPage()
    {
        GmemFixture fixture = new();
        MemorySlot slot = fixture.BindAllPrivate();
        GuestPfn got = fixture.Vm.GetPfn(slot, 7);
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
        GmemFixture fixture = new();
        fixture.BindAllPrivate();
        Assert.That(fixture.Vm.FaultPrivate(7), Is.EqualTo(Errno.None));
        fixture.Machine.Batches.DrainAll();
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Vm.PageTable.Entries, Does.ContainKey(7UL));
            Assert.That(fixture.FolioAt(7).RefCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void WhatIsNotPrivateOrHasNoSlotIsUserSpacesBusiness()
    {
        GmemFixture fixture = new();
        fixture.BindAllPrivate();
        fixture.Vm.Attributes.Set(0, Page, 0, 0);
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Vm.FaultPrivate(0), Is.EqualTo(Errno.EFAULT));
            Assert.That(fixture.Vm.FaultPrivate(1000), Is.EqualTo(Errno.EFAULT));
        });
    }

    [Test]
    public void ASlotThatTheFileDoesNotKnowIsAnInputOutputError()
    {
        GmemFixture fixture = new();
        MemorySlot slot = fixture.BindAllPrivate();
        fixture.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 0, fixture.File, 0);
        slot.GetType().GetProperty(nameof(MemorySlot.File))!.SetValue(slot, fixture.File);
        Assert.That(fixture.Vm.GetPfn(slot, 0).Error, Is.EqualTo(Errno.EIO));
    }

    [Test]
    public void AnErrorLeavesNoReferenceBehind()
    {
        GmemFixture fixture = new();
        MemorySlot slot = fixture.BindAllPrivate();
        fixture.Allocate(3, 1);
        fixture.Machine.MemoryFailure(fixture.FolioAt(3).Pfn);
        int before = fixture.FolioAt(3).RefCount;
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Vm.GetPfn(slot, 3).Error, Is.EqualTo(Errno.EHWPOISON));
            Assert.That(fixture.FolioAt(3).RefCount, Is.EqualTo(before), "the poisoned page's path forgot its put");
            Assert.That(fixture.FolioAt(3).IsLocked, Is.False);
        });
    }

    [Test]
    public void SharingAgainTakesTheMappingAndMarksThePageDirty()
    {
        GmemFixture fixture = new();
        fixture.BindAllPrivate();
        fixture.Vm.FaultPrivate(2);
        fixture.Vm.Attributes.Set(0, 16 * Page, 0, 0);
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Vm.PageTable.Entries, Is.Empty);
            Assert.That(fixture.FolioAt(2).Has(FolioFlags.Dirty));
        });
    }

    [TestCase(1UL, Page, 8UL, 0UL)]
    [TestCase(0UL, 1UL, 8UL, 0UL)]
    [TestCase(0UL, 0UL, 8UL, 0UL)]
    [TestCase(0UL, Page, 9UL, 0UL)]
    [TestCase(0UL, Page, 8UL, 1UL)]
    [TestCase(ulong.MaxValue - Page + 1, 2 * Page, 8UL, 0UL)]
    public void AttributesRefuseWhatTheKernelRefuses(ulong address, ulong size, ulong attributes, ulong flags) =>
        Assert.That(new GmemFixture().Vm.Attributes.Set(address, size, attributes, flags), Is.EqualTo(Errno.EINVAL));

    [Test]
    public void WithoutAttributesTheCallIsUnknown() =>
        Assert.That(new GmemFixture(GmemProfile.Linux618).Vm.Attributes.Set(0, Page, 8, 0), Is.EqualTo(Errno.ENOTTY));

    [Test]
    public void PopulateFillsPrivatePagesOnceAndStopsAtTheSlotsEnd()
    {
        GmemFixture fixture = new();
        fixture.BindAllPrivate();
        List<ulong> filled = [];
        (long done, Errno error) = fixture.Vm.Populate(60, new PageCount(100), (frame, _) =>
        {
            filled.Add(frame);
            return Errno.None;
        });
        Assert.Multiple(() =>
        {
            Assert.That((done, error), Is.EqualTo((4L, Errno.None)));
            Assert.That(filled, Is.EqualTo(new ulong[] { 60, 61, 62, 63 }));
            Assert.That(fixture.Vm.Populate(60, new PageCount(1), (_, _) => Errno.None), Is.EqualTo((0L, Errno.EEXIST)));
            Assert.That(fixture.Vm.Populate(0, new PageCount(-1), (_, _) => Errno.None).Error, Is.EqualTo(Errno.EINVAL));
            Assert.That(fixture.Vm.Populate(0, new PageCount(1), (_, _) => Errno.EIO), Is.EqualTo((0L, Errno.EIO)));
            Assert.That(fixture.Machine.Ledger!.Outstanding(), Is.Empty);
        });
    }
}
