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
        LruVector lru = control.Target?.Lru ?? _machine.Lru;
        control.AnonCost = lru.Classic.AnonCost;
        control.FileCost = lru.Classic.FileCost;
        control.MayDeactivateAnon = control.ForcesDeactivation
            || lru.StaleActivations(false) != lru.Classic.AnonRefaults || lru.IsInactiveLow(false);
        control.MayDeactivateFile = control.ForcesDeactivation
            || lru.StaleActivations(true) != lru.Classic.FileRefaults || lru.IsInactiveLow(true);
        control.TrimsCacheOnly = lru.StalePages(LruListKind.InactiveFile) >> control.Priority != 0
            && !control.MayDeactivateFile && !control.NeverTrimsOnly;
        control.FileIsTiny = !control.IsGroupReclaim && IsFileTiny(control, lru);
    }

    /// <summary>Remembers how many refaults were activated until now; the next run deactivates if there are more.</summary>
    /// <remarks>Models <c>snapshot_refaults</c>.</remarks>
    public void Remember(ReclaimControl control)
    {
        LruVector lru = control.Target?.Lru ?? _machine.Lru;
        lru.TrackState();
        lru.Classic.AnonRefaults = lru.StaleActivations(false);
        lru.Classic.FileRefaults = lru.StaleActivations(true);
    }

    /// <summary>Scans a share of each list, in portions, until enough is freed or the shares are used up.</summary>
    /// <remarks>Models <c>shrink_lruvec</c>.</remarks>
    [Interleaved]
    public void Shrink(ReclaimControl control, LruVector lru)
    {
        PlanScan(control, lru);
        bool scansAll = !control.IsGroupReclaim && !control.IsBackground && control.Priority == ReclaimControl.FirstPriority;
        long reclaimed = 0;
        for (bool goesOn = true; goesOn && !control.Plan.IsDone;)
        {
            for (LruListKind list = LruListKind.InactiveAnon; list <= LruListKind.ActiveFile; list++)
            {
                long scan = control.Plan.TakePortion(list);
                if (scan > 0)
                {
                    long freed = ShrinkList(control, lru, list, scan);
                    reclaimed += freed;
                }
            }

            goesOn = reclaimed < control.Wanted || scansAll || control.Plan.Curtail();
        }

        control.Reclaimed += reclaimed;
        if (_machine.HasSwap && lru.IsInactiveLow(false))
        {
            ShrinkActive(control, lru, LruListKind.ActiveAnon, ReclaimControl.Cluster);
        }
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

    /// <remarks>Models the file cache trap of <c>prepare_scan_control</c>: hardly any file pages, but anonymous ones that may go.</remarks>
    private bool IsFileTiny(ReclaimControl control, LruVector lru)
    {
        long high = 0;
        long free = 0;
        foreach (Zone zone in _machine.Allocator.Zones)
        {
            high += zone.Watermarks.High;
            free += zone.FreePageCount.Value;
        }

        long file = lru.StalePages(LruListKind.ActiveFile) + lru.StalePages(LruListKind.InactiveFile);
        long anon = lru.StalePages(LruListKind.InactiveAnon);
        return file + free <= high && !control.MayDeactivateAnon && anon >> control.Priority != 0;
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
        (long anon, long file, long whole) = Weights(control, lru);
        for (LruListKind list = LruListKind.InactiveAnon; list <= LruListKind.ActiveFile; list++)
        {
            long size = lru[list].Pages.Value;
            long scan = (lru.Group?.ScanOf(control, size) ?? size) >> control.Priority;
            if (scan == 0 && lru.Group is { IsOnline: false })
            {
                scan = Math.Min(size, ReclaimControl.Cluster);
            }

            control.Plan.Set(list, scan * (list <= LruListKind.ActiveAnon ? anon : file) / whole);
        }
    }

    /// <summary>The weights of the two kinds of memory, and what they are fractions of.</summary>
    private (long Anon, long File, long Whole) Weights(ReclaimControl control, LruVector lru)
    {
        if (!_reclaim.CanSwap(control, lru) || (control.IsGroupReclaim && control.Swappiness == 0))
        {
            return (0, 1, 1);
        }

        if (control.Priority == 0 && control.Swappiness > 0)
        {
            return (1, 1, 1);
        }

        if (control.FileIsTiny)
        {
            return (1, 0, 1);
        }

        if (control.TrimsCacheOnly)
        {
            return (0, 1, 1);
        }

        // Each kind's cost counts on top of the total, so that neither is ever ruled out.
        long total = control.AnonCost + control.FileCost;
        long sum = (3 * total) + 1;
        long anon = control.Swappiness * sum / (total + control.AnonCost + 1);
        long file = (Swappiness.Most - control.Swappiness) * sum / (total + control.FileCost + 1);
        return (anon, file, anon + file);
    }
}
