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

    private static readonly Dictionary<string, string> s_counters = new()
    {
        ["activated"] = "pgactivate",
        ["allocstall"] = "allocstall",
        ["deactivated"] = "pgdeactivate",
        ["file THPs"] = "nr_file_hugepages",
        ["file dirty"] = "nr_dirty",
        ["file pages"] = "nr_file_pages",
        ["isolated anon"] = "nr_isolated_anon",
        ["isolated file"] = "nr_isolated_file",
        ["nonresident age"] = "nonresident_age",
        ["offline"] = "nr_offline_pages",
        ["pgrefill"] = "pgrefill",
        ["pgscan_anon"] = "pgscan_anon",
        ["pgscan_direct"] = "pgscan_direct",
        ["pgscan_file"] = "pgscan_file",
        ["pgscan_kswapd"] = "pgscan_kswapd",
        ["pgsteal_anon"] = "pgsteal_anon",
        ["pgsteal_direct"] = "pgsteal_direct",
        ["pgsteal_file"] = "pgsteal_file",
        ["pgsteal_kswapd"] = "pgsteal_kswapd",
        ["poisoned"] = "num_poisoned_pages",
        ["rotated"] = "pgrotated",
        ["shmem"] = "nr_shmem",
        ["workingset activate"] = "workingset_activate",
        ["workingset refault"] = "workingset_refault",
        ["workingset restore"] = "workingset_restore",
        ["writeback"] = "nr_writeback",
    };

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

    /// <summary>A counter of the node as <c>/proc/vmstat</c> names it, or as the kernel's variable is named where it lacks one.</summary>
    /// <exception cref="KeyNotFoundException">There is no such counter.</exception>
    public static string OfCounter(string name) => s_counters[name];

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
