namespace FolioModel.Observation;

/// <summary>Walks the LRU lists.</summary>
internal static class LruChecks
{
    private static readonly LruListKind[] s_lists =
        [LruListKind.InactiveAnon, LruListKind.ActiveAnon, LruListKind.InactiveFile, LruListKind.ActiveFile];

    public static void Check(InvariantReport report)
    {
        HashSet<int> members = [];
        foreach (LruVector lru in report.Machine.LruVectors)
        {
            if (lru.Generations is { } generations)
            {
                GenerationChecks.Check(report, lru, generations, members);
                continue;
            }

            foreach (LruListKind list in s_lists)
            {
                CheckList(report, lru, list, members);
            }
        }

        CheckFlagged(report, members);
    }

    private static void CheckList(InvariantReport report, LruVector lru, LruListKind list, HashSet<int> members)
    {
        Machine machine = report.Machine;
        long pages = 0;
        int folios = 0;
        foreach (Folio folio in Links(lru, list))
        {
            ref PageDescriptor page = ref machine.Map[folio.Frame];
            if (!members.Add(folio.Frame))
            {
                report.AddFrame(LruInvariants.LruFlagMeansOnOneList, folio.Frame, "the folio is on a list twice, or on two lists");
                return;
            }

            if (page.State != PageState.Allocated)
            {
                report.Add(LruInvariants.FreedFolioIsOnNoList, default, $"{folio} on {list} is not an allocated folio but {page.State}");
                return;
            }

            folios++;
            pages += 1L << page.Order;
            if ((page.Flags & FolioFlags.Lru) == 0)
            {
                report.AddFrame(LruInvariants.LruFlagMeansOnOneList, folio.Frame, $"a folio on {list} is not flagged so");
            }

            if (machine.LruOf(folio.Frame) != lru)
            {
                report.AddFrame(ChargeInvariants.FoliosAreOnListsOfTheirGroup, folio.Frame, $"a folio is on {list} of {lru.Group}");
            }

            if (lru.KindHolding(folio.Frame) != list)
            {
                report.AddFrame(LruInvariants.ListIsTheOneOfTheFlags, folio.Frame,
                    $"a folio on {list} belongs on {lru.KindHolding(folio.Frame)} by its flags");
            }
        }

        if (pages != lru[list].Pages.Value)
        {
            report.Add(LruInvariants.ListStatisticIsTheSum, default, $"pages on {list}", pages, lru[list].Pages.Value);
        }

        if (folios != lru[list].Count)
        {
            report.Add(LruInvariants.ListStatisticIsTheSum, default, $"folios on {list}", folios, lru[list].Count);
        }
    }

    /// <summary>The links as they are: unlike a walk of the list, this takes damaged ones.</summary>
    private static IEnumerable<Folio> Links(LruVector lru, LruListKind kind)
    {
        for (int i = 0; lru[kind].Part(i) is { Links: var links }; i++)
        {
            for (int pfn = links.First; pfn != links.Head; pfn = lru.Map[pfn].Next)
            {
                yield return new Folio(lru.Machine, pfn);
            }
        }
    }

    private static void CheckFlagged(InvariantReport report, HashSet<int> members)
    {
        MemoryMap map = report.Machine.Map;
        for (int pfn = 0; pfn < map.Pages; pfn += 1 << map[pfn].Order)
        {
            bool flagged = map[pfn].State == PageState.Allocated
                && (map[pfn].Flags & (FolioFlags.Lru | FolioFlags.Unevictable)) == FolioFlags.Lru;
            if (flagged && !members.Contains(pfn))
            {
                report.AddFrame(LruInvariants.LruFlagMeansOnOneList, pfn, "the folio is flagged as being on the LRU but is on no list");
            }
        }
    }
}
