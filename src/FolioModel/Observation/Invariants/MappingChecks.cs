using FolioModel.Groups;

namespace FolioModel.Observation;

/// <summary>Looks at the page tables: what folios count as mappings must be the entries that there are.</summary>
internal static class MappingChecks
{
    public static void Check(InvariantReport report)
    {
        Machine machine = report.Machine;
        Dictionary<int, (int Total, int Entire)> entries = [];
        foreach (ProcessMemory process in machine.Processes)
        {
            foreach ((int frame, bool isEntire) in process.MappedFrames())
            {
                int head = machine.Map.HeadOf(frame);
                (int total, int entire) = entries.GetValueOrDefault(head);
                entries[head] = (total + 1, entire + (isEntire ? 1 : 0));
            }
        }

        foreach (ProcessMemory process in machine.Processes)
        {
            foreach ((VirtualPage page, int frame) in process.EntriesOutsideTheReverseMap())
            {
                report.AddFrame(AnonymousInvariants.ReverseMapFindsTheEntries, machine.Map.HeadOf(frame),
                    $"the entry of page {page} of {process} maps the folio, and its reverse map does not lead there");
            }
        }

        CompareCounters(report);

        // Huge pages of a pool are mapped by tables that their owner keeps.
        foreach (int head in machine.Mappings.Heads.Union(entries.Keys).Where(pfn => (machine.Map[pfn].Flags & FolioFlags.Hugetlb) == 0))
        {
            (int total, int entire) = entries.GetValueOrDefault(head);
            Compare(report, head, "entries of page tables that map the folio or a page of it", total, machine.Mappings.Of(head));
            Compare(report, head, "entries that map the folio as a whole", entire, machine.Mappings.EntireOf(head));
        }
    }

    private static void Compare(InvariantReport report, int head, string what, int expected, int actual)
    {
        if (expected != actual)
        {
            report.AddFrame(CompoundInvariants.LargeMapcountIsTheSumOfItsParts, head, what, expected, actual);
        }
    }

    /// <summary>Compares what groups and the node count as mapped or in the swap cache with the folios.</summary>
    private static void CompareCounters(InvariantReport report)
    {
        Machine machine = report.Machine;
        (long Anon, long File, long SwapCached)[] sums = new (long, long, long)[machine.Groups?.NumberedCount ?? 1];
        for (int pfn = 0; pfn < machine.Map.Pages; pfn += 1 << machine.Map[pfn].Order)
        {
            ref PageDescriptor page = ref machine.Map[pfn];
            if (page.State != PageState.Allocated || (page.Flags & FolioFlags.Hugetlb) != 0)
            {
                continue;
            }

            long pages = 1L << page.Order;
            long mapped = machine.Mappings.EntireOf(pfn) > 0 ? pages : machine.Mappings.PagesMappedOf(pfn);
            bool anon = (page.Flags & FolioFlags.Anon) != 0;
            ref (long Anon, long File, long SwapCached) sum = ref sums[machine.Groups?.NumberOf(pfn) ?? 0];
            sum.Anon += anon ? mapped : 0;
            sum.File += anon ? 0 : mapped;
            sum.SwapCached += (page.Flags & FolioFlags.SwapCache) != 0 ? pages : 0;
        }

        for (int number = 0; number < sums.Length && machine.Groups is { } groups; number++)
        {
            MemoryGroup group = groups.Numbered(number);
            CompareCounter(report, $"anonymous pages of {group} that are mapped", sums[number].Anon, group.Own(GroupCounter.Anon));
            CompareCounter(report, $"file pages of {group} that are mapped", sums[number].File, group.Own(GroupCounter.FileMapped));
            CompareCounter(report, $"pages of {group} in swap caches", sums[number].SwapCached, group.Own(GroupCounter.SwapCached));
        }

        NodeStatistics node = machine.Statistics;
        CompareCounter(report, "anonymous pages that are mapped", sums.Sum(static s => s.Anon), node.AnonMapped);
        CompareCounter(report, "file pages that are mapped", sums.Sum(static s => s.File), node.FileMapped);
        CompareCounter(report, "pages in swap caches", sums.Sum(static s => s.SwapCached), node.SwapCached);
    }

    private static void CompareCounter(InvariantReport report, string what, long expected, long actual)
    {
        if (expected != actual)
        {
            report.Add(ChargeInvariants.MappedPagesAreCounted, default, what, expected, actual);
        }
    }
}
