using FolioModel.Tests.Gmem;

namespace FolioModel.Tests.Failure;

[TestFixture]
internal sealed class MemoryFailureTests
{
    [Test]
    public void OnGuestMemfdItFailsAndPoisonsAllTheSame()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 4);
        Folio folio = fixture.FolioAt(1);
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Machine.MemoryFailure(folio.Pfn), Is.EqualTo(Errno.EBUSY));
            Assert.That(folio.Has(FolioFlags.HwPoison));
            Assert.That(folio.Flags & (FolioFlags.Lru | FolioFlags.Unevictable | FolioFlags.Locked), Is.EqualTo(FolioFlags.None));
            Assert.That(folio.RefCount, Is.EqualTo(2), "page cache and memory failure");
            Assert.That(fixture.Machine.MemoryFailure(folio.Pfn), Is.EqualTo(Errno.EHWPOISON));
        });
    }

    [Test]
    public void APunchedPoisonedPageNeverReturnsUntilItIsUnpoisoned()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 4);
        Folio folio = fixture.FolioAt(1);
        fixture.Machine.MemoryFailure(folio.Pfn);
        Assert.That(fixture.Machine.Unpoison(folio.Pfn), Is.EqualTo(Errno.EBUSY), "a page in a file was unpoisoned");
        fixture.Punch(0, 4);
        Assert.Multiple(() =>
        {
            Assert.That(folio.RefCount, Is.EqualTo(1));
            Assert.That(folio.Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
            Assert.That(fixture.Machine.Unpoison(folio.Pfn), Is.EqualTo(Errno.None));
            Assert.That(folio.IsAlive, Is.False);
            Assert.That(fixture.AllMemoryIsFree());
        });
    }

    [Test]
    public void SoftOfflineDropsACleanPageOfGuestMemfdAndKeepsItsFrameOut()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 4);
        Pfn pfn = fixture.FolioAt(3).Pfn;
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Machine.SoftOffline(pfn), Is.EqualTo(Errno.None));
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.EqualTo(3));
            Assert.That(fixture.Machine.PeekFolio(pfn).Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
        });
    }

    [Test]
    public void ADirtyPageOfGuestMemfdCannotBeMovedAway()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 1);
        fixture.FolioAt(0).SetDirtyFlag();
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Machine.SoftOffline(fixture.FolioAt(0).Pfn), Is.EqualTo(Errno.EBUSY));
            Assert.That(fixture.FolioAt(0).Has(FolioFlags.HwPoison), Is.False);
        });
    }

    [Test]
    public void SoftOfflineMovesADirtyPageOfAnOrdinaryFile()
    {
        Machine machine = new(new MachineOptions { Ledger = true, LockChecking = true });
        AddressSpace file = machine.CreateAddressSpace();
        Folio old = Grabbed(file);
        old.SetDirtyFlag();
        machine.Batches.DrainAll();
        Assert.That(machine.SoftOffline(old.Pfn), Is.EqualTo(Errno.None));
        Folio moved = file.Pages.Peek(PageIndex.Zero).Folio;
        Assert.Multiple(() =>
        {
            Assert.That(moved.Pfn, Is.Not.EqualTo(old.Pfn));
            Assert.That(moved.Has(FolioFlags.Dirty), "the dirty state was lost on the way");
            Assert.That(old.IsAlive, Is.False);
            Assert.That(machine.PeekFolio(old.Pfn).Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
        });
    }

    [Test]
    public void OnAnOrdinaryFileThePageIsRemovedAndHeld()
    {
        Machine machine = new(new MachineOptions { Ledger = true, LockChecking = true });
        AddressSpace file = machine.CreateAddressSpace();
        Folio folio = Grabbed(file);
        Assert.Multiple(() =>
        {
            Assert.That(machine.MemoryFailure(folio.Pfn), Is.EqualTo(Errno.None));
            Assert.That(file.Pages.Count.Value, Is.Zero);
            Assert.That(folio.Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
        });
    }

    [Test]
    public void AFreeFrameIsNeverHandedOut()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        Pfn bad = new(17);
        Assert.That(machine.MemoryFailure(bad), Is.EqualTo(Errno.None));
        List<int> got = [];
        for (Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable); !folio.IsNone;
            folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable))
        {
            got.Add(folio.Pfn.Value);
        }

        Assert.That(got, Does.Not.Contain(17).And.Not.Empty);
    }

    [Test]
    public void AFrameThatTheMachineLacksIsNoDevice() =>
        Assert.That(new Machine().MemoryFailure(new Pfn(1 << 27)), Is.EqualTo(Errno.ENXIO));

    private static Folio Grabbed(AddressSpace file)
    {
        Folio folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        folio.Unlock();
        folio.Put();
        return folio;
    }
}
