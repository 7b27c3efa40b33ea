using FolioModel.Gmem;

namespace FolioModel.Tests.Gmem;

[TestFixture]
internal sealed class PunchHoleTests
{
    [Test]
    public void AnIdlePageIsFreedByThePunch()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 4);
        fixture.Machine.Batches.DrainAll();
        Folio folio = fixture.FolioAt(2);
        fixture.Punch(2, 1);
        Assert.Multiple(() =>
        {
            Assert.That(folio.IsAlive, Is.False);
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.EqualTo(3));
        });
    }

    [Test]
    public void APageInAnotherCpusBatchLivesUntilThatCpuDrains()
    {
        GmemFixture fixture = new();
        using (fixture.Machine.RunAs(fixture.Machine.CreateTask("vcpu", 1)))
        {
            fixture.Allocate(0, 1);
        }

        Folio folio = fixture.FolioAt(0);
        fixture.Punch(0, 1);
        Assert.That(folio.RefCount, Is.EqualTo(1), "the memory was freed although a batch held it");
        fixture.Machine.Batches.Drain(1);
        Assert.That(folio.IsAlive, Is.False, "the drain dropped the last reference and the folio was not freed");
    }

    [Test]
    public void APageThatAFaultHoldsIsFreedByTheFaultsPut()
    {
        GmemFixture fixture = new();
        MemorySlot slot = fixture.BindAllPrivate();
        GuestPfn held = fixture.Vm.GetPfn(slot, 3);
        fixture.Machine.Batches.DrainAll();
        fixture.Punch(3, 1);
        Assert.Multiple(() =>
        {
            Assert.That(held.Folio.RefCount, Is.EqualTo(1));
            Assert.That(held.Folio.Mapping, Is.Null);
            Assert.That(held.Folio.Holders[0].Kind, Is.EqualTo(GmemHolders.KvmPfn), "the ledger does not know whose reference is left");
        });
        fixture.Vm.ReleasePfn(held.Folio);
        Assert.That(held.Folio.IsAlive, Is.False);
    }

    [Test]
    public void TheGuestLosesTheRangeAndFaultsAreToldToStartAgain()
    {
        GmemFixture fixture = new();
        fixture.BindAllPrivate();
        fixture.Vm.FaultPrivate(5);
        long before = fixture.Vm.Invalidation.Sequence;
        fixture.Punch(4, 4);
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Vm.PageTable.Entries, Does.Not.ContainKey(5UL), "the guest still maps a page that left the file");
            Assert.That(fixture.Vm.Invalidation.Sequence, Is.GreaterThan(before));
            Assert.That(fixture.Vm.Invalidation.InProgress, Is.Zero);
            Assert.That(fixture.Vm.Invalidation.IsStale(before, 5));
        });
    }

    [Test]
    public void TheHolesPageIsANewOneAndNotUptodate()
    {
        GmemFixture fixture = new();
        fixture.BindAllPrivate();
        fixture.Vm.FaultPrivate(5);
        fixture.Punch(5, 1);
        fixture.Allocate(5, 1);
        Assert.That(fixture.FolioAt(5).Has(FolioFlags.Uptodate), Is.False, "stale guest data would be shown as valid");
    }

    [Test]
    public void PunchingEverythingGivesAllMemoryBack()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, GmemFixture.Pages);
        fixture.Punch(0, GmemFixture.Pages);
        Assert.That(fixture.AllMemoryIsFree());
    }
}
