namespace FolioModel;

/// <summary>Walks the LRU lists.</summary>
internal static class LruChecks
{
    private static readonly LruList[] s_lists = [LruList.InactiveAnon, LruList.ActiveAnon, LruList.InactiveFile, LruList.ActiveFile];

    public static void Check(InvariantReport report)
    {
        HashSet<int> members = [];
        foreach (LruList list in s_lists)
        {
            CheckList(report, list, members);
        }

        CheckFlagged(report, members);
    }

    private static void CheckList(InvariantReport report, LruList list, HashSet<int> members)
    {
        Machine machine = report.Machine;
        long pages = 0;
        foreach (Folio folio in machine.Lru.FoliosOn(list))
        {
            ref PageDescriptor page = ref machine.Map[folio.Frame];
            if (!members.Add(folio.Frame))
            {
                report.AddFrame(72, folio.Frame, "the folio is on a list twice, or on two lists");
                return;
            }

            if (page.State != PageState.Allocated)
            {
                report.Add(76, default, $"{folio} on {list} is not an allocated folio but {page.State}");
                return;
            }

            pages += 1L << page.Order;
            if ((page.Flags & FolioFlags.Lru) == 0)
            {
                report.AddFrame(72, folio.Frame, $"a folio on {list} is not flagged so");
            }

            if (machine.Lru.ListHolding(folio.Frame) != list)
            {
                report.AddFrame(73, folio.Frame, $"a folio on {list} belongs on {machine.Lru.ListHolding(folio.Frame)} by its flags");
            }
        }

        if (pages != machine.Lru.PagesOn(list).Value)
        {
            report.Add(75, default, $"pages on {list}", pages, machine.Lru.PagesOn(list).Value);
        }
    }

    private static void CheckFlagged(InvariantReport report, HashSet<int> members)
    {
        MemoryMap map = report.Machine.Map;
        for (int pfn = 0; pfn < map.Pages; pfn += 1 << map[pfn].Order)
        {
            bool flagged = map[pfn].State == PageState.Allocated && (map[pfn].Flags & (FolioFlags.Lru | FolioFlags.Unevictable)) == FolioFlags.Lru;
            if (flagged && !members.Contains(pfn))
            {
                report.AddFrame(72, pfn, "the folio is flagged as being on the LRU but is on no list");
            }
        }
    }
}
