namespace FolioModel.Observation;

/// <summary>Looks at a whole machine.</summary>
internal static class MachineChecks
{
    /// <summary>Checks every frame, and where asked for every list and tree.</summary>
    public static void Run(InvariantReport report)
    {
        NodeSums sums = new(report.Machine);
        CheckFrames(report, sums);
        if (report.Options.AtRest)
        {
            sums.Compare(report);
            BatchChecks.CheckFill(report);
        }

        if (!report.Options.Walks)
        {
            return;
        }

        foreach (InvariantViolation violation in report.Machine.Allocator.Violations())
        {
            report.Add(violation.Invariant, violation.Folio, violation.Message);
        }

        if (report.Options.AtRest)
        {
            FailureChecks.Check(report);
            CacheChecks.Check(report);
            LruChecks.Check(report);
            ChargeChecks.Check(report);
            SwapChecks.Check(report);
            MappingChecks.Check(report);
            BatchChecks.CheckSlots(report);
        }
    }

    private static void CheckFrames(InvariantReport report, NodeSums sums)
    {
        MemoryMap map = report.Machine.Map;
        for (int pfn = 0; pfn < map.Pages; pfn += 1 << map[pfn].Order)
        {
            PageState state = map[pfn].State;
            bool isCached = false;
            if (state is PageState.Allocated or PageState.AllocatedRaw)
            {
                isCached = FolioChecks.Check(report, pfn);
                if (report.Options.Walks && state == PageState.Allocated)
                {
                    CheckTails(report, pfn);
                }
            }

            sums.Add(Contribution.Of(report.Machine, pfn, isCached), 1);
            if (report.IsFull)
            {
                return;
            }
        }
    }

    private static void CheckTails(InvariantReport report, int head)
    {
        MemoryMap map = report.Machine.Map;
        int pages = 1 << map[head].Order;
        for (int pfn = head + 1; pfn < head + pages; pfn++)
        {
            if (map[pfn].State != PageState.Inside || map[pfn].RefCount != 0 || map[pfn].Mapping != 0)
            {
                report.AddFrame(CompoundInvariants.TailsOwnNothing, head,
                    $"tail page 0x{pfn:x} is {map[pfn].State} with count {map[pfn].RefCount} and mapping {map[pfn].Mapping}");
            }

            if (map.HeadOf(pfn) != head)
            {
                report.AddFrame(CompoundInvariants.HeadIsAlignedAndTailsFindIt, head,
                    $"tail page 0x{pfn:x} finds 0x{map.HeadOf(pfn):x} as its head");
            }
        }
    }
}
