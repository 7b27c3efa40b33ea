namespace FolioModel.Observation;

/// <summary>The kernel's names of what a snapshot holds.</summary>
internal static class SnapshotNames
{
    private static readonly (FolioFlags Flag, string Name)[] s_flags =
    [
        (FolioFlags.Locked, "PG_locked"),
        (FolioFlags.Waiters, "PG_waiters"),
        (FolioFlags.Referenced, "PG_referenced"),
        (FolioFlags.Uptodate, "PG_uptodate"),
        (FolioFlags.Dirty, "PG_dirty"),
        (FolioFlags.Lru, "PG_lru"),
        (FolioFlags.Active, "PG_active"),
        (FolioFlags.Workingset, "PG_workingset"),
        (FolioFlags.Private, "PG_private"),
        (FolioFlags.Private2, "PG_private_2"),
        (FolioFlags.Writeback, "PG_writeback"),
        (FolioFlags.Large, "PG_head"),
        (FolioFlags.MappedToDisk, "PG_mappedtodisk"),
        (FolioFlags.Reclaim, "PG_reclaim"),
        (FolioFlags.SwapBacked, "PG_swapbacked"),
        (FolioFlags.SwapCache, "PG_swapcache"),
        (FolioFlags.Unevictable, "PG_unevictable"),
        (FolioFlags.Mlocked, "PG_mlocked"),
        (FolioFlags.DropBehind, "PG_dropbehind"),
        (FolioFlags.HwPoison, "PG_hwpoison"),
        (FolioFlags.HasHwPoisoned, "PG_has_hwpoisoned"),
        (FolioFlags.Hugetlb, "PG_hugetlb"),
        (FolioFlags.Young, "PG_young"),
        (FolioFlags.Idle, "PG_idle"),
        (FolioFlags.AnonExclusive, "PG_anon_exclusive"),
        (FolioFlags.Anon, "PAGE_MAPPING_ANON"),
        (FolioFlags.OnGeneration, "LRU_GEN"),
        (FolioFlags.LruRefs, "LRU_REFS"),
    ];

    private const int HugePages = 1 << Order.PmdValue;

    /// <summary>The node's counters as <c>/proc/vmstat</c> names them, or as the kernel's variable is named where it lacks one.</summary>
    public static (string Name, Func<NodeStatistics, long> Read)[] Counters { get; } =
    [
        ("allocstall", static s => s.AllocationStalls),
        ("nr_anon_pages", static s => s.AnonMapped),
        ("nr_dirtied", static s => s.Dirtied),
        ("nr_dirty", static s => s.FileDirty),
        ("nr_file_hugepages", static s => s.FileThps / HugePages),
        ("nr_file_pages", static s => s.FilePages),
        ("nr_isolated_anon", static s => s.IsolatedAnon),
        ("nr_isolated_file", static s => s.IsolatedFile),
        ("nr_mapped", static s => s.FileMapped),
        ("nr_shmem", static s => s.Shmem),
        ("nr_shmem_hugepages", static s => s.ShmemThps / HugePages),
        ("nr_swapcached", static s => s.SwapCached),
        ("nr_writeback", static s => s.Writeback),
        ("nr_written", static s => s.Written),
        ("num_poisoned_pages", static s => s.Poisoned),
        ("pgactivate", static s => s.Activated),
        ("pgdeactivate", static s => s.Deactivated),
        ("pgfault", static s => s.PageFaults),
        ("pglazyfree", static s => s.LazyFree),
        ("pglazyfreed", static s => s.LazyFreed),
        ("pgmajfault", static s => s.MajorFaults),
        ("pgpgin", static s => s.PagedInBytes / 1024),
        ("pgpgout", static s => s.PagedOutBytes / 1024),
        ("pgrefill", static s => s.Refilled),
        ("pgrotated", static s => s.Rotated),
        ("pgscan_anon", static s => s.ScannedAnon),
        ("pgscan_direct", static s => s.ScannedDirect),
        ("pgscan_file", static s => s.ScannedFile),
        ("pgscan_kswapd", static s => s.ScannedKswapd),
        ("pgsteal_anon", static s => s.ReclaimedAnon),
        ("pgsteal_direct", static s => s.ReclaimedDirect),
        ("pgsteal_file", static s => s.ReclaimedFile),
        ("pgsteal_kswapd", static s => s.ReclaimedKswapd),
        ("pswpin", static s => s.SwappedIn),
        ("pswpout", static s => s.SwappedOut),
        ("slabs_scanned", static s => s.ObjectsScanned),
        ("workingset_activate_file", static s => s.WorkingsetActivate),
        ("workingset_nodereclaim", static s => s.ShadowNodesFreed),
        ("workingset_nodes", static s => s.ShadowNodes),
        ("workingset_refault_anon", static s => s.WorkingsetRefaultAnon),
        ("workingset_refault_file", static s => s.WorkingsetRefault),
        ("workingset_restore_file", static s => s.WorkingsetRestore),
    ];

    /// <summary>The names of the flags that are set, <c>PG_*</c> where the kernel has them in <c>page->flags</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A flag has no name.</exception>
    public static IEnumerable<string> Of(FolioFlags flags)
    {
        foreach ((FolioFlags flag, string name) in s_flags)
        {
            if ((flags & flag) != 0)
            {
                flags &= ~flag;
                yield return name;
            }
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual((uint)flags, 0u, nameof(flags));
    }

    /// <summary>A zone as the suffix of its counters is named.</summary>
    public static string Of(ZoneKind zone) => zone switch
    {
        ZoneKind.Dma => "dma",
        ZoneKind.Dma32 => "dma32",
        ZoneKind.Normal => "normal",
        _ => "movable",
    };

    /// <summary>A list as <c>/proc/vmstat</c> names it, without <c>nr_</c>.</summary>
    public static string Of(LruListKind list) => list switch
    {
        LruListKind.InactiveAnon => "inactive_anon",
        LruListKind.ActiveAnon => "active_anon",
        LruListKind.InactiveFile => "inactive_file",
        LruListKind.ActiveFile => "active_file",
        _ => "unevictable",
    };

    /// <summary>A batch as the members of <c>struct cpu_fbatches</c> are named.</summary>
    public static string Of(LruBatchKind batch) => batch switch
    {
        LruBatchKind.Add => "lru_add",
        LruBatchKind.DeactivateFile => "lru_deactivate_file",
        LruBatchKind.Deactivate => "lru_deactivate",
        LruBatchKind.LazyFree => "lru_lazyfree",
        LruBatchKind.Activate => "lru_activate",
        _ => "lru_move_tail",
    };
}
