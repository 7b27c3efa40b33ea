namespace FolioModel.Groups;

/// <summary>The names of the statistics of a memory control group.</summary>
public static class GroupCounters
{
    internal const int Count = 31;

    /// <summary>The first counter that <see cref="MemoryGroup"/> keeps itself; those before are the sizes of its lists.</summary>
    internal const int FirstKept = 5;

    private static readonly string[] s_names =
    [
        "inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable", "file", "kernel", "workingset_refault_anon",
        "workingset_refault_file", "workingset_activate_anon", "workingset_activate_file", "workingset_restore_anon",
        "workingset_restore_file", "workingset_nodereclaim", "pgscan_kswapd", "pgscan_direct", "pgsteal_kswapd", "pgsteal_direct",
        "pgactivate", "pgdeactivate", "pgrefill", "anon", "file_mapped", "pagetables", "swapcached", "pglazyfree", "pglazyfreed",
        "file_dirty", "file_writeback", "pgfault", "pgmajfault",
    ];

    /// <summary>The name of a counter in <c>memory.stat</c>.</summary>
    /// <param name="counter">The counter.</param>
    public static string KernelName(this GroupCounter counter) => s_names[(int)counter];
}
