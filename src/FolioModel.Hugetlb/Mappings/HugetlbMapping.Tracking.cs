namespace FolioModel.Hugetlb;

/// <summary>The page table of one mapping as shared state.</summary>
public sealed partial class HugetlbMapping
{
    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => $"page table of {Process}";

    private SortedDictionary<HugeIndex, HugetlbEntry> Table => Touched()._entries;

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add(_end.Value);
        hash.Add(_wasRobbed);
        hash.Add(_isGone);
        hash.Add(_hasAnonymous);
        hash.Add(_claims.Map is ISharedState map ? map.StateNumber + 1 : 0);
        foreach ((HugeIndex index, HugetlbEntry entry) in _entries)
        {
            hash.Add(index.Value);
            hash.Add(entry.Folio.IsNone ? -1 : entry.Folio.Pfn.Value);
            hash.Add(entry.Writable);
            hash.Add(entry.Dirty);
            hash.Add(entry.Poisoned);
        }
    }

    private HugetlbMapping Touched()
    {
        _machine.Touch(this);
        return this;
    }
}
