namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>Whether reclaim passes the group by because it uses no more than is protected.</summary>
    /// <remarks>
    /// Models <c>mem_cgroup_below_min</c> and <c>mem_cgroup_below_low</c>. The protection of a group is its own value, at most its
    /// parent's;
    /// the kernel also shares out a parent's protection among children in proportion to their usage.
    /// </remarks>
    internal bool IsProtected(ReclaimControl control)
    {
        if (IsRoot || this == control.Target)
        {
            return false;
        }

        if (_usage <= Effective(control.Target, static group => group.Min.Value))
        {
            return true;
        }

        if (_usage > Effective(control.Target, static group => group.Low.Value))
        {
            return false;
        }

        if (!control.IgnoresLow)
        {
            control.SkippedLow = true;
            return true;
        }

        Events.Low++;
        return false;
    }

    /// <summary>The share of a list that protection keeps reclaim from scanning, in pages.</summary>
    /// <remarks>Models the protection in <c>get_scan_count</c>.</remarks>
    internal long ScanOf(ReclaimControl control, long size)
    {
        if (IsRoot || this == control.Target)
        {
            return size;
        }

        long min = Effective(control.Target, static group => group.Min.Value);
        long low = Effective(control.Target, static group => group.Low.Value);
        if (min == 0 && low == 0)
        {
            return size;
        }

        long protection = min;
        if (!control.IgnoresLow && low > min)
        {
            protection = low;
            control.SkippedLow = true;
        }

        long usage = Math.Max(_usage, protection);
        return Math.Max(size - (size * protection / (usage + 1)), ReclaimControl.Cluster);
    }

    private long Effective(MemoryGroup? target, Func<MemoryGroup, long> value)
    {
        long least = long.MaxValue;
        for (MemoryGroup? group = this; group is { IsRoot: false } && group != target; group = group.Parent)
        {
            least = Math.Min(least, value(group));
        }

        return least;
    }
}
