namespace FolioModel.Hugetlb;

/// <summary>One folio of a pool with what the pool knows about it.</summary>
internal sealed class HugePage(HugePagePool pool, Folio folio) : ISharedState
{
    private readonly HugeContents _contents = new();
    private readonly SortedSet<int> _failedPages = [];
    private HugePageFlags _flags;
    private HugetlbSubpool? _subpool;
    private bool _anonExclusive;
    private bool _isOwned;

    /// <summary>The handle of the folio's present life.</summary>
    public Folio Folio { get; set; } = folio;

    public HugePageFlags Flags
    {
        get => Touched()._flags;
        set => Touched()._flags = value;
    }

    /// <summary>The mount to whose limits it counts while it is in use.</summary>
    public HugetlbSubpool? Subpool
    {
        get => Touched()._subpool;
        set => Touched()._subpool = value;
    }

    /// <summary>Anonymous and of one process alone (<c>PG_anon_exclusive</c>).</summary>
    public bool AnonExclusive
    {
        get => Touched()._anonExclusive;
        set => Touched()._anonExclusive = value;
    }

    /// <summary>In the pool's books.</summary>
    public bool IsOwned
    {
        get => Touched()._isOwned;
        set => Touched()._isOwned = value;
    }

    /// <summary>What stands in it.</summary>
    public HugeContents Contents => Touched()._contents;

    /// <summary>Base pages of it whose memory failed, counted from its first.</summary>
    public SortedSet<int> FailedPages => Touched()._failedPages;

    /// <inheritdoc/>
    int ISharedState.StateNumber => pool.StateNumberOf(Folio.Pfn);

    /// <inheritdoc/>
    string ISharedState.StateName => $"the pool's notes on {Folio.Pfn}";

    public bool Has(HugePageFlags flag) => (Flags & flag) != 0;

    /// <summary>The first byte at or behind a place that lies in failed memory; the largest number when there is none.</summary>
    public long FirstFailedByte(long start)
    {
        foreach (int page in FailedPages)
        {
            if ((page + 1L) * PageSize.Bytes > start)
            {
                return Math.Max(start, (long)page * PageSize.Bytes);
            }
        }

        return long.MaxValue;
    }

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add(_isOwned);
        hash.Add((int)_flags);
        hash.Add(_anonExclusive);
        hash.Add(_subpool is ISharedState subpool ? subpool.StateNumber + 1 : 0);
        foreach (int page in _failedPages)
        {
            hash.Add(page);
        }

        _contents.AddTo(ref hash);
    }

    private HugePage Touched()
    {
        pool.Machine.Touch(this);
        return this;
    }
}
