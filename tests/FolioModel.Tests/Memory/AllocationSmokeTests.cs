namespace FolioModel.Tests.Memory;

public sealed class AllocationSmokeTests
{
    [TestCase(16)]
    [TestCase(64)]
    [TestCase(1024)]
    [TestCase(16384)]
    public void MostOfAMachineCanBeAllocatedAndAllOfItMergesAgain(int pages)
    {
        Machine machine = new(new MachineOptions { Pages = pages, Ledger = true, LockChecking = true });
        List<Folio> held = [];
        for (Folio folio; !(folio = machine.Allocator.AllocateFolio(new Order(held.Count % 3), GfpFlags.HighUser)).IsNone;)
        {
            held.Add(folio);
        }

        Assert.That(machine.Allocator.Violations(), Is.Empty);
        Assert.That(held.Sum(f => f.Pages), Is.GreaterThan(pages * 8 / 10));
        held.ForEach(f => f.Put());
        machine.Allocator.DrainAllPages();
        Assert.That(machine.Allocator.Violations(), Is.Empty);
        Assert.That(machine.Allocator.FreePageCount.Value, Is.EqualTo(pages));
    }
}
