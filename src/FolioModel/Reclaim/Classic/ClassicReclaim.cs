namespace FolioModel.Reclaim;

/// <summary>Reclaim from the inactive and active lists.</summary>
/// <remarks>Models <c>prepare_scan_control</c>, <c>get_scan_count</c> and <c>shrink_lruvec</c>.</remarks>
internal sealed partial class ClassicReclaim(Machine machine, MemoryReclaim reclaim)
{
    private const int Lists = 4;

    private readonly Machine _machine = machine;
    private readonly MemoryReclaim _reclaim = reclaim;
    private readonly ReclaimTally _tally = new();

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
        control.TrimsCacheOnly = lru.StalePages(LruListKind.InactiveFile) >> control.Priority != 0 && !control.MayDeactivateFile;
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

    /// <summary>Scans a share of each list.</summary>
    /// <remarks>Models <c>shrink_lruvec</c>.</remarks>
    [Interleaved]
    public void Shrink(ReclaimControl control, LruVector lru)
    {
        long[] left = new long[Lists];
        ShareOut(control, lru, left);
        long[] targets = [.. left];
        bool proportional = !control.IsGroupReclaim && !control.IsBackground && control.Priority == ReclaimControl.FirstPriority;
        long reclaimed = 0;
        long wanted = control.Wanted;
        while (left[(int)LruListKind.InactiveAnon] > 0 || left[(int)LruListKind.ActiveFile] > 0 || left[(int)LruListKind.InactiveFile] > 0)
        {
            for (int list = 0; list < Lists; list++)
            {
                long scan = Math.Min(left[list], ReclaimControl.Cluster);
                if (scan > 0)
                {
                    left[list] -= scan;
                    long freed = ShrinkList(control, lru, (LruListKind)list, scan);
                    reclaimed += freed;
                }
            }

            if (reclaimed >= wanted && !proportional && !KeepProportion(left, targets))
            {
                break;
            }
        }

        control.Reclaimed += reclaimed;
        if (_machine.HasSwap && lru.IsInactiveLow(false))
        {
            ShrinkActive(control, lru, LruListKind.ActiveAnon, ReclaimControl.Cluster);
        }
    }

    /// <summary>
    /// Enough is freed: the kind of memory with less left to scan is done, and of the other only the share is scanned that the first one
    /// was.
    /// </summary>
    /// <returns>False when one kind is done already.</returns>
    private static bool KeepProportion(long[] left, long[] targets)
    {
        long file = left[2] + left[3];
        long anon = left[0] + left[1];
        if (file == 0 || anon == 0)
        {
            return false;
        }

        int smaller = file > anon ? 0 : 2;
        long percentage = Math.Min(file, anon) * 100 / (targets[smaller] + targets[smaller + 1] + 1);
        left[smaller] = left[smaller + 1] = 0;
        for (int list = 2 - smaller; list < 2 - smaller + 2; list++)
        {
            long scanned = targets[list] - left[list];
            left[list] = targets[list] * (100 - percentage) / 100;
            left[list] -= Math.Min(left[list], scanned);
        }

        return true;
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

    /// <summary>How many pages of each list one pass scans.</summary>
    /// <remarks>Models <c>get_scan_count</c>.</remarks>
    private void ShareOut(ReclaimControl control, LruVector lru, long[] scans)
    {
        long anonShare = 1;
        long fileShare = 1;
        bool byCost = false;
        bool fileOnly = !_reclaim.CanSwap(control, lru) || (control.IsGroupReclaim && control.Swappiness == 0);
        bool equally = !fileOnly && control.Priority == 0 && control.Swappiness > 0;
        if (!fileOnly && !equally && control.FileIsTiny)
        {
            fileShare = 0;
        }
        else if (fileOnly || (!equally && control.TrimsCacheOnly))
        {
            anonShare = 0;
        }
        else if (!equally)
        {
            byCost = true;
            long total = control.AnonCost + control.FileCost;
            long anonCost = total + control.AnonCost;
            long fileCost = total + control.FileCost;
            total = anonCost + fileCost;
            anonShare = control.Swappiness * (total + 1) / (anonCost + 1);
            fileShare = (Swappiness.Most - control.Swappiness) * (total + 1) / (fileCost + 1);
        }

        for (int list = 0; list < Lists; list++)
        {
            long size = lru[(LruListKind)list].Pages.Value;
            long scan = (lru.Group?.ScanOf(control, size) ?? size) >> control.Priority;
            long share = list < 2 ? anonShare : fileShare;
            scans[list] = scan * share / (byCost ? anonShare + fileShare : 1);
        }
    }
}
