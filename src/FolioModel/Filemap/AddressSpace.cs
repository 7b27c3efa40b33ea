namespace FolioModel;

/// <summary>The mapping of one inode: its page cache and everything around it that decides about the file's memory.</summary>
/// <remarks>
/// <para>Models <c>struct address_space</c> with its inode's size. <see cref="Machine.CreateAddressSpace"/> makes one.</para>
/// <para><b>How to use it:</b></para>
/// <list type="bullet">
/// <item>Folios are found, made and removed one by one through <see cref="Pages"/>, the page cache.</item>
/// <item>
/// <see cref="Truncate"/> discards contents even while they are in use, and waits; <see cref="Invalidate"/> drops what is unused and
/// clean, as a hint; <see cref="InvalidateAll"/> drops everything clean and returns an error for what it could not drop. The caller has
/// no references to put afterwards.
/// </item>
/// <item><see cref="Size"/> is only a number: an owner that shrinks a file sets it, then truncates.</item>
/// <item>
/// <see cref="EvictInode"/> ends the inode. Do not use the mapping afterwards: its number goes to the next one that is created.
/// </item>
/// </list>
/// <para>
/// <b>Locks</b>, outermost first: <see cref="InvalidateLock"/> (sleeps) is held shared where folios are made and filled, exclusively where
/// they are discarded together with their storage: the owner takes it around these operations, which neither take nor check it. Then the
/// lock of a folio, then <see cref="InodeLock"/>, then <see cref="PageCache.Lock"/>; the operations take these three themselves.
/// </para>
/// <para>
/// The files: truncation, invalidation, migration, splitting, mapped areas (the reverse map), reclaim.
/// </para>
/// </remarks>
public sealed partial class AddressSpace : ISharedState
{
    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly AddressSpaceOperations _operations;
    private readonly int _stateNumber;
    private long _size;

    internal AddressSpace(Machine machine, int id, AddressSpaceOptions options)
    {
        _machine = machine;
        _map = machine.Map;
        _stateNumber = machine.NewStateNumber();
        Id = id;
        Name = options.Name;
        MinOrder = options.MinOrder;
        MaxOrder = options.MaxOrder.Value > machine.Profile.MaxPageCacheOrder ? new Order(machine.Profile.MaxPageCacheOrder)
            : options.MaxOrder;
        if (MinOrder > MaxOrder)
        {
            // A mapping that names only its minimum has folios of that order.
            MaxOrder = options.MaxOrder == Order.Zero
                ? MinOrder
                : throw new ArgumentException($"the smallest {MinOrder} is above the largest {MaxOrder} that the mapping may have",
                    nameof(options));
        }

        GfpMask = options.GfpMask;
        IsInaccessible = options.Inaccessible;
        IsUnevictable = options.Unevictable || options.Inaccessible;
        ReleasesAlways = options.ReleaseAlways;
        RequiresStableWrites = options.StableWrites;
        SplitsToSinglePagesOnly = options.SplitsToSinglePagesOnly;
        OwnsValues = options.OwnsValues;
        ArgumentOutOfRangeException.ThrowIfNegative(options.Size, nameof(options));
        _size = options.Size;
        _device = options.Device;
        _operations = options.Operations ?? AddressSpaceOperations.Default;
        InvalidateLock = new RwSemaphore(machine, LockClass.InvalidateLock, $"invalidate_lock of '{Name}'");
        InodeLock = new SpinLock(machine, LockClass.InodeSpinLock, $"i_lock of '{Name}'");
        Pages = new PageCache(this);
    }

    /// <summary>The machine whose memory it caches in.</summary>
    public Machine Machine => _machine;

    /// <summary>Number of the address space, from 1; used again after <see cref="EvictInode"/>.</summary>
    public int Id { get; }

    /// <summary>The inode's name in reports.</summary>
    public string Name { get; }

    /// <summary>The page cache: which folio holds which part of the file (<c>i_pages</c>).</summary>
    public PageCache Pages { get; }

    /// <summary>The size of the file in bytes (<c>i_size</c>). Setting it (<c>i_size_write</c>) changes nothing else.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public long Size
    {
        get
        {
            _machine.Track(this);
            return _size;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _machine.Track(this);
            _size = value;
        }
    }

    int ISharedState.StateNumber => _stateNumber;

    string ISharedState.StateName => $"size of {Name}";

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

    internal AddressSpaceOperations Operations => _operations;

    /// <summary>Values are the owner's, so that only the owner erases them.</summary>
    internal bool OwnsValues { get; }

    /// <summary>Large folios are split to order 0 or not at all.</summary>
    internal bool SplitsToSinglePagesOnly { get; }

    /// <inheritdoc/>
    public override string ToString() => $"'{Name}' ({Pages.Count.Value} pages)";

    void ISharedState.AddTo(ref StateHash hash) => hash.Add((ulong)_size);
}
