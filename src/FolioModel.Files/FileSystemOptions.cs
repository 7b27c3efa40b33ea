namespace FolioModel.Files;

/// <summary>How a filesystem and the device under it are set up.</summary>
public sealed record FileSystemOptions
{
    /// <summary>Its name in reports.</summary>
    public string Name { get; init; } = "fs";

    /// <summary>Where the contents are; null for a device that needs no time.</summary>
    public IBackingDevice? Device { get; init; }

    /// <summary>The embedder's time; null where no time passes: the flusher then has no period, and no task is made to pause.</summary>
    public IClock? Clock { get; init; }

    /// <summary>Pages of the largest readahead window (<c>read_ahead_kb</c> divided by 4); 0 switches readahead off.</summary>
    public int ReadAheadPages { get; init; } = 32;

    /// <summary>
    /// Pages that a window may have for one read that asks for more than <see cref="ReadAheadPages"/> (<c>io_pages</c>, from
    /// <c>max_sectors_kb</c>); 0 for no more.
    /// </summary>
    public int OptimalRequestPages { get; init; }

    /// <summary>Whether a read fault maps the cached pages around it too (<c>fault_around_bytes</c> of more than a page).</summary>
    public bool FaultsAround { get; init; } = true;

    /// <summary>The smallest order of a folio of its files.</summary>
    public Order SmallestOrder { get; init; }

    /// <summary>The largest order of a folio; order 0 for a filesystem without large folios.</summary>
    public Order LargestOrder { get; init; }

    /// <summary>Pages that fit on the device; null for no limit. A write that needs another one fails with ENOSPC.</summary>
    public PageCount? Capacity { get; init; }

    /// <summary>Writers must not change folios that are under writeback (checksums in flight).</summary>
    public bool StableWrites { get; init; }

    /// <summary>
    /// Whether a folio that is written to gets a buffer head for each of its pages, as on ext4: private data with a reference, which the
    /// folio's group pays for. False for a filesystem that keeps no state for blocks.
    /// </summary>
    public bool BufferHeads { get; init; }

    /// <summary>
    /// Whether closing a file that was emptied and written again starts its writeback, so that a crash soon after does not leave it empty:
    /// ext4 (unless mounted with <c>noauto_da_alloc</c>) and XFS do so.
    /// </summary>
    public bool FlushesReplacedFiles { get; init; }

    /// <summary>
    /// Whether the work on one folio is one step: tasks then stop only where they wait. For simulators, which want the speed; an explorer
    /// wants every step.
    /// </summary>
    public bool CoarseSteps { get; init; }

    /// <summary>Limits on dirty memory, shared by the filesystems that name the same domain; null for one of its own.</summary>
    public WritebackDomain? Domain { get; init; }
}
