using FolioModel.Groups;

namespace FolioModel.Observation;

/// <summary>Page counters of the node, in base pages.</summary>
/// <remarks>Models the node counters of <c>/proc/vmstat</c> that the modelled paths change.</remarks>
public sealed class NodeStatistics
{
    /// <summary>Pages in the page cache (<c>NR_FILE_PAGES</c>).</summary>
    public long FilePages { get; internal set; }

    /// <summary>Swap-backed pages in the page cache (<c>NR_SHMEM</c>).</summary>
    public long Shmem { get; internal set; }

    /// <summary>Pages of PMD-sized swap-backed folios in the page cache (<c>NR_SHMEM_THPS</c>).</summary>
    public long ShmemThps { get; internal set; }

    /// <summary>Pages in the swap cache (<c>NR_SWAPCACHE</c>); they count in <see cref="FilePages"/> too.</summary>
    public long SwapCached { get; internal set; }

    /// <summary>Anonymous pages that page tables map (<c>NR_ANON_MAPPED</c>).</summary>
    public long AnonMapped { get; internal set; }

    /// <summary>Pages of files that page tables map (<c>NR_FILE_MAPPED</c>).</summary>
    public long FileMapped { get; internal set; }

    /// <summary>Pages written to swap (<c>PSWPOUT</c>).</summary>
    public long SwappedOut { get; internal set; }

    /// <summary>Pages read from swap (<c>PSWPIN</c>).</summary>
    public long SwappedIn { get; internal set; }

    /// <summary>Pages that <c>MADV_FREE</c> made free for the taking (<c>PGLAZYFREE</c>).</summary>
    public long LazyFree { get; internal set; }

    /// <summary>Such pages that reclaim freed (<c>PGLAZYFREED</c>).</summary>
    public long LazyFreed { get; internal set; }

    /// <summary>Pages of huge folios in the page cache (<c>NR_FILE_THPS</c>).</summary>
    public long FileThps { get; internal set; }

    /// <summary>Dirty pages of mappings with accounting (<c>NR_FILE_DIRTY</c>).</summary>
    public long FileDirty { get; internal set; }

    /// <summary>Pages under writeback (<c>NR_WRITEBACK</c>).</summary>
    public long Writeback { get; internal set; }

    /// <summary>Pages dirtied so far (<c>NR_DIRTIED</c>).</summary>
    public long Dirtied { get; internal set; }

    /// <summary>Pages written back so far (<c>NR_WRITTEN</c>).</summary>
    public long Written { get; internal set; }

    /// <summary>Pages isolated from the anon lists (<c>NR_ISOLATED_ANON</c>).</summary>
    public long IsolatedAnon { get; internal set; }

    /// <summary>Pages isolated from the file lists (<c>NR_ISOLATED_FILE</c>).</summary>
    public long IsolatedFile { get; internal set; }

    /// <summary>Pages moved to an active list (<c>PGACTIVATE</c>).</summary>
    public long Activated { get; internal set; }

    /// <summary>Pages moved to an inactive list (<c>PGDEACTIVATE</c>).</summary>
    public long Deactivated { get; internal set; }

    /// <summary>Pages moved to the tail of an inactive list (<c>PGROTATED</c>).</summary>
    public long Rotated { get; internal set; }

    /// <summary>Page faults that were handled (<c>pgfault</c>).</summary>
    public long PageFaults { get; internal set; }

    /// <summary>Page faults that found their page neither in a page cache nor in the swap cache (<c>pgmajfault</c>).</summary>
    public long MajorFaults { get; internal set; }

    /// <summary>Bytes read from block devices (<c>pgpgin</c>).</summary>
    public long PagedInBytes { get; internal set; }

    /// <summary>Bytes written to block devices (<c>pgpgout</c>).</summary>
    public long PagedOutBytes { get; internal set; }

    /// <summary>Refaults of pages of files (<c>WORKINGSET_REFAULT_FILE</c>).</summary>
    public long WorkingsetRefault { get; internal set; }

    /// <summary>Refaults of swap-backed pages (<c>WORKINGSET_REFAULT_ANON</c>).</summary>
    public long WorkingsetRefaultAnon { get; internal set; }

    /// <summary>Refaults that made the folio active (<c>WORKINGSET_ACTIVATE_FILE</c>).</summary>
    public long WorkingsetActivate { get; internal set; }

    /// <summary>Refaults that restored the workingset flag (<c>WORKINGSET_RESTORE_FILE</c>).</summary>
    public long WorkingsetRestore { get; internal set; }

    /// <summary>Times that an allocation had to reclaim by itself (<c>allocstall</c>).</summary>
    public long AllocationStalls { get; internal set; }

    /// <summary>Pages that direct reclaim scanned (<c>pgscan_direct</c>).</summary>
    public long ScannedDirect { get; internal set; }

    /// <summary>Pages that the background reclaimer scanned (<c>pgscan_kswapd</c>).</summary>
    public long ScannedKswapd { get; internal set; }

    /// <summary>Pages that direct reclaim freed (<c>pgsteal_direct</c>).</summary>
    public long ReclaimedDirect { get; internal set; }

    /// <summary>Pages that the background reclaimer freed (<c>pgsteal_kswapd</c>).</summary>
    public long ReclaimedKswapd { get; internal set; }

    /// <summary>Pages scanned on lists of swap-backed memory (<c>pgscan_anon</c>).</summary>
    public long ScannedAnon { get; internal set; }

    /// <summary>Pages scanned on lists of file memory (<c>pgscan_file</c>).</summary>
    public long ScannedFile { get; internal set; }

    /// <summary>Pages freed of swap-backed memory (<c>pgsteal_anon</c>).</summary>
    public long ReclaimedAnon { get; internal set; }

    /// <summary>Pages freed of file memory (<c>pgsteal_file</c>).</summary>
    public long ReclaimedFile { get; internal set; }

    /// <summary>Pages scanned on active lists, or sorted by the multi-generation LRU (<c>pgrefill</c>).</summary>
    public long Refilled { get; internal set; }

    /// <summary>Objects that shrinkers went through (<c>slabs_scanned</c>).</summary>
    public long ObjectsScanned { get; internal set; }

    /// <summary>Tree nodes that hold nothing but shadows (<c>workingset_nodes</c>).</summary>
    public long ShadowNodes { get; internal set; }

    /// <summary>Such nodes that reclaim freed (<c>workingset_nodereclaim</c>).</summary>
    public long ShadowNodesFreed { get; internal set; }

    /// <summary>
    /// Counts what a scan went through and freed. Runs for groups count in the node's totals by memory only, as in the kernel.
    /// </summary>
    internal void CountReclaim(ReclaimControl control, bool file, long scanned, long freed)
    {
        ScannedFile += file ? scanned : 0;
        ScannedAnon += file ? 0 : scanned;
        ReclaimedFile += file ? freed : 0;
        ReclaimedAnon += file ? 0 : freed;
        if (!control.IsGroupReclaim)
        {
            ScannedKswapd += control.IsBackground ? scanned : 0;
            ScannedDirect += control.IsBackground ? 0 : scanned;
            ReclaimedKswapd += control.IsBackground ? freed : 0;
            ReclaimedDirect += control.IsBackground ? 0 : freed;
        }
    }

    internal void CountWorkingset(GroupCounter counter, bool file, int pages)
    {
        switch (counter)
        {
            case GroupCounter.WorkingsetRefaultFile:
                WorkingsetRefault += file ? pages : 0;
                WorkingsetRefaultAnon += file ? 0 : pages;
                break;
            case GroupCounter.WorkingsetActivateFile:
                WorkingsetActivate += file ? pages : 0;
                break;
            case GroupCounter.WorkingsetRestoreFile:
                WorkingsetRestore += file ? pages : 0;
                break;
        }
    }

    /// <summary>Memory that failed, in pages (<c>num_poisoned_pages</c>).</summary>
    public long Poisoned { get; internal set; }
}
