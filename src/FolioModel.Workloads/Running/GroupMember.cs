using FolioModel.Groups;

namespace FolioModel.Workloads.Running;

/// <summary>One of the groups of a replay, and the accesses to its files.</summary>
internal sealed class GroupMember(ReplayGroup declared, MemoryGroup group, string policy)
{
    public MemoryGroup Group => group;

    public long Accesses { get; private set; }

    public long Hits { get; private set; }

    public bool Takes(string name) => declared.Takes(name);

    public void Count(long accesses, long hits) => (Accesses, Hits) = (Accesses + accesses, Hits + hits);

    public ReplayGroupResult Result() => new()
    {
        Name = declared.Name,
        Policy = policy,
        MaxPages = declared.MaxPages,
        Accesses = Accesses,
        Hits = Hits,
        Evictions = group.Own(GroupCounter.PagesReclaimedDirect) + group.Own(GroupCounter.PagesReclaimedKswapd),
        Refaults = group.Own(GroupCounter.WorkingsetRefaultFile),
        Scanned = group.Own(GroupCounter.PagesScannedDirect) + group.Own(GroupCounter.PagesScannedKswapd),
        ChargedPages = group.Usage.Value,
    };
}
