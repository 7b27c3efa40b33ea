using FolioModel.Groups;

namespace FolioModel.Workloads.Running;

/// <summary>One of the groups of a replay, and what the requests for its files did.</summary>
internal sealed class GroupMember(ReplayGroup declared, MemoryGroup group, string policy)
{
    private TimeSpan _waited;
    private long _accesses;
    private long _hits;
    private long _written;
    private long _readahead;
    private long _unused;

    public MemoryGroup Group => group;

    public bool WasUsed => _accesses > 0;

    public bool Takes(string name) => declared.Takes(name);

    public void CountAccesses(long accesses, long hits) => (_accesses, _hits) = (_accesses + accesses, _hits + hits);

    public void CountWritten(long pages) => _written += pages;

    public void CountReadahead(long pages, long unused) => (_readahead, _unused) = (_readahead + pages, _unused + unused);

    public void CountWait(TimeSpan time) => _waited += time;

    /// <param name="gone">Pages of its files that readahead brought in, and that have been evicted unused since.</param>
    public ReplayGroupResult Result(long gone) => new()
    {
        Name = declared.Name,
        Policy = policy,
        MaxPages = declared.MaxPages,
        Accesses = _accesses,
        Hits = _hits,
        Evictions = group.Own(GroupCounter.PagesReclaimedDirect) + group.Own(GroupCounter.PagesReclaimedKswapd),
        Refaults = group.Own(GroupCounter.WorkingsetRefaultFile),
        Scanned = group.Own(GroupCounter.PagesScannedDirect) + group.Own(GroupCounter.PagesScannedKswapd),
        Written = _written,
        ReadaheadPages = _readahead,
        ReadaheadUnused = _unused + gone,
        Waited = _waited,
        ChargedPages = group.Usage.Value,
    };
}
