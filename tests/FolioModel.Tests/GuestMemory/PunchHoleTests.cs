using FolioModel.Gmem;

namespace FolioModel.Tests.GuestMemory;

[TestFixture]
internal sealed class PunchHoleTests
{
    [Test]
    public void AnIdlePageIsFreedByThePunch()
    {
        GmemBench bench = new();
        bench.Allocate(0, 4);
        bench.Machine.Batches.DrainAll();
        Folio folio = bench.FolioAt(2);
        bench.Punch(2, 1);
        Assert.Multiple(() =>
        {
            Assert.That(folio.IsAlive, Is.False);
            Assert.That(bench.File.Mapping.Pages.Count.Value, Is.EqualTo(3));
        });
    }

    [Test]
    public void APageInAnotherCpusBatchLivesUntilThatCpuDrains()
    {
        GmemBench bench = new();
        using (bench.Machine.RunAs(bench.Machine.CreateTask("vcpu", 1)))
        {
            bench.Allocate(0, 1);
        }

        Folio folio = bench.FolioAt(0);
        bench.Punch(0, 1);
        Assert.That(folio.RefCount, Is.EqualTo(1), "the memory was freed although a batch held it");
        bench.Machine.Batches.Drain(1);
        Assert.That(folio.IsAlive, Is.False, "the drain dropped the last reference and the folio was not freed");
    }

    [Test]
    public void APageThatAFaultHoldsIsFreedByTheFaultsPut()
    {
        GmemBench bench = new();
        MemorySlot slot = bench.BindAllPrivate();
        GuestPfn held = bench.Vm.GetPfn(slot, 3);
        bench.Machine.Batches.DrainAll();
        bench.Punch(3, 1);
        Assert.Multiple(() =>
        {
            Assert.That(held.Folio.RefCount, Is.EqualTo(1));
            Assert.That(held.Folio.Mapping, Is.Null);
            Assert.That(held.Folio.Holders[0].Kind, Is.EqualTo(GmemHolders.KvmPfn), "the ledger does not know whose reference is left");
        });
        bench.Vm.ReleasePfn(held.Folio);
        Assert.That(held.Folio.IsAlive, Is.False);
    }

    [Test]
    public void TheGuestLosesTheRangeAndFaultsAreToldToStartAgain()
    {
        GmemBench bench = new();
        bench.BindAllPrivate();
        bench.Vm.FaultPrivate(5);
        long before = bench.Vm.Invalidation.Sequence;
        bench.Punch(4, 4);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Vm.PageTable.Entries, Does.Not.ContainKey(5UL), "the guest still maps a page that left the file");
            Assert.That(bench.Vm.Invalidation.Sequence, Is.GreaterThan(before));
            Assert.That(bench.Vm.Invalidation.InProgress, Is.Zero);
            Assert.That(bench.Vm.Invalidation.IsStale(before, 5));
        });
    }

    [Test]
    public void TheHolesPageIsANewOneAndNotUptodate()
    {
        GmemBench bench = new();
        bench.BindAllPrivate();
        bench.Vm.FaultPrivate(5);
        bench.Punch(5, 1);
        bench.Allocate(5, 1);
        Assert.That(bench.FolioAt(5).Has(FolioFlags.Uptodate), Is.False, "stale guest data would be shown as valid");
    }

    [Test]
    public void PunchingEverythingGivesAllMemoryBack()
    {
        GmemBench bench = new();
        bench.Allocate(0, GmemBench.Pages);
        bench.Punch(0, GmemBench.Pages);
        Assert.That(bench.AllMemoryIsFree());
    }
}
