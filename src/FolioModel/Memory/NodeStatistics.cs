namespace FolioModel.Observation;

/// <summary>Page counters of the node, in base pages.</summary>
/// <remarks>Models the node counters of <c>/proc/vmstat</c> that the modelled paths change.</remarks>
public sealed class NodeStatistics
{
    /// <summary>Pages in the page cache (<c>NR_FILE_PAGES</c>).</summary>
    public long FilePages { get; internal set; }

    /// <summary>Pages of shmem in the page cache (<c>NR_SHMEM</c>).</summary>
    public long Shmem { get; internal set; }

    /// <summary>Pages of huge shmem folios in the page cache (<c>NR_SHMEM_THPS</c>).</summary>
    public long ShmemThps { get; internal set; }

    /// <summary>Pages in the swap cache (<c>NR_SWAPCACHE</c>); they count in <see cref="FilePages"/> too.</summary>
    public long SwapCached { get; internal set; }

    /// <summary>Pages of huge folios in the page cache (<c>NR_FILE_THPS</c>).</summary>
    public long FileThps { get; internal set; }

    /// <summary>Dirty pages of mappings with accounting (<c>NR_FILE_DIRTY</c>).</summary>
    public long FileDirty { get; internal set; }

    /// <summary>Pages under writeback (<c>NR_WRITEBACK</c>).</summary>
    public long Writeback { get; internal set; }

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

    /// <summary>Refaults of file pages (<c>WORKINGSET_REFAULT_FILE</c>).</summary>
    public long WorkingsetRefault { get; internal set; }

    /// <summary>Refaults that made the folio active (<c>WORKINGSET_ACTIVATE_FILE</c>).</summary>
    public long WorkingsetActivate { get; internal set; }

    /// <summary>Refaults that restored the workingset flag (<c>WORKINGSET_RESTORE_FILE</c>).</summary>
    public long WorkingsetRestore { get; internal set; }

    /// <summary>Memory that failed, in pages (<c>num_poisoned_pages</c>).</summary>
    public long Poisoned { get; internal set; }
}
