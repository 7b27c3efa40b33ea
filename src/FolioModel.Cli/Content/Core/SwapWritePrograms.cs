using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core;

/// <summary>The end of a write to a swap disk, which interrupts any CPU, against what goes on in the page that reclaim wrote.</summary>
internal static class SwapWritePrograms
{
    public static ExplorationProgram Fault { get; } =
        new("swapwrite-fault", "the write of a page to swap ends while its process writes to the page", static world =>
    {
        (ProcessMemory process, VirtualPage page, SwapArea area) = Written(world, fails: false);
        Shared<bool> isBusy = world.Share(false, "under writeback");
        End(world, area);
        world.Task("write", async () =>
        {
            await process.TouchAsync(page, write: true);
            isBusy.Value = area.WritesUnderWay == 1;
        });
        world.Finally("what the process wrote is in memory, and dirty", () =>
            IsDirty(world, process, page) ? null : $"{process.FolioAt(page)}");
        world.Sometimes("the process writes while the disk does", () => isBusy.Value);
        world.Sometimes("the process writes after the disk did", () => !isBusy.Value);
    });

    public static ExplorationProgram FailedWrite { get; } =
        new("swapwrite-failed-fault", "the write of a page to swap fails while its process reads the page", static world =>
    {
        (ProcessMemory process, VirtualPage page, SwapArea area) = Written(world, fails: true);
        Folio folio = area.Cache.Peek(process.SwapAt(page)!.Value).Folio;
        End(world, area);
        world.Task("read", async () => await process.TouchAsync(page, write: false));
        world.Finally("the process has its page", () => process.FolioAt(page) == folio ? null : $"{process.FolioAt(page)}");
        world.Finally("the page is dirty, for no slot holds it", () => folio.Has(FolioFlags.Dirty) ? null : $"{folio.Flags}");
    });

    public static ExplorationProgram Exit { get; } =
        new("swapwrite-exit", "the write of a page to swap ends while its process does", static world =>
    {
        (ProcessMemory process, _, SwapArea area) = Written(world, fails: false);
        End(world, area);
        world.Task("exit", async () => await process.ExitAsync());
        world.Finally("no slot is in use but the swap cache's", () => area.PagesInUse == area.Cache.Pages.Value ? null
            : $"{area.PagesInUse} slots, {area.Cache.Pages} pages in the swap cache");
        world.Sometimes("the page waits in the swap cache for reclaim", () => area.Cache.Pages.Value == 1);
        world.Sometimes("the page is gone", () => area.Cache.Pages.Value == 0);
    });

    /// <summary>Reclaim meets the page again, while its write goes on or after; the process wants it back.</summary>
    public static ExplorationProgram Reclaim { get; } =
        new("swapwrite-reclaim", "the write of a page to swap ends while reclaim meets it again and its process reads it", static world =>
    {
        (ProcessMemory process, VirtualPage page, SwapArea area) = Written(world, fails: false);
        Folio folio = area.Cache.Peek(process.SwapAt(page)!.Value).Folio;
        Shared<int> evicted = world.Share(0, "evicted");
        End(world, area);
        KernelTask reclaimer = world.Task("reclaim", async () => evicted.Value = await folio.ReclaimAsync());
        world.Task("read", async () => await process.TouchAsync(page, write: false));
        Setup.Isolate(world, reclaimer, folio);

        SwapPrograms.PageIsKept(world, process, page);
        world.Sometimes("reclaim takes the page", () => evicted.Value == 1);
        world.Sometimes("the page stays", () => evicted.Value == 0);
    });

    /// <summary>The task that begins the write looks at the page again, when the disk and the process may have been at it.</summary>
    public static ExplorationProgram Begun { get; } =
        new("swapwrite-begun", "a page is written to swap, the write ends, and its process writes to the page", static world =>
    {
        SwapArea area = world.Machine.Swap.SwapOn(4, new SwapDisk());
        (ProcessMemory process, VirtualPage page) = SwapPrograms.Private(world);
        world.Task("page out", async () => await process.PageOutAsync(page, 1));
        End(world, area);
        world.Task("write", async () => await process.TouchAsync(page, write: true));
        SwapPrograms.PageIsKept(world, process, page);
        world.Sometimes("the write goes on at the end", () => area.WritesUnderWay == 1);
        world.Sometimes("the page is mapped", () => process.EntryAt(page) == PageEntryKind.Mapped);
    });

    /// <summary>A process with one page that reclaim wrote to a disk: the write has begun, and the page is in the swap cache.</summary>
    public static (ProcessMemory Process, VirtualPage Page, SwapArea Area) Written(World world, bool fails)
    {
        SwapArea area = world.Machine.Swap.SwapOn(4, new SwapDisk(fails));
        (ProcessMemory process, VirtualPage page) = SwapPrograms.Private(world);
        process.PageOut(page, 1);
        world.Machine.Batches.DrainAll();
        return (process, page, area);
    }

    private static void End(World world, SwapArea area) => world.Task("disk", async () => await area.EndWritesAsync(1));

    /// <summary>Whether the page table says that a process wrote to a page.</summary>
    public static bool HasDirtyEntry(World world, ProcessMemory process, VirtualPage page) =>
        world.Machine.Snapshot().Processes.Any(p => p.Name == process.Name && p.Entries.Any(e => e.Page == page && e.IsDirty));

    private static bool IsDirty(World world, ProcessMemory process, VirtualPage page) =>
        process.FolioAt(page) is { IsNone: false } folio && (folio.Has(FolioFlags.Dirty) || HasDirtyEntry(world, process, page));
}
