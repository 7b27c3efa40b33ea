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
}
