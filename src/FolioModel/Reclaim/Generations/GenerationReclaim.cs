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
        KernelTask task = _machine.Current;
        task.HasPageTableWalk = control.IsProactive;
        int swappiness = SwappinessOf(control, lru);
        long scanned = 0;
        while (true)
        {
            long wanted = PagesToScan(control, lru, swappiness > 0);
            if (wanted <= 0)
            {
                break;
            }

            long round = Evict(control, lru, swappiness);
            scanned += round;
            if (round == 0 || scanned >= wanted || HasEnough(control))
            {
                break;
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
    /// <remarks>Models <c>set_initial_priority</c>.</remarks>
    public void RaiseFirstPriority(ReclaimControl control)
    {
        if (control.IsGroupReclaim || control.Priority != ReclaimControl.FirstPriority || control.Wanted < LruGenerations.Batch)
        {
            return;
        }

        long inactive = _machine.PagesOn(LruListKind.InactiveFile);
        inactive += _reclaim.CanSwap(control, _machine.Lru) ? _machine.PagesOn(LruListKind.InactiveAnon) : 0;
        int priority = BitLength(inactive) - 1 - BitLength(control.Wanted - 1);
        control.Priority = Math.Clamp(priority, ReclaimControl.FirstPriority / 2, ReclaimControl.FirstPriority);
    }

    private static int BitLength(long value) => 64 - BitOperations.LeadingZeroCount((ulong)value);

    /// <summary>Whether a run for the node need not go on. A group's goes on to the end of its share, to be fair to all groups.</summary>
    /// <remarks>Models <c>should_abort_scan</c>.</remarks>
    private bool HasEnough(ReclaimControl control)
    {
        if (control.IsGroupReclaim)
        {
            return false;
        }

        long wanted = Math.Max(control.Wanted, 2L << control.Order);
        return control.Reclaimed >= wanted
            || (control.IsBackground && control.Order == 0 && _machine.Allocator.AreAllAboveHigh(control.Highest, LruGenerations.Batch));
    }

    /// <summary>How many pages to scan at this priority; ages first if there are too few old ones, and then says none.</summary>
    /// <remarks>Models <c>get_nr_to_scan</c>.</remarks>
    [Interleaved]
    private long PagesToScan(ReclaimControl control, LruVector lru, bool canSwap)
    {
        bool tooYoung = IsTooYoung(lru, canSwap);
        if (!tooYoung || control.Priority == ReclaimControl.FirstPriority)
        {
            bool hasOld = lru.Generations!.Oldest(canSwap) + LruGenerations.Fewest <= lru.Generations.Youngest;
            return hasOld ? TotalPages(lru, canSwap) >> control.Priority : 0;
        }

        Age(lru, lru.Generations!.Youngest, canSwap, force: false);
        return 0;
    }

    /// <summary>Whether a new generation should be made: the oldest are used up, or too much of the memory is young.</summary>
    /// <remarks>Models <c>should_run_aging</c>.</remarks>
    private static bool IsTooYoung(LruVector lru, bool canSwap)
    {
        LruGenerations generations = lru.Generations!;
        long youngest = generations.Youngest;
        long oldest = generations.Oldest(canSwap);
        if (oldest + LruGenerations.Fewest > youngest)
        {
            return true;
        }

        if (oldest + LruGenerations.Fewest < youngest)
        {
            return false;
        }

        long total = TotalPages(lru, canSwap);
        long young = PagesOf(lru, youngest, canSwap);
        long old = PagesOf(lru, youngest - LruGenerations.Fewest, canSwap);
        return young * LruGenerations.Fewest > total || old * (LruGenerations.Fewest + 2) < total;
    }

    private static long TotalPages(LruVector lru, bool canSwap)
    {
        long total = 0;
        for (long sequence = Math.Min(lru.Generations!.Oldest(false),
            lru.Generations.Oldest(true)); sequence <= lru.Generations.Youngest; sequence++)
        {
            total += PagesOf(lru, sequence, canSwap);
        }

        return total;
    }

    /// <summary>Pages of one generation, of the kinds of memory that can be evicted.</summary>
    private static long PagesOf(LruVector lru, long sequence, bool canSwap)
    {
        LruGenerations generations = lru.Generations!;
        long file = sequence >= generations.Oldest(false) ? lru.PagesOfSequence(sequence, anon: false) : 0;
        return canSwap && sequence >= generations.Oldest(true) ? file + lru.PagesOfSequence(sequence, anon: true) : file;
    }
}
