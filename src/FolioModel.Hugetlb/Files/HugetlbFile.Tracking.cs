namespace FolioModel.Hugetlb;

/// <summary>The inode as shared state.</summary>
public sealed partial class HugetlbFile : ISharedState
{
    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => $"inode of '{Mapping.Name}'";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add(_blocks);
        hash.Add((int)_seals);
        hash.Add(_links);
        hash.Add(_opens);
        hash.Add(_isGone);
        foreach (HugetlbMapping mapping in _mappings)
        {
            hash.Add(((ISharedState)mapping).StateNumber);
        }
    }

    private HugetlbFile Touched()
    {
        _machine.Touch(this);
        return this;
    }

    /// <summary>Counts blocks of huge pages that came or, negative, went: a sum that is read and written. Lock: i_lock.</summary>
    [Interleaved]
    private void CountBlocks(long pages)
    {
        Mapping.InodeLock.Acquire();
        long blocks = Blocks;
        _machine.Point(SchedulingPoint.Inside, Mapping.InodeLock);
        Blocks = blocks + (pages * (Pool.PageBytes / BytesPerBlock));
        Mapping.InodeLock.Release();
    }
}
