namespace FolioModel.Tests.Memory;

/// <summary>Machines and shortcuts that the allocator's tests share.</summary>
internal static class TestMachines
{
    /// <summary>Every page can be allocated, and nothing waits on per-CPU lists.</summary>
    internal static Machine Bare(int pages) =>
        new(new MachineOptions { Pages = pages, MinFreePages = 0, WatermarkScaleFactor = 0, PerCpuHigh = 0, Cpus = 1 });

    internal static Zone Zone(this Machine machine) => machine.Allocator.Zones[0];

    internal static BuddyAllocator Buddy(this Machine machine) => machine.Zone().Buddy;

    /// <summary>The first pages of the free blocks of an order, head of the list first.</summary>
    internal static int[] FreeList(this Machine machine, int order, MigrateType type)
    {
        List<int> pfns = [];
        PageList list = machine.Buddy().ListOf(order, type);
        for (int pfn = list.First; pfn != list.Head; pfn = machine.Map[pfn].Next)
        {
            pfns.Add(pfn);
        }

        return [.. pfns];
    }

    internal static List<Folio> AllocateAll(this Machine machine, int order, GfpFlags gfp)
    {
        List<Folio> folios = [];
        for (Folio folio; !(folio = machine.Allocator.AllocateFolio(new Order(order), gfp)).IsNone;)
        {
            folios.Add(folio);
        }

        return folios;
    }

    internal static void AssertSound(this Machine machine) =>
        Assert.That(machine.Allocator.Violations(), Is.Empty, "the allocator's books do not balance");

    internal static void AssertAllFreeAndMerged(this Machine machine)
    {
        machine.Allocator.DrainAllPages();
        machine.AssertSound();
        Assert.That(machine.Allocator.FreePageCount, Is.EqualTo(machine.Allocator.ManagedPageCount), "pages were lost");
    }
}
