using FolioModel.Groups;
using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core;

/// <summary>Reclaim of cached pages and charges of groups against what other tasks do at the same time.</summary>
internal static class ReclaimPrograms
{
    public static ExplorationProgram Lookup { get; } = new("reclaim-lookup", "reclaim of a page against a lookup of it", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        Shared<int> evicted = world.Share(0, "evicted");
        Reclaimer(world, file, evicted);
        LookUp(world, file);
        world.Sometimes("the page goes", () => evicted.Value == 1);
        world.Sometimes("the lookup keeps it", () => evicted.Value == 0);
        OneOrShadow(world, file);
    });

    public static ExplorationProgram Accessed { get; } = new("reclaim-accessed", "reclaim of a page against its use", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        Shared<int> evicted = world.Share(0, "evicted");
        Reclaimer(world, file, evicted);
        world.Task("use", async () =>
        {
            Folio found = await Setup.LookUp(file, 0);
            if (!found.IsNone)
            {
                await found.MarkAccessedAsync();
                await world.Point(SchedulingPoint.Put);
                found.Put();
            }
        });
        world.Sometimes("the page goes", () => evicted.Value == 1);
        OneOrShadow(world, file);
    });

    public static ExplorationProgram Write { get; } = new("reclaim-write", "reclaim of a page against a write and a lookup", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        Shared<int> evicted = world.Share(0, "evicted");
        Shared<int> written = world.Share(0, "written");
        Reclaimer(world, file, evicted);
        world.Task("write", async () =>
        {
            FolioResult found = await file.Pages.LockFolioAsync(PageIndex.Zero);
            if (found.IsOk)
            {
                await found.Folio.MarkDirtyAsync();
                written.Value = 1;
                found.Folio.Unlock();
                await world.Point(SchedulingPoint.Put);
                found.Folio.Put();
            }
        });
        world.Sometimes("the page goes", () => evicted.Value == 1);
        world.Sometimes("the write comes first", () => written.Value == 1);
        world.Finally("what was written is cached", () => written.Value == 0
            || (file.Pages.Peek(PageIndex.Zero) is { IsFolio: true } entry && entry.Folio.Has(FolioFlags.Dirty))
                ? null : "the write is lost");
    });

    public static ExplorationProgram Truncate { get; } = new("reclaim-truncate", "reclaim of a page against truncation", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        Shared<int> evicted = world.Share(0, "evicted");
        Reclaimer(world, file, evicted);
        world.Task("truncate", () => file.TruncateAsync(default, ByteOffset.ToEnd));
        world.Sometimes("reclaim takes the page", () => evicted.Value == 1);
        world.Sometimes("truncation takes it", () => evicted.Value == 0);
        world.Finally("no page is left", () => file.Pages.Count.Value == 0 ? null : file.Pages.DescribeTree());
    });

    public static ExplorationProgram Fault { get; } =
        new("reclaim-fault", "reclaim of a mapped page against a fault of another process", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        file.Pages.Peek(PageIndex.Zero).Folio.MarkUptodate();
        Shared<int> evicted = world.Share(0, "evicted");
        ProcessMemory process = world.Machine.CreateProcess("process");
        MappedArea area = process.Map(file, PageIndex.Zero, 1, MapOptions.Shared);
        Reclaimer(world, file, evicted);
        world.Task("fault", async () => await process.TouchAsync(area.First, write: false));
        world.Finally("the process sees the page of the file", () =>
            process.FolioAt(area.First) == file.Pages.Peek(PageIndex.Zero).Folio ? null : "it maps another page, or none");
    });

    public static ExplorationProgram Chargers { get; } =
        new("charge-charge", "two charges at the limit of a group whose only cached page can go", static world =>
    {
        MemoryGroup group = Group(world, 3, out AddressSpace file);
        Shared<int> failed = world.Share(0, "failed");
        for (int i = 0; i < 2; i++)
        {
            int page = i + 1;
            KernelTask task = world.Task($"charge {page}", async () =>
            {
                FolioResult got = await file.Pages.GrabFolioAsync(new PageIndex((ulong)page));
                failed.Value += got.IsOk ? 0 : 1;
                if (got.IsOk)
                {
                    got.Folio.Unlock();
                    got.Folio.Put();
                }
            });
            task.Group = group;
        }

        world.Finally("the group is within its limit", () => group.Usage <= group.Max!.Value ? null : $"{group}");
        world.Finally("neither charge fails while a page can go", () => failed.Value == 0 ? null : $"{failed.Value} charges failed");
    })
        { MemoryGroups = 1 };

    public static ExplorationProgram ChargeAgainstReclaim { get; } =
        new("charge-reclaim", "a charge at the limit of a group against memory.reclaim", static world =>
    {
        MemoryGroup group = Group(world, 3, out AddressSpace file);
        KernelTask task = world.Task("charge", async () =>
        {
            FolioResult got = await file.Pages.GrabFolioAsync(new PageIndex(1));
            got.Folio.Unlock();
            await world.Point(SchedulingPoint.Put);
            got.Folio.Put();
        });
        task.Group = group;
        world.Task("reclaim", async () => await group.ReclaimAsync(new PageCount(1)));
        world.Finally("the group is within its limit", () => group.Usage <= group.Max!.Value ? null : $"{group}");
    })
        { MemoryGroups = 1 };

    /// <summary>A task that reclaims the first page of a file, which it has isolated.</summary>
    public static void Reclaimer(World world, AddressSpace file, Shared<int> evicted)
    {
        Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
        KernelTask task = world.Task("reclaim", async () => evicted.Value = await folio.ReclaimAsync());
        Setup.Isolate(world, task, folio);
    }

    /// <summary>A task that looks up the first page of a file, and drops the reference.</summary>
    public static void LookUp(World world, AddressSpace file) => world.Task("lookup", async () =>
    {
        Folio found = await Setup.LookUp(file, 0);
        if (!found.IsNone)
        {
            await world.Point(SchedulingPoint.Put);
            found.Put();
        }
    });

    private static void OneOrShadow(World world, AddressSpace file) => world.Finally("the page is cached, or its shadow is there", () =>
        file.Pages.Peek(PageIndex.Zero) is { IsFolio: true } or { IsValue: true } ? null : "the slot is empty");

    /// <summary>A group of one cached page that can be reclaimed, with a limit of so many pages.</summary>
    private static MemoryGroup Group(World world, int max, out AddressSpace file)
    {
        MemoryGroup group = world.Machine.CreateGroup("group");
        world.Machine.Current.Group = group;
        file = Setup.File(world, 1);
        world.Machine.Current.Group = null;
        group.DrainStocks();
        group.Max = new PageCount(max);
        world.Machine.MemoryGroups[0].FlushStatistics();
        return group;
    }
}
