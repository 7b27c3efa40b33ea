using FolioModel.Groups;

namespace FolioModel.Reclaim;

internal sealed partial class ClassicReclaim
{
    /// <summary>Scans the tail of an inactive list and frees what may go.</summary>
    /// <returns>Pages freed.</returns>
    /// <remarks>Models <c>shrink_inactive_list</c>.</remarks>
    [Interleaved]
    private long ShrinkInactive(ReclaimControl control, LruVector lru, LruListKind kind, long scan)
    {
        bool file = kind == LruListKind.InactiveFile;
        if (IsTooMuchIsolated(control, file))
        {
            return 0;
        }

        if (_machine.HasSwap)
        {
            _machine.Swap.TakeInterrupts(SwapMoment.IsolationIsNext);
        }

        _machine.Batches.Drain();
        List<Folio> taken = _reclaim.TakeScratch();
        LruIsolation isolation = IsolateTail(control, lru, kind, scan, taken);
        _reclaim.CountScan(control, lru, file, isolation.Scanned.Value, 0);
        control.Scanned += isolation.Scanned.Value;
        if (taken.Count == 0)
        {
            _reclaim.GiveScratch(taken);
            return 0;
        }

        List<Folio> kept = _reclaim.TakeScratch();
        control.Tally.Clear();
        Reclaimer.Shrink(_machine, control, taken, kept, control.Tally);
        _reclaim.PutBack(lru, kept);
        Isolated(file, -isolation.Taken.Value);
        _reclaim.CountScan(control, lru, file, 0, control.Tally.Reclaimed);
        lru.NoteCost(file, control.Tally.WrittenOut, isolation.Scanned.Value - control.Tally.Reclaimed);
        if (control.Tally.UnqueuedDirty == isolation.Taken.Value)
        {
            _machine.WakeFlushers();
        }

        _machine.ReclaimObserver?.ShrankInactive(kind, isolation.Scanned.Value, control.Tally, control.Priority);
        _reclaim.GiveScratch(kept);
        _reclaim.GiveScratch(taken);
        return control.Tally.Reclaimed;
    }

    /// <summary>Scans the tail of an active list and deactivates what is on it; program text in use stays.</summary>
    /// <remarks>Models <c>shrink_active_list</c>.</remarks>
    [Interleaved]
    private void ShrinkActive(ReclaimControl control, LruVector lru, LruListKind kind, long scan)
    {
        bool file = kind == LruListKind.ActiveFile;
        _machine.Batches.Drain();
        List<Folio> taken = _reclaim.TakeScratch();
        List<Folio> active = _reclaim.TakeScratch();
        List<Folio> inactive = _reclaim.TakeScratch();
        LruIsolation isolation = IsolateTail(control, lru, kind, scan, taken);
        _reclaim.CountRefill(control, lru, isolation.Scanned.Value);
        long rotated = 0;
        for (int i = 0; i < taken.Count; i++)
        {
            Folio folio = taken[i];
            if (!LruWork.IsEvictable(_machine, ref folio.Page))
            {
                folio.PutBack();
            }
            else if (_machine.TestAndClearYoung(folio) is { Entries: > 0, IsExecutable: true } && file)
            {
                rotated += folio.Pages;
                active.Add(folio);
            }
            else
            {
                folio.Page.Flags = (folio.Page.Flags & ~FolioFlags.Active) | FolioFlags.Workingset;
                inactive.Add(folio);
                _machine.Instrumentation?.Tell(KernelEventKind.LruDeactivate, folio.Frame, "shrink_active_list");
            }
        }

        // Both lists were built at their heads and are put back from their tails: the order is that of the scan.
        long kept = _reclaim.PutBack(lru, active);
        long deactivated = _reclaim.PutBack(lru, inactive);
        Isolated(file, -isolation.Taken.Value);
        _machine.Statistics.Deactivated += deactivated;
        lru.Group?.Count(GroupCounter.PagesDeactivated, deactivated);
        if (rotated > 0)
        {
            lru.NoteCost(file, 0, rotated);
        }

        _machine.ReclaimObserver?.ShrankActive(kind, isolation.Taken.Value, kept, deactivated, control.Priority);
        _reclaim.GiveScratch(inactive);
        _reclaim.GiveScratch(active);
        _reclaim.GiveScratch(taken);
    }

    /// <summary>Takes folios off the tail of a list. Reference effect: +1 on each, owned by the current task as isolation.</summary>
    /// <remarks>Models <c>isolate_lru_folios</c>.</remarks>
    [Interleaved]
    private LruIsolation IsolateTail(ReclaimControl control, LruVector lru, LruListKind kind, long scan, List<Folio> taken)
    {
        LruIsolation isolation = lru[kind].Isolate(new PageCount(scan), taken, control.Choose);
        Isolated(kind is LruListKind.InactiveFile or LruListKind.ActiveFile, isolation.Taken.Value);
        _machine.ReclaimObserver?.Isolated(
            kind, scan, isolation.Scanned.Value + isolation.Skipped.Value, isolation.Skipped.Value, isolation.Taken.Value);
        return isolation;
    }

    private void Isolated(bool file, long pages)
    {
        _machine.Statistics.IsolatedFile += file ? pages : 0;
        _machine.Statistics.IsolatedAnon += file ? 0 : pages;
    }

    /// <summary>Whether so much is isolated already that a task which needs memory should wait for the others.</summary>
    /// <remarks>Models <c>too_many_isolated</c>. The kernel waits a moment and looks once more; here the task gives up at once.</remarks>
    private bool IsTooMuchIsolated(ReclaimControl control, bool file)
    {
        if (control.IsBackground || control.IsGroupReclaim)
        {
            return false;
        }

        long isolated = file ? _machine.Statistics.IsolatedFile : _machine.Statistics.IsolatedAnon;
        long inactive = _machine.PagesOn(file ? LruListKind.InactiveFile : LruListKind.InactiveAnon);
        bool mayBlock = (control.Gfp & (GfpFlags.Io | GfpFlags.Fs)) == (GfpFlags.Io | GfpFlags.Fs);

        // Tasks that may hold locks of a file system go first: others would wait for them with folios in their hands.
        return isolated > (mayBlock ? inactive / 8 : inactive);
    }
}
