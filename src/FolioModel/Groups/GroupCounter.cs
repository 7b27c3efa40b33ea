namespace FolioModel.Groups;

/// <summary>The statistics of a memory control group, in base pages unless said otherwise.</summary>
/// <remarks>
/// Models the fields of <c>memory.stat</c> that the modelled paths change; <see cref="GroupCounters.KernelName"/> gives their names.
/// </remarks>
public enum GroupCounter
{
    /// <summary>Pages on the inactive list of swap-backed memory (<c>inactive_anon</c>).</summary>
    InactiveAnon = 0,

    /// <summary>Pages on the active list of swap-backed memory (<c>active_anon</c>).</summary>
    ActiveAnon = 1,

    /// <summary>Pages on the inactive list of file memory (<c>inactive_file</c>).</summary>
    InactiveFile = 2,

    /// <summary>Pages on the active list of file memory (<c>active_file</c>).</summary>
    ActiveFile = 3,

    /// <summary>Pages that cannot be evicted (<c>unevictable</c>).</summary>
    Unevictable = 4,

    /// <summary>Pages in page caches (<c>file</c>).</summary>
    File = 5,

    /// <summary>Pages of kernel memory (<c>kernel</c>).</summary>
    Kernel = 6,

    /// <summary>Refaults of anonymous pages (<c>workingset_refault_anon</c>).</summary>
    WorkingsetRefaultAnon = 7,

    /// <summary>Refaults of file pages (<c>workingset_refault_file</c>).</summary>
    WorkingsetRefaultFile = 8,

    /// <summary>Refaults of anonymous pages that were activated (<c>workingset_activate_anon</c>).</summary>
    WorkingsetActivateAnon = 9,

    /// <summary>Refaults of file pages that were activated (<c>workingset_activate_file</c>).</summary>
    WorkingsetActivateFile = 10,

    /// <summary>Refaults of anonymous pages that had been part of the working set (<c>workingset_restore_anon</c>).</summary>
    WorkingsetRestoreAnon = 11,

    /// <summary>Refaults of file pages that had been part of the working set (<c>workingset_restore_file</c>).</summary>
    WorkingsetRestoreFile = 12,

    /// <summary>Tree nodes with nothing but shadows that were freed (<c>workingset_nodereclaim</c>).</summary>
    WorkingsetNodeReclaim = 13,

    /// <summary>Pages that the background reclaimer scanned (<c>pgscan_kswapd</c>).</summary>
    PagesScannedKswapd = 14,

    /// <summary>Pages that direct reclaim scanned (<c>pgscan_direct</c>).</summary>
    PagesScannedDirect = 15,

    /// <summary>Pages that the background reclaimer freed (<c>pgsteal_kswapd</c>).</summary>
    PagesReclaimedKswapd = 16,

    /// <summary>Pages that direct reclaim freed (<c>pgsteal_direct</c>).</summary>
    PagesReclaimedDirect = 17,

    /// <summary>Pages moved to an active list (<c>pgactivate</c>).</summary>
    PagesActivated = 18,

    /// <summary>Pages moved to an inactive list (<c>pgdeactivate</c>).</summary>
    PagesDeactivated = 19,

    /// <summary>Pages scanned on active lists, or sorted by the multi-generation LRU (<c>pgrefill</c>).</summary>
    PagesRefilled = 20,

    /// <summary>Anonymous pages that page tables map (<c>anon</c>).</summary>
    Anon = 21,

    /// <summary>Pages of files that page tables map (<c>file_mapped</c>).</summary>
    FileMapped = 22,

    /// <summary>Pages of page tables; they count in <see cref="Kernel"/> too (<c>pagetables</c>).</summary>
    PageTables = 23,

    /// <summary>Pages in the swap cache (<c>swapcached</c>).</summary>
    SwapCached = 24,

    /// <summary>Pages that <c>MADV_FREE</c> made free for the taking (<c>pglazyfree</c>).</summary>
    LazyFree = 25,

    /// <summary>Such pages that reclaim freed (<c>pglazyfreed</c>).</summary>
    LazyFreed = 26,

    /// <summary>Pages of files that are dirty and not under writeback (<c>file_dirty</c>).</summary>
    FileDirty = 27,

    /// <summary>Pages under writeback (<c>file_writeback</c>).</summary>
    FileWriteback = 28,

    /// <summary>Page faults of the group's processes (<c>pgfault</c>).</summary>
    PageFaults = 29,

    /// <summary>Those that found their page neither in a page cache nor in the swap cache (<c>pgmajfault</c>).</summary>
    MajorFaults = 30,
}
