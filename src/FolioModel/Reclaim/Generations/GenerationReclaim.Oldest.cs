namespace FolioModel.Reclaim;

internal sealed partial class GenerationReclaim
{
    /// <summary>Makes room for a new generation: where there are as many as there can be, the oldest two become one.</summary>
    /// <param name="lru">The lists.</param>
    /// <param name="anon">Whether of anonymous memory.</param>
    /// <param name="canEvict">
    /// Whether that memory can go. If it cannot, its folios keep their slot, which the new youngest generation takes: they become young.
    /// </param>
    /// <remarks>Models <c>inc_min_seq</c>.</remarks>
    private static void MakeRoom(LruVector lru, bool anon, bool canEvict)
    {
        LruGenerations generations = lru.Generations!;
        if (generations.Count(anon) < LruGenerations.Most)
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

    /// <summary>Moves the folios of one list to the next generation, or to the one that a process has promoted them to.</summary>
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

    /// <summary>Whether there is a generation that may be evicted from: the youngest ones are not.</summary>
    private static bool HasOldGeneration(LruGenerations generations, bool anon) => generations.Count(anon) > LruGenerations.Fewest;

    /// <summary>Oldest generations without a folio are no generations any more.</summary>
    /// <returns>Whether there was one.</returns>
    /// <remarks>Models <c>try_to_inc_min_seq</c>.</remarks>
    private static bool ForgetEmptyOldest(LruVector lru, bool canSwap)
    {
        LruGenerations generations = lru.Generations!;
        long file = OldestWithFolios(lru, anon: false);
        if (!canSwap)
        {
            return BeginAt(generations, anon: false, file);
        }

        // Both kinds let go of a generation together, when neither has folios in it. Files may be ahead from a time without swap.
        long anon = Math.Min(OldestWithFolios(lru, anon: true), file);
        bool anonMoved = BeginAt(generations, anon: true, anon);
        bool fileMoved = BeginAt(generations, anon: false, Math.Max(anon, generations.Oldest(anon: false)));
        return anonMoved || fileMoved;
    }

    private static bool BeginAt(LruGenerations generations, bool anon, long sequence)
    {
        if (sequence == generations.Oldest(anon))
        {
            return false;
        }

        generations.SetOldest(anon, sequence);
        return true;
    }

    private static long OldestWithFolios(LruVector lru, bool anon)
    {
        long sequence = lru.Generations!.Oldest(anon);
        while (sequence + LruGenerations.Fewest <= lru.Generations.Youngest && lru.HasNoFolios(sequence, anon))
        {
            sequence++;
        }

        return sequence;
    }
}
