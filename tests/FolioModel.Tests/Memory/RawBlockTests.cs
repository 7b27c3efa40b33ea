namespace FolioModel.Tests.Memory;

/// <summary>
/// Blocks that are no folios must be freed whole by their allocator, and lose all but their first page when that is held.
/// </summary>
public sealed class RawBlockTests
{
    [Test]
    public void AHeldFirstPageKeepsItselfAndNothingElse()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Cpus = 1, MinFreePages = 0, PerCpuHigh = 0, Ledger = true });
        FreedPages freed = new();
        Pfn pfn = machine.Allocator.AllocatePages(new Order(2), GfpFlags.Kernel)!.Value;
        machine.Allocator.GetPage(pfn);
        machine.Observer = freed;
        machine.Allocator.FreePages(pfn, new Order(2));
        Assert.That(freed.Blocks, Is.EqualTo(new[] { (pfn.Plus(2), 1), (pfn.Plus(1), 0) }));
        Assert.That(machine.StateOf(pfn), Is.EqualTo(PageState.Allocated), "the held page is an order-0 folio now");
        machine.AssertSound();
        machine.Allocator.PutPage(pfn);
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void AnUnheldBlockIsFreedAsOne()
    {
        Machine machine = TestMachines.Bare(64);
        FreedPages freed = new();
        Pfn pfn = machine.Allocator.AllocatePages(new Order(3), GfpFlags.Kernel)!.Value;
        Assert.That(machine.StateOf(pfn), Is.EqualTo(PageState.AllocatedRaw));
        machine.Observer = freed;
        machine.Allocator.FreePages(pfn, new Order(3));
        Assert.That(freed.Blocks, Is.EqualTo(new[] { (pfn, 3) }));
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void ALargeFoliosLastPutFreesExactlyOneBlock()
    {
        Machine machine = TestMachines.Bare(1024);
        FreedPages freed = new();
        Folio folio = machine.Allocator.AllocateFolio(Order.Pmd, GfpFlags.HighUserMovable);
        Pfn pfn = folio.Pfn;
        folio.Get();
        machine.Observer = freed;
        folio.Put();
        Assert.That(freed.Blocks, Is.Empty, "somebody still holds it");
        folio.Put();
        Assert.That(freed.Blocks, Is.EqualTo(new[] { (pfn, 9) }));
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void AHeldCompoundBlockStaysWhole()
    {
        Machine machine = TestMachines.Bare(64);
        Pfn pfn = machine.Allocator.AllocatePages(new Order(2), GfpFlags.Kernel | GfpFlags.Comp)!.Value;
        machine.Allocator.GetPage(pfn);
        machine.Allocator.FreePages(pfn, new Order(2));
        Assert.That(machine.PeekFolio(pfn).Order, Is.EqualTo(new Order(2)));
        machine.Allocator.PutPage(pfn);
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void PuttingAWholeRawBlockIsCaughtSinceItWouldLeak()
    {
        Machine machine = TestMachines.Bare(64);
        Pfn pfn = machine.Allocator.AllocatePages(new Order(2), GfpFlags.Kernel)!.Value;
        Assert.That(() => machine.Allocator.PutPage(pfn), Throws.InstanceOf<KernelBugException>().With.Message.Contains("__free_pages"));
    }

    [Test]
    public void OnlyTheFirstPageOfABlockCanBeFreed()
    {
        Machine machine = TestMachines.Bare(64);
        Pfn pfn = machine.Allocator.AllocatePages(new Order(2), GfpFlags.Kernel)!.Value;
        Assert.That(() => machine.Allocator.FreePages(pfn.Plus(1), Order.Zero), Throws.InstanceOf<KernelBugException>());
        Assert.That(() => machine.Allocator.FreePages(pfn, new Order(1)), Throws.InstanceOf<KernelBugException>());
        Assert.That(() => machine.Allocator.FreePages(new Pfn(64), Order.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        machine.Allocator.FreePages(pfn, new Order(2));
        machine.AssertAllFreeAndMerged();
    }

    private sealed class FreedPages : IMachineObserver
    {
        public List<(Pfn Pfn, int Order)> Blocks { get; } = [];

        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
            if (kernelEvent.Kind == KernelEventKind.MmPageFree)
            {
                Blocks.Add((kernelEvent.Pfn, kernelEvent.Order.Value));
            }
        }
    }
}
