using FolioModel.XArrays;

namespace FolioModel;

/// <summary>The page cache of one inode: which folio holds which part of the file, and the rules it follows.</summary>
/// <remarks>
/// Models <c>struct address_space</c> with its inode's size. The operations are in the files named after them:
/// lookup, insertion, removal, truncation, invalidation, batch lookup, marks.
/// </remarks>
public sealed partial class AddressSpace
{
    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly ReferenceCounts _references;
    private readonly AddressSpaceOperations _operations;
    private readonly XArray _entries;
    private long _pages;

    internal AddressSpace(Machine machine, int id, AddressSpaceOptions options)
    {
        _machine = machine;
        _map = machine.Map;
        _references = machine.References;
        Id = id;
        Name = options.Name;
        MinOrder = options.MinOrder;
        MaxOrder = options.MaxOrder.Value > machine.Profile.MaxPageCacheOrder ? new Order(machine.Profile.MaxPageCacheOrder) : options.MaxOrder;
        if (MinOrder > MaxOrder)
        {
            MaxOrder = MinOrder;
        }

        GfpMask = options.GfpMask;
        IsInaccessible = options.Inaccessible;
        IsUnevictable = options.Unevictable || options.Inaccessible;
        ReleasesAlways = options.ReleaseAlways;
        RequiresStableWrites = options.StableWrites;
        SplitsToSinglePagesOnly = options.SplitsToSinglePagesOnly;
        OwnsValues = options.OwnsValues;
        Size = options.Size;
        _entries = new XArray(new XArrayOptions { Pool = machine.PageCacheNodes });
        _entries.Track(machine);
        _operations = options.Operations ?? AddressSpaceOperations.Default;
        InvalidateLock = new RwSemaphore(machine, LockClass.InvalidateLock, $"invalidate_lock of '{Name}'");
        InodeLock = new SpinLock(machine, LockClass.InodeSpinLock, $"i_lock of '{Name}'");
        PagesLock = new SpinLock(machine, LockClass.PagesLock, $"i_pages lock of '{Name}'");
    }

    /// <summary>The machine whose memory it caches in.</summary>
    public Machine Machine => _machine;

    /// <summary>Number of the address space, from 1; used again after <see cref="Evict"/>.</summary>
    public int Id { get; }

    /// <summary>The inode's name in reports.</summary>
    public string Name { get; }

    /// <summary>Pages of all folios in the cache (<c>nrpages</c>); shadows and swap entries do not count.</summary>
    public PageCount Pages => new(_pages);

    /// <summary>The size of the file in bytes (<c>i_size</c>). Setting it (<c>i_size_write</c>) changes nothing else.</summary>
    public long Size { get; set; }

    /// <summary>The first page behind the contents, as the owner sees it: parts of a split folio from there on are dropped.</summary>
    public ulong EndOfContents => _operations.EndOfContents(this);

    /// <summary>Flags for allocating its folios.</summary>
    public GfpFlags GfpMask { get; }

    /// <summary>The smallest order of a folio.</summary>
    public Order MinOrder { get; }

    /// <summary>The largest order of a folio.</summary>
    public Order MaxOrder { get; }

    /// <summary>Folios are never reclaimed (<c>mapping_unevictable</c>).</summary>
    public bool IsUnevictable { get; }

    /// <summary>The host must not touch the contents (<c>mapping_inaccessible</c>).</summary>
    public bool IsInaccessible { get; }

    /// <summary>The inode is going away: reclaim leaves no shadows (<c>mapping_exiting</c>).</summary>
    public bool IsExiting { get; private set; }

    /// <summary><c>release_folio</c> is called for folios without private data too.</summary>
    public bool ReleasesAlways { get; }

    /// <summary>A folio under writeback must not be written to (<c>mapping_stable_writes</c>).</summary>
    public bool RequiresStableWrites { get; }

    /// <summary>Shared: folios may be instantiated. Exclusive: folios may be removed (<c>invalidate_lock</c>).</summary>
    public RwSemaphore InvalidateLock { get; }

    /// <summary>The inode's spin lock (<c>i_lock</c>).</summary>
    public SpinLock InodeLock { get; }

    /// <summary>Protects the entries, their marks and <see cref="Pages"/> (<c>i_pages.xa_lock</c>).</summary>
    public SpinLock PagesLock { get; }

    internal AddressSpaceOperations Operations => _operations;

    /// <summary>Values are the owner's, so that only the owner erases them.</summary>
    internal bool OwnsValues { get; }

    /// <summary>Large folios are split to order 0 or not at all, as shmem's are.</summary>
    internal bool SplitsToSinglePagesOnly { get; }

    /// <inheritdoc/>
    public override string ToString() => $"'{Name}' ({_pages} pages)";
}
