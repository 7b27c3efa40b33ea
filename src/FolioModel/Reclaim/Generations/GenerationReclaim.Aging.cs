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
        bool isStillYoungest = lru.Generations!.Youngest == youngest;
        if (isStillYoungest)
        {
            MakeRoom(lru, anon: false, canEvict: true);
            MakeRoom(lru, anon: true, canEvict: canSwap || force);
            lru.Generations.BeginYoungest();
        }

        lru.Lock.Release();
        return isStillYoungest;
    }
}
