using FolioModel.Cli.Content.Core;
using FolioModel.Shmem;
using FolioModel.Swap;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>shmem's operations against each other.</summary>
internal static class ShmemPrograms
{
    private const int Bytes = PageSize.Bytes;

    public static ExplorationProgram SwapInAgainstTruncation { get; } =
        new("shmem-swapin-truncate", "a read of a swapped page against truncation", static world =>
    {
        (ShmemFile file, SwapArea area) = SwappedPage(world);
        Shared<int> read = world.Share(-1, "read");
        world.Task("read", async () => read.Value = (int)(await file.ReadAsync(0, Bytes)).Bytes);
        world.Task("truncate", async () => await file.SetSizeAsync(0));

        // A read that comes too late leaves its folio in the swap cache, with the slot, until reclaim finds that nobody uses it.
        world.Finally("no page is left, and no slot but the swap cache's", () =>
            file.Mapping.Pages.Count.Value == 0 && area.PagesInUse == area.Cache.Pages.Value ? null
                : $"{file.Mapping.Pages.Count} pages and {area.PagesInUse} slots are left, {area.Cache.Pages} pages are in the swap cache");
        world.Sometimes("the swap cache keeps a page that nobody uses", () => area.Cache.Pages.Value == 1);
        world.Sometimes("the read came first", () => read.Value == Bytes);
        world.Sometimes("the truncation came first", () => read.Value == 0);
    });

    /// <summary>The page is found in the swap cache, and the disk has not written it yet.</summary>
    public static ExplorationProgram SwapInAgainstWriteEnd { get; } =
        new("shmem-swapin-write-end", "a read of a page whose write to swap ends", static world =>
    {
        (ShmemFile file, SwapArea area) = SwappedPage(world, new SwapDisk());
        Shared<int> read = world.Share(-1, "read");
        world.Task("read", async () => read.Value = (int)(await file.ReadAsync(0, Bytes)).Bytes);
        world.Task("disk", async () => await area.EndWritesAsync(1));
        world.Finally("the read gave all", () => read.Value == Bytes ? null : $"it gave {read.Value} bytes");
        world.Finally("the page is in memory, and no slot is in use", () => file.Mapping.Pages.Count.Value == 1 && area.PagesInUse == 0
            ? null : $"{file.Mapping.Pages.Count} pages are in memory, {area.PagesInUse} slots in use");
    });

    public static ExplorationProgram FallocateAgainstHole { get; } =
        new("shmem-fallocate-punch", "fallocate against a hole in the same page, and a lookup", static world =>
    {
        ShmemFile file = new ShmemMount(world.Machine).CreateFile(new ShmemOptions { Size = Bytes });
        world.Task("fallocate", async () => await file.FallocateAsync(FallocateMode.KeepSize, default, Bytes));
        world.Task("punch", async () => await file.FallocateAsync(FallocateMode.KeepSize | FallocateMode.PunchHole, default, Bytes));
        world.Task("lookup", async () =>
        {
            FolioResult found = await file.Mapping.Pages.GetFolioAsync(PageIndex.Zero);
            if (found.IsOk)
            {
                await world.Machine.PointAsync(SchedulingPoint.Put);
                found.Folio.Put();
            }
        });
        world.Finally("the file is charged for what it has", () =>
            file.Allocated == file.Mapping.Pages.Count ? null
                : $"{file.Allocated} pages are allocated, {file.Mapping.Pages.Count} are there");
        world.Sometimes("the page is there at the end", () => file.Mapping.Pages.Count.Value == 1);
        world.Sometimes("the page is gone at the end", () => file.Mapping.Pages.Count.Value == 0);
    });

    public static ExplorationProgram WriteAgainstSwapOut { get; } =
        new("shmem-write-swapout", "a write against the same page's way out to swap", static world =>
    {
        SwapArea area = world.Machine.Swap.SwapOn(8);
        ShmemFile file = new ShmemMount(world.Machine).CreateFile(new ShmemOptions { Size = Bytes });
        file.Write(0, Bytes);
        world.Machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        world.Task("write", async () => await file.WriteAsync(0, Bytes));
        KernelTask reclaimer = world.Task("swap out", async () => await folio.ReclaimAsync());
        Setup.Isolate(world, reclaimer, folio);

        world.Finally("the page is in memory or in swap, and once", () =>
            file.Mapping.Pages.Count.Value + file.Swapped.Value == 1 ? null
                : $"{file.Mapping.Pages.Count} pages are in memory and {file.Swapped} in swap");
        world.Sometimes("the page is in swap at the end", () => area.PagesInUse == 1 && file.Swapped.Value == 1);
        world.Sometimes("the page is in memory at the end", () => file.Mapping.Pages.Count.Value == 1);
    });

    /// <summary>The pages that fallocate promised up to the new size are there, or a later truncation took both.</summary>
    public static ExplorationProgram FallocateAgainstTruncation { get; } =
        new("shmem-fallocate-truncate", "fallocate that grows a file against truncation", static world =>
    {
        ShmemFile file = new ShmemMount(world.Machine).CreateFile(new ShmemOptions { Size = Bytes });
        world.Task("fallocate", async () => await file.FallocateAsync(FallocateMode.None, default, 2 * Bytes));
        world.Task("truncate", async () => await file.SetSizeAsync(0));
        world.Linearizable(() => $"{file.Mapping.Pages.Count} pages of {file.Mapping.Size / Bytes}");
        world.Sometimes("the fallocate came last", () => file.Mapping.Size == 2 * Bytes);
        world.Sometimes("the truncation came last", () => file.Mapping.Size == 0);
    });

    /// <summary>A page that was found and then truncated is not written to: the write makes a new one, or came first.</summary>
    public static ExplorationProgram WriteAgainstTruncation { get; } =
        new("shmem-write-truncate", "a write of a page that is there against truncation", static world =>
    {
        ShmemFile file = new ShmemMount(world.Machine).CreateFile(new ShmemOptions { Size = Bytes });
        file.Write(0, Bytes);
        world.Machine.Batches.DrainAll();
        world.Task("get", async () =>
        {
            FolioResult got = await file.GetFolioAsync(PageIndex.Zero, ShmemGetMode.Write);
            if (got.IsOk)
            {
                if (got.Folio.Mapping != file.Mapping)
                {
                    throw new InvalidOperationException($"{got.Folio} is locked for writing and is not the file's");
                }

                got.Folio.Unlock();
                got.Folio.Put();
            }
        });
        world.Task("truncate", async () => await file.SetSizeAsync(0));
        world.Sometimes("the truncation came last", () => file.Mapping.Pages.Count.Value == 0);
        world.Sometimes("the write came last", () => file.Mapping.Pages.Count.Value == 1);
    });

    private static (ShmemFile File, SwapArea Area) SwappedPage(World world, SwapDevice? device = null)
    {
        SwapArea area = world.Machine.Swap.SwapOn(8, device);
        ShmemFile file = new ShmemMount(world.Machine).CreateFile(new ShmemOptions { Size = Bytes });
        file.Write(0, Bytes);
        world.Machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        folio.Get();
        folio.Isolate();
        folio.Put();
        folio.Reclaim();
        world.Machine.Batches.DrainAll();
        return (file, area);
    }
}
