namespace FolioModel.Reclaim;

internal sealed partial class MemoryReclaim
{
    /// <summary>Evicts what the policy of a machine without groups chooses, and no more than asked for.</summary>
    /// <returns>Pages evicted.</returns>
    public long EvictByPolicy(long pages)
    {
        ReclaimControl control = Borrow(GfpFlags.Kernel);
        control.Wanted = pages;
        ShrinkByPolicy(control, _machine.Lru);
        long evicted = control.Reclaimed;
        GiveBack(control);
        return evicted;
    }

    /// <summary>Evicts what a policy chooses, in portions, as long as it chooses folios that go.</summary>
    [Interleaved]
    private void ShrinkByPolicy(ReclaimControl control, LruVector lru)
    {
        _machine.Batches.Drain();
        List<Folio> chosen = TakeScratch();
        List<Folio> kept = TakeScratch();
        bool ignored = control.IgnoresReferences;
        control.IgnoresReferences = true;
        bool goesOn = true;
        while (goesOn && control.Reclaimed < control.Wanted)
        {
            lru.Lock.Acquire();
            lru.Policy!.Choose(Math.Min(control.Wanted - control.Reclaimed, ReclaimControl.Cluster), chosen);
            lru.Lock.Release();
            long scanned = PagesOf(chosen);
            CountScan(control, lru, file: true, scanned, 0);
            control.Scanned += scanned;
            control.Tally.Clear();
            Reclaimer.Shrink(_machine, control, chosen, kept, control.Tally);
            PutBack(lru, kept);
            for (int i = 0; i < kept.Count; i++)
            {
                lru.Policy?.Returned(kept[i]);
            }

            kept.Clear();
            CountScan(control, lru, file: true, 0, control.Tally.Reclaimed);
            control.Reclaimed += control.Tally.Reclaimed;
            goesOn = control.Tally.Reclaimed > 0;
        }

        control.IgnoresReferences = ignored;
        GiveScratch(kept);
        GiveScratch(chosen);
    }

    private static long PagesOf(List<Folio> folios)
    {
        long pages = 0;
        for (int i = 0; i < folios.Count; i++)
        {
            pages += folios[i].Pages;
        }

        return pages;
    }
}
