namespace FolioModel.Tests.Memory;

/// <summary>The per-CPU lists must be a stack for their CPU, invisible to the others until drained, and never hold too much.</summary>
public sealed class PerCpuPagesTests
{
    [TestCase(0, true)]
    [TestCase(1, true)]
    [TestCase(3, true)]
    [TestCase(4, false)]
    [TestCase(8, false)]
    [TestCase(9, true)]
    [TestCase(10, false)]
    public void OnlySmallOrdersAndHugePagesPassThroughTheLists(int order, bool kept)
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 17, Cpus = 1 });
        machine.Allocator.AllocateFolio(new Order(order), GfpFlags.HighUserMovable).Put();
        Assert.That(machine.Allocator.PerCpuPageCount.Value > 0, Is.EqualTo(kept));
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void ThePageFreedLastIsAllocatedFirst()
    {
        Machine machine = new(new MachineOptions { Pages = 4096 });
        Folio first = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        Folio second = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        (Pfn firstPfn, Pfn secondPfn) = (first.Pfn, second.Pfn);
        second.Put();
        first.Put();
        Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Pfn, Is.EqualTo(firstPfn));
        Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Pfn, Is.EqualTo(secondPfn));
    }

    [Test]
    public void APageFreedOnOneCpuIsNotAllocatedOnAnother()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 2 });
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        Pfn pfn = folio.Pfn;
        folio.Put();
        using (machine.RunAs(machine.CreateTask("other", 1)))
        {
            Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Pfn, Is.Not.EqualTo(pfn));
        }
    }

    [Test]
    public void FreeingManyPagesNeverLeavesMoreThanHighOnTheLists()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MinFreePages = 0 });
        List<Folio> folios = machine.AllocateAll(0, GfpFlags.HighUserMovable);
        PerCpuPages lists = machine.Zone().PerCpu[0]!;
        foreach (Folio folio in folios)
        {
            folio.Put();
            Assert.That(lists.Count, Is.LessThan(lists.High), "the lists overflow");
        }

        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void AnOverflowGivesBackThePagesLongestUnused()
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 1, MinFreePages = 0, PerCpuHigh = 8 });
        List<Folio> folios = machine.AllocateAll(0, GfpFlags.HighUserMovable);
        int[] pfns = [.. folios.Select(f => f.Pfn.Value)];
        for (int i = 0; i < 8; i++)
        {
            folios[i * 2].Put();
        }

        Assert.That(machine.Map[pfns[0]].State, Is.EqualTo(PageState.Buddy), "the first page freed is at the tail");
        Assert.That(machine.Map[pfns[14]].State, Is.EqualTo(PageState.PerCpu), "the last page freed is still hot");
    }

    [TestCase(1, 1)]
    [TestCase(4096, 1)]
    [TestCase(16384, 3)]
    [TestCase(65536, 15)]
    [TestCase(262144, 63)]
    [TestCase(4194304, 63)]
    public void TheBatchIsOneLessThanAPowerOfTwoAndAtLeastOne(int pages, int batch) =>
        Assert.That(PerCpuPages.BatchFor(pages), Is.EqualTo(batch));

    [Test]
    public void ARefillTakesTwiceAsManyPagesEachTimeUntilAPageIsFreed()
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 18, Cpus = 1 });
        PerCpuPages lists = machine.Zone().PerCpu[0]!;
        List<int> refills = [];
        for (int i = 0; i < 300; i++)
        {
            int before = lists.Count;
            machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
            if (lists.Count > before)
            {
                refills.Add(lists.Count + 1);
            }
        }

        Assert.That(refills.Take(3), Is.EqualTo(new[] { 63, 126, 252 }));
    }

    [Test]
    public void WithoutListsEveryFreedPageMergesAtOnce()
    {
        Machine machine = TestMachines.Bare(64);
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Put();
        Assert.That(machine.Zone().FreeBlocks(new Order(6)), Is.EqualTo(1));
    }
}
