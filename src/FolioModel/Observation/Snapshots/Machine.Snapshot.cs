using System.Collections.Immutable;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Takes a picture of everything that can be observed. Changes nothing; costs a walk over all memory.</summary>
    /// <exception cref="InvalidOperationException">The machine belongs to another thread, which may be changing it.</exception>
    public MachineSnapshot Snapshot()
    {
        ThrowIfOfAnotherThread();
        return TakeSnapshot();
    }

    private MachineSnapshot TakeSnapshot() => new(
        FolioSnapshots().ToImmutableSortedDictionary(static f => f.Pfn, static f => f),
        AddressSpaces.Select(FileSnapshotOf).ToImmutableSortedDictionary(static f => f.Id, static f => f),
        [.. BatchSnapshots()],
        [.. Enum.GetValues<LruListKind>().Select(ListSnapshotOf)],
        [.. Allocator.Zones.Select(ZoneSnapshotOf)],
        CounterSnapshot())
    {
        Cpus = Options.Cpus,
        Vmstat = ReadVmstat(),
        Meminfo = ReadMeminfo(),
        Tasks = [.. Tasks.Select(TaskSnapshotOf)],
        Processes = [.. Processes.Select(static p => p.Snapshot())],
        Groups = [.. MemoryGroups.Select(GroupSnapshotOf)],
        Swap = [.. Swap.Areas.Select(SwapSnapshotOf)],
        Generations = [.. GenerationSnapshots(anon: false), .. GenerationSnapshots(anon: true)],
    };

    private IEnumerable<FolioSnapshot> FolioSnapshots()
    {
        for (int pfn = 0; pfn < Map.Pages; pfn += 1 << Map[pfn].Order)
        {
            if (Map[pfn].State == PageState.Allocated)
            {
                Folio folio = new(this, pfn);
                yield return new FolioSnapshot(
                    folio.Pfn, Map[pfn].Generation, folio.Order, folio.RefCount, Ledger?.IsFrozen(pfn) ?? false, folio.Flags,
                    Map[pfn].Mapping, folio.Index, folio.Holders)
                {
                    MapCount = MapCountOf(pfn),
                    LockedBy = LockOwnerOf(folio)?.Name,
                    PinCount = PinCountOf(pfn),
                    ExpectedCount = folio.ExpectedRefCount,
                };
            }
        }
    }

    private static FileSnapshot FileSnapshotOf(AddressSpace file) => new(
        file.Id, file.Name, file.Pages.Count, file.Size,
        file.Pages.Entries().Select(e => EntrySnapshotOf(file, e.Index, e.Order, e.Entry))
            .ToImmutableSortedDictionary(static e => e.Index, static e => e))
    {
        Nodes = [.. file.Pages.NodeSnapshots()],
        ChunkShift = file.Pages.Tree.Pool.ChunkShift,
    };

    private static EntrySnapshot EntrySnapshotOf(AddressSpace file, PageIndex index, Order order, CacheEntry entry) => new(
        index, order, entry.IsFolio ? entry.Folio.Pfn : null, entry.IsValue ? entry.Value : null,
        file.Pages.GetTag(index, PageCacheTag.Dirty), file.Pages.GetTag(index, PageCacheTag.Writeback),
        file.Pages.GetTag(index, PageCacheTag.ToWrite));

    private IEnumerable<BatchSnapshot> BatchSnapshots()
    {
        for (int cpu = 0; cpu < Options.Cpus; cpu++)
        {
            foreach (LruBatchKind kind in Enum.GetValues<LruBatchKind>())
            {
                if (Batches.CountOf(cpu, kind) > 0)
                {
                    yield return new BatchSnapshot(cpu, kind, [.. Batches.FoliosIn(cpu, kind).Select(static f => f.Pfn)]);
                }
            }
        }
    }

    private LruListSnapshot ListSnapshotOf(LruListKind list) => new(
        list, PagesOnLists(list), list == LruListKind.Unevictable
            ? []
            : [.. LruVectors.SelectMany(lru => lru[list]).Select(static f => f.Pfn)]);

    private ZoneSnapshot ZoneSnapshotOf(Zone zone) => new(
        zone.Kind, zone.FreePageCount, zone.PerCpuPageCount,
        [.. Enumerable.Range(0, KernelProfile.LargestOrder + 1).Select(o => zone.FreeBlocks(new Order(o)))])
    {
        First = zone.First,
        Pages = zone.Pages,
        Watermarks = zone.Watermarks,
        WatermarkBoost = zone.WatermarkBoost,
        Blocks = [.. zone.FreeBlocksInOrder()],
        CpuPages =
        [
            .. Enumerable.Range(0, Options.Cpus).Select(cpu => new CpuPagesSnapshot(cpu, [.. zone.BlocksOfCpu(cpu)]))
                .Where(static c => c.Blocks.Length > 0),
        ],
    };

    private ImmutableSortedDictionary<string, long> CounterSnapshot() => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("activated", Statistics.Activated),
        KeyValuePair.Create("deactivated", Statistics.Deactivated),
        KeyValuePair.Create("file dirty", Statistics.FileDirty),
        KeyValuePair.Create("file pages", Statistics.FilePages),
        KeyValuePair.Create("file THPs", Statistics.FileThps),
        KeyValuePair.Create("isolated anon", Statistics.IsolatedAnon),
        KeyValuePair.Create("isolated file", Statistics.IsolatedFile),
        KeyValuePair.Create("nonresident age", Lru.NonresidentAge),
        KeyValuePair.Create("offline", Allocator.OfflinePageCount.Value),
        KeyValuePair.Create("allocstall", Statistics.AllocationStalls),
        KeyValuePair.Create("pgrefill", Statistics.Refilled),
        KeyValuePair.Create("pgscan_anon", Statistics.ScannedAnon),
        KeyValuePair.Create("pgscan_direct", Statistics.ScannedDirect),
        KeyValuePair.Create("pgscan_file", Statistics.ScannedFile),
        KeyValuePair.Create("pgscan_kswapd", Statistics.ScannedKswapd),
        KeyValuePair.Create("pgsteal_anon", Statistics.ReclaimedAnon),
        KeyValuePair.Create("pgsteal_direct", Statistics.ReclaimedDirect),
        KeyValuePair.Create("pgsteal_file", Statistics.ReclaimedFile),
        KeyValuePair.Create("pgsteal_kswapd", Statistics.ReclaimedKswapd),
        KeyValuePair.Create("poisoned", Statistics.Poisoned),
        KeyValuePair.Create("rotated", Statistics.Rotated),
        KeyValuePair.Create("shmem", Statistics.Shmem),
        KeyValuePair.Create("workingset activate", Statistics.WorkingsetActivate),
        KeyValuePair.Create("workingset refault", Statistics.WorkingsetRefault),
        KeyValuePair.Create("workingset restore", Statistics.WorkingsetRestore),
        KeyValuePair.Create("writeback", Statistics.Writeback),
    ]);
}
