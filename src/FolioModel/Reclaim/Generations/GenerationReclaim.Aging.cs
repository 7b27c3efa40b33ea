namespace FolioModel.Reclaim;

internal sealed partial class GenerationReclaim
{
    /// <summary>
    /// Makes a new youngest generation, after the folios that processes used since the last time were moved into the present one.
    /// </summary>
    /// <returns>False when another task did it meanwhile.</returns>
    /// <remarks>Models <c>try_to_inc_max_seq</c>.</remarks>
    [Interleaved]
    internal bool Age(LruVector lru, long youngest, bool canSwap, bool force)
    {
        PageTableWalks walks = lru.Generations!.Walks;
        if (youngest <= walks.Sequence)
        {
            return false;
        }

        _machine.ReclaimObserver?.Ages(lru, youngest);
        _machine.Current.HasPageTableWalk = true;
        walks.Walk(_machine, youngest, canSwap, force);
        lru.Lock.Acquire();
        bool first = lru.Generations!.Youngest == youngest;
        if (first)
        {
            EmptyOldest(lru, anon: false, canEvict: true);
            EmptyOldest(lru, anon: true, canEvict: canSwap || force);
            lru.Generations.BeginYoungest();
        }

        lru.Lock.Release();
        return first;
    }

    /// <summary>Where there are as many generations as there can be, the folios of the oldest join the next one.</summary>
    /// <remarks>Models <c>inc_min_seq</c>. Anonymous memory that cannot be swapped stays where it is and so becomes young again.</remarks>
    private static void EmptyOldest(LruVector lru, bool anon, bool canEvict)
    {
        LruGenerations generations = lru.Generations!;
        if (generations.Count(anon) != LruGenerations.Most)
        {
            return;
        }

        long oldest = generations.Oldest(anon);
        for (int zone = 0; canEvict && zone < lru.ZoneCount; zone++)
        {
            EmptyOldest(lru, oldest, lru.ListOfSequence(oldest, anon, zone).Links);
        }

        generations.SetOldest(anon, oldest + 1);
    }

    private static void EmptyOldest(LruVector lru, long oldest, PageList links)
    {
        while (!links.IsEmpty)
        {
            int pfn = links.Last;
            if (lru.IsInGeneration(pfn, oldest))
            {
                lru.MoveToNextGeneration(pfn);
            }
            else
            {
                lru.MoveToItsGeneration(pfn, toTail: true);
            }
        }
    }
}
