namespace FolioModel;

/// <summary>How the page cache of an inode is set up.</summary>
public sealed record AddressSpaceOptions
{
    /// <summary>The inode's name in reports.</summary>
    public string Name { get; init; } = "file";

    /// <summary>The smallest order of a folio (<c>mapping_min_folio_order</c>).</summary>
    public Order MinOrder { get; init; }

    /// <summary>The largest order of a folio (<c>mapping_max_folio_order</c>).</summary>
    public Order MaxOrder { get; init; }

    /// <summary>Flags for allocating its folios (<c>mapping_gfp_mask</c>).</summary>
    public GfpFlags GfpMask { get; init; } = GfpFlags.HighUserMovable;

    /// <summary>Folios are never reclaimed (<c>AS_UNEVICTABLE</c>).</summary>
    public bool Unevictable { get; init; }

    /// <summary>
    /// The host must not touch the contents, and folios do not migrate (<c>AS_INACCESSIBLE</c>); implies <see cref="Unevictable"/>.
    /// </summary>
    public bool Inaccessible { get; init; }

    /// <summary><c>release_folio</c> is called for folios without private data too (<c>AS_RELEASE_ALWAYS</c>).</summary>
    public bool ReleaseAlways { get; init; }

    /// <summary>A folio under writeback must not be written to (<c>AS_STABLE_WRITES</c>).</summary>
    public bool StableWrites { get; init; }

    /// <summary>Large folios are split to order 0 or not at all, so that each page can go to swap on its own.</summary>
    public bool SplitsToSinglePagesOnly { get; init; }

    /// <summary>
    /// Values in the cache belong to the owner, for example as swap entries: truncation and invalidation leave them alone.
    /// </summary>
    public bool OwnsValues { get; init; }

    /// <summary>The size of the file in bytes (<c>i_size</c>).</summary>
    public long Size { get; init; }

    /// <summary>Where the dirty pages of the backing device are counted; null for nowhere but in the node's statistics.</summary>
    public DirtyCounters? Device { get; init; }

    /// <summary>The owner's callbacks; null for a file without any.</summary>
    public AddressSpaceOperations? Operations { get; init; }
}
