namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>A statistic of the group and those below it, as of the last flush: what the kernel's reclaim decides by.</summary>
    /// <param name="counter">Which.</param>
    /// <remarks>
    /// Models <c>lruvec_page_state</c> and <c>memcg_page_state</c>. The kernel adds up the counters of CPUs and groups every 2 seconds, and
    /// when <c>memory.stat</c> is read; here, when <see cref="FlushStatistics"/> is called.
    /// </remarks>
    public long Flushed(GroupCounter counter)
    {
        TrackState();
        return _flushed[(int)counter];
    }

    /// <summary>A statistic of the group itself, without those below it, as it is now.</summary>
    /// <param name="counter">Which.</param>
    public long Own(GroupCounter counter) =>
        (int)counter < GroupCounters.FirstKept ? Lru[(LruListKind)(int)counter].Pages.Value : _kept[(int)counter];

    /// <summary>Brings the statistics of the group and all below it up to date; those of groups above stay as they are.</summary>
    /// <remarks>Models <c>mem_cgroup_flush_stats</c>.</remarks>
    public void FlushStatistics()
    {
        for (int i = 0; i < _children.Count; i++)
        {
            _children[i].FlushStatistics();
        }

        Collect();
    }

    internal void Count(GroupCounter counter, long pages)
    {
        TrackState();
        _kept[(int)counter] += pages;
    }

    private void Collect()
    {
        TrackState();
        for (int i = 0; i < GroupCounters.Count; i++)
        {
            _flushed[i] = Own((GroupCounter)i);
            foreach (MemoryGroup child in _children)
            {
                _flushed[i] += child._flushed[i];
            }
        }
    }
}
