namespace FolioModel.Observation;

/// <summary>Walks the lists of the multi-generation LRU.</summary>
internal static class GenerationChecks
{
    /// <summary>Looks at the generations of one group.</summary>
    /// <param name="report">Where violations go.</param>
    /// <param name="lru">The lists.</param>
    /// <param name="generations">Their generations.</param>
    /// <param name="members">The folios that were met on lists; those met here are added.</param>
    public static void Check(InvariantReport report, LruVector lru, LruGenerations generations, HashSet<int> members)
    {
        foreach (bool anon in (ReadOnlySpan<bool>)[false, true])
        {
            if (generations.Count(anon) is < LruGenerations.Fewest or > LruGenerations.Most)
            {
                report.Add(LruInvariants.GenerationsAreAWindow, default,
                    $"there are {generations.Count(anon)} generations of {Kind(anon)}, from {generations.Oldest(anon)} to "
                        + $"{generations.Youngest}");
                return;
            }

            long[] pages = new long[LruGenerations.Most + 1];
            for (long sequence = generations.Youngest - LruGenerations.Most + 1; sequence <= generations.Youngest; sequence++)
            {
                for (int zone = 0; zone < lru.ZoneCount; zone++)
                {
                    if (!AddList(report, lru, anon, sequence, zone, pages, members))
                    {
                        return;
                    }
                }
            }

            Compare(report, lru, generations, anon, pages);
        }
    }

    /// <summary>
    /// Adds up the folios linked to the list of one generation and zone, each where it belongs: promoted ones still stand where they
    /// were.
    /// </summary>
    /// <returns>False when the list is too damaged to go on.</returns>
    private static bool AddList(
        InvariantReport report, LruVector lru, bool anon, long sequence, int zone, long[] pages, HashSet<int> members)
    {
        PageList links = lru.ListOfSequence(sequence, anon, zone).Links;
        for (int pfn = links.First; pfn != links.Head; pfn = lru.Map[pfn].Next)
        {
            ref PageDescriptor page = ref lru.Map[pfn];
            if (!members.Add(pfn))
            {
                report.AddFrame(LruInvariants.LruFlagMeansOnOneList, pfn, "the folio is on a list twice, or on two lists");
                return false;
            }

            if (page.State != PageState.Allocated)
            {
                report.Add(LruInvariants.FreedFolioIsOnNoList, default,
                    $"frame 0x{pfn:x} in generation {sequence} is not an allocated folio but {page.State}");
                return false;
            }

            CheckFolio(report, lru, anon, pfn);
            if (page.LruGeneration is > 0 and <= LruGenerations.Most)
            {
                pages[page.LruGeneration] += 1L << page.Order;
            }
        }

        return true;
    }

    private static void CheckFolio(InvariantReport report, LruVector lru, bool anon, int pfn)
    {
        ref PageDescriptor page = ref lru.Map[pfn];
        if ((page.Flags & FolioFlags.Lru) == 0)
        {
            report.AddFrame(LruInvariants.LruFlagMeansOnOneList, pfn, $"a folio of {Kind(anon)} on a list is not flagged so");
        }

        if (lru.Machine.LruOf(pfn) != lru)
        {
            report.AddFrame(ChargeInvariants.FoliosAreOnListsOfTheirGroup, pfn, $"a folio is on a list of {lru.Group}");
        }

        if (((page.Flags & FolioFlags.SwapBacked) != 0) != anon || page.LruGeneration == 0)
        {
            report.AddFrame(LruInvariants.ListIsTheOneOfTheFlags, pfn,
                $"a folio on a list of {Kind(anon)} belongs to generation slot {page.LruGeneration} with the flags {page.Flags}");
        }
    }

    private static void Compare(InvariantReport report, LruVector lru, LruGenerations generations, bool anon, long[] pages)
    {
        for (long sequence = generations.Youngest - LruGenerations.Most + 1; sequence <= generations.Youngest; sequence++)
        {
            long counted = lru.PagesOfSequence(sequence, anon);
            long there = pages[LruGenerations.SlotOf(sequence)];
            if (counted != there)
            {
                report.Add(LruInvariants.ListStatisticIsTheSum, default, $"pages of {Kind(anon)} in generation {sequence}", there, counted);
            }

            if (sequence < generations.Oldest(anon) && there != 0)
            {
                report.Add(LruInvariants.GenerationsAreAWindow, default,
                    $"pages of {Kind(anon)} in generation {sequence}, older than the oldest", 0, there);
            }
        }
    }

    private static string Kind(bool anon) => anon ? "anonymous memory" : "files";
}
