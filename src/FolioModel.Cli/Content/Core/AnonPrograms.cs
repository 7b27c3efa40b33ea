using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core;

/// <summary>Private pages that may be reused, copied or given up, against others that use them.</summary>
internal static class AnonPrograms
{
    /// <summary>The only copy of the page is the one in memory, and only the flag of the folio says so: both entries are clean.</summary>
    public static ExplorationProgram SharedPage { get; } =
        new("lazyfree-shared", "a child gives up a page that its parent shares, and reclaim comes", static world =>
    {
        SwapArea area = world.Machine.Swap.SwapOn(2, new SwapDisk());
        (ProcessMemory parent, VirtualPage page) = SwapPrograms.Private(world);
        ReadBack(world, area, parent, page);
        ProcessMemory child = parent.Fork("child");
        Folio folio = parent.FolioAt(page);
        world.Task("advise", async () =>
        {
            await child.FreeLazilyAsync(page, 1);
            await world.Machine.Batches.DrainAllAsync();
        });
        Evict(world, folio);
        world.Finally("the parent has its page, in memory or in swap", () =>
            parent.EntryAt(page) is PageEntryKind.Mapped or PageEntryKind.Swapped ? null : $"{parent.EntryAt(page)}");
    });

    public static ExplorationProgram PinnedPage { get; } =
        new("lazyfree-pin", "a device pins a page that was given up while reclaim comes", static world =>
    {
        (ProcessMemory process, VirtualPage page) = SwapPrograms.Private(world, isSwapped: false);
        process.FreeLazily(page, 1);
        world.Machine.Batches.DrainAll();
        Shared<bool> isPinned = world.Share(false, "pinned");
        world.Task("pin", async () =>
        {
            Folio pinned = (await process.PinAsync(page, 1, write: false))[0];
            if (pinned.IsNone)
            {
                return;
            }

            isPinned.Value = true;
            await world.Point(SchedulingPoint.Put);
            if (process.FolioAt(page) != pinned)
            {
                throw new InvalidOperationException($"{pinned} is pinned, and its process has another page or none");
            }

            pinned.Unpin();
        });
        Evict(world, process.FolioAt(page));
        world.Sometimes("the page is pinned", () => isPinned.Value);
        world.Sometimes("the page goes first", () => !isPinned.Value);
    });

    /// <summary>The copy is made before the file says that there is nothing to copy.</summary>
    public static ExplorationProgram PrivateWrite { get; } =
        new("cow-truncate", "a private write to a page of a file against truncation", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        file.Pages.Peek(PageIndex.Zero).Folio.MarkUptodate();
        ProcessMemory process = world.Machine.CreateProcess("process");
        VirtualPage page = process.Map(file, PageIndex.Zero, 1, MapOptions.Writable).First;
        Shared<TouchResult> result = world.Share(TouchResult.Done, "result");
        world.Task("write", async () => result.Value = await process.TouchAsync(page, write: true));
        world.Task("truncate", async () =>
        {
            file.Size = 0;
            await world.Point(SchedulingPoint.Lock);
            await file.TruncateAsync(default, ByteOffset.ToEnd);
        });
        world.Sometimes("the process gets a signal", () => result.Value == TouchResult.BusError);
        world.Sometimes("the write comes first", () => result.Value == TouchResult.Done);
    });

    /// <summary>The parent maps the page out of the swap cache; the child's entry still names the slot.</summary>
    public static ExplorationProgram Reuse { get; } =
        new("reuse-swapin", "a process writes to a page of the swap cache that its child reads back", static world =>
    {
        SwapArea area = world.Machine.Swap.SwapOn(8, new SwapDisk());
        (ProcessMemory parent, VirtualPage page) = SwapPrograms.Private(world);
        ProcessMemory child = parent.Fork("child");
        Folio folio = parent.FolioAt(page);
        folio.Get();
        folio.Isolate();
        folio.Put();
        folio.Reclaim();
        area.EndWrites(1);
        parent.Touch(page, write: false);
        world.Machine.Batches.DrainAll();
        world.Task("write", async () => await parent.TouchAsync(page, write: true));
        world.Task("read", async () => await child.TouchAsync(page, write: false));
        world.Finally("the child does not see what the parent wrote", () =>
            parent.FolioAt(page) != child.FolioAt(page) ? null : $"{child.FolioAt(page)} is both's");
    });

    /// <summary>The page goes to the disk and comes back; a swap area that is nearly full takes its slot back at once.</summary>
    private static void ReadBack(World world, SwapArea area, ProcessMemory process, VirtualPage page)
    {
        process.PageOut(page, 1);
        area.EndWrites(1);
        process.Touch(page, write: false);
        world.Machine.Batches.DrainAll();
    }

    private static void Evict(World world, Folio folio) => world.Task("reclaim", async () =>
    {
        if (!folio.TryGet(HolderKind.Speculative))
        {
            return;
        }

        bool isIsolated = await folio.IsolateAsync();
        await world.Point(SchedulingPoint.Put);
        folio.Put();
        if (isIsolated)
        {
            await folio.ReclaimAsync();
        }
    });
}
