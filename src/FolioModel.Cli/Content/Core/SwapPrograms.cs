using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core;

/// <summary>Private pages on their way to swap and back, against what the processes do at the same time.</summary>
internal static class SwapPrograms
{
    public static ExplorationProgram SwapOutAgainstFault { get; } =
        new("swapout-fault", "a page goes to swap while its process writes to it", static world =>
    {
        (ProcessMemory process, VirtualPage page) = Private(world, isSwapped: false);
        world.Task("page out", async () => await process.PageOutAsync(page, 1));
        world.Task("write", async () => await process.TouchAsync(page, write: true));
        world.Sometimes("the page is in swap at the end", () => process.EntryAt(page) == PageEntryKind.Swapped);
        world.Sometimes("the page is mapped at the end", () => process.EntryAt(page) == PageEntryKind.Mapped);
        SlotsAreTheEntries(world, process);
    });

    public static ExplorationProgram SwapOutAgainstExit { get; } =
        new("swapout-exit", "a page goes to swap while its process ends", static world =>
    {
        (ProcessMemory process, VirtualPage page) = Private(world, isSwapped: false);
        world.Task("page out", async () => await process.PageOutAsync(page, 1));
        world.Task("exit", async () => await process.ExitAsync());
        world.Finally("no slot is in use but the swap cache's", () => world.Machine.Swap.Areas.Single() is var area
            && area.PagesInUse == area.Cache.Pages.Value ? null : $"{area.PagesInUse} slots");
    });

    public static ExplorationProgram SwapOutAgainstDiscard { get; } =
        new("swapout-discard", "a page goes to swap while its process gives it back", static world =>
    {
        (ProcessMemory process, VirtualPage page) = Private(world, isSwapped: false);
        world.Task("page out", async () => await process.PageOutAsync(page, 1));
        world.Task("discard", async () => await process.DiscardAsync(page, 1));
        world.Finally("the process has no page", () => process.EntryAt(page) == PageEntryKind.None ? null : $"{process.EntryAt(page)}");
    });

    public static ExplorationProgram TwoSwapIns { get; } =
        new("swapin-swapin", "a process and its child read the same page back", static world =>
    {
        (ProcessMemory process, VirtualPage page) = Private(world, isSwapped: true);
        ProcessMemory child = process.Fork("child");
        world.Task("parent", async () => await process.TouchAsync(page, write: false));
        world.Task("child", async () => await child.TouchAsync(page, write: false));
        world.Finally("both see the same page", () => process.FolioAt(page) == child.FolioAt(page) ? null : "each has its own");
    });

    public static ExplorationProgram SwapInAgainstExit { get; } =
        new("swapin-exit", "a process reads a page back while its child, which shares it, ends", static world =>
    {
        (ProcessMemory process, VirtualPage page) = Private(world, isSwapped: true);
        ProcessMemory child = process.Fork("child");
        world.Task("read", async () => await process.TouchAsync(page, write: false));
        world.Task("exit", async () => await child.ExitAsync());
        world.Finally("the process has its page", () => process.EntryAt(page) == PageEntryKind.Mapped ? null : $"{process.EntryAt(page)}");
    });

    public static ExplorationProgram SwapInAgainstReclaim { get; } =
        new("swapin-reclaim", "a page that waits in the swap cache is reclaimed while its process reads it", static world =>
    {
        (ProcessMemory process, VirtualPage page) = Private(world, isSwapped: false);
        Folio folio = process.FolioAt(page);
        KernelTask reclaimer = world.Task("reclaim", async () => await folio.ReclaimAsync());
        world.Task("read", async () => await process.TouchAsync(page, write: false));
        world.Task("read again", async () => await process.TouchAsync(page, write: true));
        Setup.Isolate(world, reclaimer, folio);

        PageIsKept(world, process, page);
        SlotsAreTheEntries(world, process);
    });

    public static ExplorationProgram TwoFaults { get; } =
        new("fault-fault", "two tasks of a process in a group write to its first page", static world =>
    {
        Groups.MemoryGroup group = world.Machine.CreateGroup("group");
        ProcessMemory process = world.Machine.CreateProcess("process");
        VirtualPage page = process.MapAnonymous(1).First;
        for (int i = 0; i < 2; i++)
        {
            world.Task($"write {i + 1}", async () => await process.TouchAsync(page, write: true)).Group = group;
        }

        world.Finally("the page is mapped once", () => process.FolioAt(page) is { IsNone: false, MapCount: 1 } ? null : "it is not");
    })
        { MemoryGroups = 1 };

    /// <summary>A process with one page of its own, in memory or in swap.</summary>
    public static (ProcessMemory Process, VirtualPage Page) Private(World world, bool isSwapped)
    {
        world.Machine.Swap.SwapOn(4);
        (ProcessMemory process, VirtualPage page) = Private(world);
        if (isSwapped)
        {
            process.PageOut(page, 1);
            world.Machine.Batches.DrainAll();
        }

        return (process, page);
    }

    /// <summary>A process with one page of its own, in memory, on a machine whose swap is set up already.</summary>
    public static (ProcessMemory Process, VirtualPage Page) Private(World world)
    {
        ProcessMemory process = world.Machine.CreateProcess("process");
        VirtualPage page = process.MapAnonymous(1).First;
        process.Touch(page, write: true);
        world.Machine.Batches.DrainAll();
        return (process, page);
    }

    /// <summary>Claims that the page table of a process leads to a page at the end.</summary>
    public static void PageIsKept(World world, ProcessMemory process, VirtualPage page) =>
        world.Finally("the process has its page, in memory or in swap", () =>
            process.EntryAt(page) is PageEntryKind.Mapped or PageEntryKind.Swapped ? null : $"{process.EntryAt(page)}");

    private static void SlotsAreTheEntries(World world, ProcessMemory process) => world.Finally("a slot is named once at most", () =>
        world.Machine.Swap.Areas.Single() is var area && area.PagesInUse <= 1 ? null : $"{area.PagesInUse} slots of {process} are in use");
}
