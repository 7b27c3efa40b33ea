using System.Numerics;

namespace FolioModel.Reclaim;

/// <summary>Reclaim by the multi-generation LRU: eviction from the oldest generation, and aging when too few are left.</summary>
/// <remarks>Models <c>lru_gen_shrink_lruvec</c> and what it calls.</remarks>
internal sealed partial class GenerationReclaim(Machine machine, MemoryReclaim reclaim)
{
    /// <summary>The most folios that one scan looks at (<c>MAX_LRU_BATCH</c>).</summary>
    private const int LargestScan = 4096;

    private readonly Machine _machine = machine;
    private readonly MemoryReclaim _reclaim = reclaim;

    /// <summary>Scans the share of the pages that the priority says, in units of a batch.</summary>
    /// <remarks>Models <c>try_to_shrink_lruvec</c>.</remarks>
    [Interleaved]
    public void Shrink(ReclaimControl control, LruVector lru)
    {
        _machine.Batches.Drain();
        if (_machine.HasSwap)
        {
            _machine.Swap.TakeInterrupts(SwapMoment.IsolationIsNext);
        }

        KernelTask task = _machine.Current;
        task.HasPageTableWalk = control.IsProactive;
        int swappiness = SwappinessOf(control, lru);
        long scanned = 0;

        // The share is asked for anew each time: the lists shrink meanwhile, and other tasks age them.
        long share = PagesToScan(control, lru, swappiness > 0);
        while (share > 0)
        {
            long round = Evict(control, lru, swappiness);
            scanned += round;
            bool goesOn = round > 0 && scanned < share && !HasEnough(control);
            share = 0;
            if (goesOn)
            {
                share = PagesToScan(control, lru, swappiness > 0);
            }
        }

        task.HasPageTableWalk = false;
        if (control.UnqueuedDirty > 0 && control.UnqueuedDirty == control.FilesTaken)
        {
            _machine.WakeFlushers();
        }
    }

    /// <summary>Anonymous memory counts only while there is room for a batch of it in swap.</summary>
    /// <remarks>Models <c>get_swappiness</c>.</remarks>
    internal static int SwappinessOf(ReclaimControl control, LruVector lru)
    {
        if (!control.MaySwap || control.Swappiness == 0 || lru.Machine.Swap.FreePagesFor(lru.Group) < LruGenerations.Batch)
        {
            return 0;
        }

        return (control.Gfp & GfpFlags.Io) == 0 ? 1 : control.Swappiness;
    }

    /// <summary>
    /// Starts a run for the node that wants much at the urgency at which it should get it in one pass, if the inactive share goes.
    /// </summary>
    /// <remarks>
    /// Models <c>set_initial_priority</c>. Powers of two are close enough: what is wanted is rounded up to one, and what there is down.
    /// </remarks>
    public void RaiseFirstPriority(ReclaimControl control)
    {
        const int LeastUrgent = ReclaimControl.FirstPriority;
        const int MostUrgent = ReclaimControl.FirstPriority / 2;
        bool wantsMuch = control.Wanted >= LruGenerations.Batch;
        if (control.IsGroupReclaim || control.Priority != LeastUrgent || !wantsMuch)
        {
            return;
        }

        long inactive = _machine.PagesOn(LruListKind.InactiveFile)
            + (_reclaim.CanSwap(control, _machine.Lru) ? _machine.PagesOn(LruListKind.InactiveAnon) : 0);
        int halvings = BitOperations.Log2((ulong)inactive) - BitOperations.Log2(BitOperations.RoundUpToPowerOf2((ulong)control.Wanted));
        control.Priority = Math.Clamp(halvings, MostUrgent, LeastUrgent);
    }

    /// <summary>Whether a run for the node need not go on. A group's goes on to the end of its share, to be fair to all groups.</summary>
    /// <remarks>Models <c>should_abort_scan</c>.</remarks>
    private bool HasEnough(ReclaimControl control) =>
        !control.IsGroupReclaim && (HasFreedEnough(control) || IsNodeBalanced(control));

    /// <summary>Twice the pages of the request, so that two of them are likely to find a block together.</summary>
    private static bool HasFreedEnough(ReclaimControl control) =>
        control.Reclaimed >= control.Wanted && control.Reclaimed >= 2L << control.Order;

    /// <summary>The background reclaimer works for the marks, and for nothing beyond them unless it needs blocks of pages.</summary>
    private bool IsNodeBalanced(ReclaimControl control) =>
        control is { IsBackground: true, Order: 0 } && _machine.Allocator.AreAllAboveHigh(control.Highest, LruGenerations.Batch);

    /// <summary>How many pages to scan at this priority; ages first if there are too few old ones, and then says none.</summary>
    /// <remarks>
    /// Models <c>get_nr_to_scan</c>. A run of the least urgency takes what is left of the old before it ages.
    /// </remarks>
    [Interleaved]
    private long PagesToScan(ReclaimControl control, LruVector lru, bool canSwap)
    {
        LruGenerations generations = lru.Generations!;
        if (control.Priority < ReclaimControl.FirstPriority && NeedOf(lru, canSwap) != AgingNeed.None)
        {
            Age(lru, generations.Youngest, canSwap, force: false);
            return 0;
        }

        return HasOldGeneration(generations, canSwap) ? TotalPages(lru, canSwap) >> control.Priority : 0;
    }

    /// <summary>Whether a new generation should be made. With four generations there is no room for one, and no need.</summary>
    /// <remarks>Models <c>should_run_aging</c>.</remarks>
    private static AgingNeed NeedOf(LruVector lru, bool canSwap)
    {
        const int IdealGenerations = LruGenerations.Fewest + 1;
        LruGenerations generations = lru.Generations!;
        int count = generations.Count(canSwap);
        if (count != IdealGenerations)
        {
            return count < IdealGenerations ? AgingNeed.NothingOld : AgingNeed.None;
        }

        long total = TotalPages(lru, canSwap);
        return PagesOf(lru, generations.Youngest, canSwap) * 2 > total ? AgingNeed.MostIsYoung
            : PagesOf(lru, generations.Oldest(canSwap), canSwap) * 4 < total ? AgingNeed.LittleIsOld
            : AgingNeed.None;
    }

    private static long TotalPages(LruVector lru, bool canSwap)
    {
        LruGenerations generations = lru.Generations!;
        long total = 0;
        for (long sequence = generations.Youngest; sequence > generations.Youngest - LruGenerations.Most; sequence--)
        {
            total += PagesOf(lru, sequence, canSwap);
        }

        return total;
    }

    /// <summary>Pages of one generation, of the kinds of memory that can be evicted; 0 where it does not exist any more.</summary>
    private static long PagesOf(LruVector lru, long sequence, bool canSwap)
    {
        long file = PagesOfKind(lru, sequence, anon: false);
        return canSwap ? file + PagesOfKind(lru, sequence, anon: true) : file;
    }

    private static long PagesOfKind(LruVector lru, long sequence, bool anon) =>
        sequence >= lru.Generations!.Oldest(anon) ? lru.PagesOfSequence(sequence, anon) : 0;
}
