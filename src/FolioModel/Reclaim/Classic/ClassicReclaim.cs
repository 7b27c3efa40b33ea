namespace FolioModel.Reclaim;

/// <summary>Reclaim from the inactive and active lists.</summary>
/// <remarks>Models <c>prepare_scan_control</c>, <c>get_scan_count</c> and <c>shrink_lruvec</c>.</remarks>
internal sealed partial class ClassicReclaim(Machine machine, MemoryReclaim reclaim)
{
    private readonly Machine _machine = machine;
    private readonly MemoryReclaim _reclaim = reclaim;

    /// <summary>Decides for one pass whether active folios may be deactivated and whether anonymous memory is left alone.</summary>
    /// <remarks>Models <c>prepare_scan_control</c>. It sees the statistics as of their last flush.</remarks>
    public void Prepare(ReclaimControl control)
    {
        LruVector lru = ListsOf(control);
        control.AnonCost = lru.Classic.AnonCost;
        control.FileCost = lru.Classic.FileCost;
        control.MayDeactivateAnon = control.ForcesDeactivation || lru.WantsDeactivation(file: false);
        control.MayDeactivateFile = control.ForcesDeactivation || lru.WantsDeactivation(file: true);
        control.TrimsCacheOnly = !control.MayDeactivateFile && !control.NeverTrimsOnly
            && HasShare(control, lru.StalePages(LruListKind.InactiveFile));
        control.FileIsTiny = !control.IsGroupReclaim && !control.MayDeactivateAnon && IsFileTiny(lru)
            && HasShare(control, lru.StalePages(LruListKind.InactiveAnon));
    }

    /// <summary>Remembers how many refaults were activated until now; the next run deactivates if there are more.</summary>
    /// <remarks>Models <c>snapshot_refaults</c>.</remarks>
    public void Remember(ReclaimControl control) => ListsOf(control).RememberActivations();

    /// <summary>Scans a share of each list, in portions, until enough is freed or the shares are used up.</summary>
    /// <remarks>Models <c>shrink_lruvec</c>.</remarks>
    [Interleaved]
    public void Shrink(ReclaimControl control, LruVector lru)
    {
        PlanScan(control, lru);

        // The shares of a task's first pass for the node are so small that it carries its whole plan out.
        bool keepsToPlan = !control.IsGroupReclaim && !control.IsBackground && control.Priority == ReclaimControl.FirstPriority;
        long freed = 0;
        bool goesOn = true;
        while (goesOn && !control.Plan.IsDone)
        {
            long ofRound = ShrinkPortions(control, lru);
            freed += ofRound;
            goesOn = freed < control.Wanted || keepsToPlan || control.Plan.Curtail();
        }

        control.Reclaimed += freed;
        if (_machine.HasSwap && lru.IsInactiveLow(false))
        {
            ShrinkActive(control, lru, LruListKind.ActiveAnon, ReclaimControl.Cluster);
        }
    }

    /// <summary>Scans the next portion of each list that has some of its share left.</summary>
    /// <returns>Pages freed.</returns>
    [Interleaved]
    private long ShrinkPortions(ReclaimControl control, LruVector lru)
    {
        long freed = 0;
        for (LruListKind list = LruListKind.InactiveAnon; list <= LruListKind.ActiveFile; list++)
        {
            long portion = control.Plan.TakePortion(list);
            if (portion > 0)
            {
                long ofList = ShrinkList(control, lru, list, portion);
                freed += ofList;
            }
        }

        return freed;
    }

    /// <summary>Deactivates some anonymous folios of all groups if few are inactive, so that the next uses of them are noticed.</summary>
    /// <remarks>Models <c>kswapd_age_node</c>.</remarks>
    [Interleaved]
    public void AgeAnon(ReclaimControl control)
    {
        if (!_machine.HasSwap || !_machine.Lru.IsInactiveLow(false))
        {
            return;
        }

        for (int i = 0; i < _machine.LruVectorCount; i++)
        {
            ShrinkActive(control, _machine.LruVectorAt(i), LruListKind.ActiveAnon, ReclaimControl.Cluster);
        }
    }

    private LruVector ListsOf(ReclaimControl control) => control.Target?.Lru ?? _machine.Lru;

    /// <summary>Whether a list is so long that its share at the urgency of the pass is a page at least.</summary>
    private static bool HasShare(ReclaimControl control, long pages) => pages >> control.Priority > 0;

    /// <summary>Whether all file pages and all free ones together would not lift the node above its high watermarks.</summary>
    private bool IsFileTiny(LruVector lru)
    {
        long missing = 0;
        foreach (Zone zone in _machine.Allocator.Zones)
        {
            missing += zone.Watermarks.High - zone.FreePageCount.Value;
        }

        return lru.StalePages(LruListKind.ActiveFile) + lru.StalePages(LruListKind.InactiveFile) <= missing;
    }

    [Interleaved]
    private long ShrinkList(ReclaimControl control, LruVector lru, LruListKind kind, long scan)
    {
        if (kind is LruListKind.InactiveAnon or LruListKind.InactiveFile)
        {
            return ShrinkInactive(control, lru, kind, scan);
        }

        if (kind == LruListKind.ActiveFile ? control.MayDeactivateFile : control.MayDeactivateAnon)
        {
            ShrinkActive(control, lru, kind, scan);
        }
        else
        {
            control.SkippedDeactivation = true;
        }

        return 0;
    }

    /// <summary>Plans how many pages of each list one pass scans: the share of the priority, weighted by what each kind costs.</summary>
    /// <remarks>Models <c>get_scan_count</c>.</remarks>
    private void PlanScan(ReclaimControl control, LruVector lru)
    {
        ScanBalance balance = BalanceOf(control, lru);
        for (LruListKind list = LruListKind.InactiveAnon; list <= LruListKind.ActiveFile; list++)
        {
            long size = lru[list].Pages.Value;
            long share = (lru.Group?.ScanOf(control, size) ?? size) >> control.Priority;

            // A removed group has no more than it will ever have: the rest must not be left behind because it is little.
            bool isRest = share == 0 && lru.Group is { IsOnline: false };
            control.Plan.Set(list, balance.Of(list, isRest ? Math.Min(size, ReclaimControl.Cluster) : share));
        }
    }

    private ScanBalance BalanceOf(ReclaimControl control, LruVector lru) =>
        !_reclaim.CanSwap(control, lru) ? ScanBalance.FilesOnly(BalanceReason.NoRoomInSwap)
        : control is { IsGroupReclaim: true, Swappiness: 0 } ? ScanBalance.FilesOnly(BalanceReason.SwappingNotWanted)
        : control is { Priority: 0, Swappiness: > 0 } ? ScanBalance.Both(BalanceReason.LastPass)
        : control.FileIsTiny ? ScanBalance.AnonOnly(BalanceReason.FewFiles)
        : control.TrimsCacheOnly ? ScanBalance.FilesOnly(BalanceReason.ManyFiles)
        : ScanBalance.ByCost(control.Swappiness, control.AnonCost, control.FileCost);
}
