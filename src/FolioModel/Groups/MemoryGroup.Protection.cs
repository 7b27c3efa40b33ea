namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>Whether reclaim passes the group by because it uses no more than is protected.</summary>
    /// <remarks>Models <c>mem_cgroup_below_min</c> and <c>mem_cgroup_below_low</c>.</remarks>
    internal bool IsProtected(ReclaimControl control)
    {
        ProtectionLevel level = LevelFor(control.Target);
        bool isSpared = level == ProtectionLevel.Min || (level == ProtectionLevel.Low && !control.IgnoresLow);
        if (level == ProtectionLevel.Low)
        {
            // The run comes back for it when the others give nothing; that the protection did not hold is an event.
            control.SkippedLow |= isSpared;
            Events.Low += isSpared ? 0 : 1;
        }

        return isSpared;
    }

    private ProtectionLevel LevelFor(MemoryGroup? target) => IsRoot || this == target ? ProtectionLevel.None
        : UsedPages <= Protection(target, low: false) ? ProtectionLevel.Min
        : UsedPages <= Protection(target, low: true) ? ProtectionLevel.Low
        : ProtectionLevel.None;

    /// <summary>Whether reclaim of the node takes nothing from the group (<c>mem_cgroup_below_min</c>).</summary>
    internal bool IsBelowMin => !IsRoot && UsedPages <= Protection(null, low: false);

    /// <summary>The part of a list that may be scanned, in pages: the share of the usage that is not protected.</summary>
    /// <remarks>Models the protection in <c>get_scan_count</c>.</remarks>
    internal long ScanOf(ReclaimControl control, long size)
    {
        if (IsRoot || this == control.Target)
        {
            return size;
        }

        long min = Protection(control.Target, low: false);
        long low = Protection(control.Target, low: true);
        bool sparesLow = low > min && !control.IgnoresLow;
        control.SkippedLow |= sparesLow;
        return Math.Max(min, low) == 0 ? size : Math.Max(UnprotectedOf(size, sparesLow ? low : min), ReclaimControl.Cluster);
    }

    /// <summary>The part of a list that is in proportion to the usage above what is protected.</summary>
    private long UnprotectedOf(long size, long isProtected) => size - (size * isProtected / (Math.Max(UsedPages, isProtected) + 1));

    /// <summary>
    /// The usage that is protected from a run of reclaim. What the group above has of protection is shared out among those below it: in
    /// proportion to what they claim and use if that is more than there is, and otherwise the rest in proportion to what they use besides.
    /// </summary>
    /// <param name="target">The group whose limit was met, or null for the node.</param>
    /// <param name="low">Whether <see cref="Low"/> is asked for, rather than <see cref="Min"/>.</param>
    /// <remarks>
    /// Models <c>mem_cgroup_calculate_protection</c> of a hierarchy mounted with <c>memory_recursiveprot</c>, as systemd does it.
    /// </remarks>
    private long Protection(MemoryGroup? target, bool low)
    {
        if (Parent is not { } parent || parent.IsRoot || parent == target)
        {
            return low ? Low.Value : Min.Value;
        }

        long available = parent.Protection(target, low);
        long claimed = 0;
        for (int i = 0; i < parent._children.Count; i++)
        {
            claimed += parent._children[i].ClaimedUsage(low);
        }

        long own = ClaimedUsage(low);
        if (claimed > available)
        {
            return own * available / claimed;
        }

        long others = parent.UsedPages - claimed;
        return available > claimed && others > 0 && UsedPages > own ? own + ((available - claimed) * (UsedPages - own) / others) : own;
    }

    private long ClaimedUsage(bool low) => Math.Min(UsedPages, low ? Low.Value : Min.Value);
}
