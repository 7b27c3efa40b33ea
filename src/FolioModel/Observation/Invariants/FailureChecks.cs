using FolioModel.Failure;

namespace FolioModel.Observation;

/// <summary>Checks the invariants of memory that failed, and of the references that memory failure holds.</summary>
internal static class FailureChecks
{
    /// <summary>Looks at every frame. A machine without failed memory and without a reference of memory failure passes at once.</summary>
    public static void Check(InvariantReport report)
    {
        MemoryMap map = report.Machine.Map;
        for (int head = 0; head < map.Pages && !report.IsFull; head += 1 << map[head].Order)
        {
            int bad = BadPagesOf(report.Machine, head);
            switch (map[head].State)
            {
                case PageState.Buddy or PageState.PerCpu when bad > 0:
                    CheckFree(report, head);
                    break;
                case PageState.Allocated when bad > 0:
                case PageState.Allocated when (map[head].Flags & FolioFlags.HasHwPoisoned) != 0:
                case PageState.Allocated when report.Machine.Ledger is not null:
                    CheckInUse(report, head, bad);
                    break;
            }
        }
    }

    private static int BadPagesOf(Machine machine, int head)
    {
        int bad = 0;
        for (int pfn = head; machine.Statistics.Poisoned != 0 && pfn < head + (1 << machine.Map[head].Order); pfn++)
        {
            bad += (machine.Map[pfn].Flags & FolioFlags.HwPoison) != 0 ? 1 : 0;
        }

        return bad;
    }

    private static void CheckFree(InvariantReport report, int head)
    {
        Machine machine = report.Machine;
        for (int pfn = head; pfn < head + (1 << machine.Map[head].Order); pfn++)
        {
            if ((machine.Map[pfn].Flags & FolioFlags.HwPoison) != 0 && machine.UnheldFailures.Of(pfn) != UnheldFailure.Unsplit)
            {
                report.AddFrame(FailureInvariants.PoisonedPageIsOnNoFreeList, head, $"page 0x{pfn:x} of the free block failed");
            }
        }
    }

    private static void CheckInUse(InvariantReport report, int head, int bad)
    {
        Machine machine = report.Machine;
        ref PageDescriptor page = ref machine.Map[head];
        bool pooled = (page.Flags & FolioFlags.Hugetlb) != 0;
        UnheldFailure? unheld = machine.UnheldFailures.Of(head);
        if (!pooled && machine.Ledger is { } ledger)
        {
            int expected = page.Order == 0 && bad > 0 && unheld is null ? 1 : 0;
            int held = ledger.AmountOf(new Folio(machine, head), HolderKind.MemoryFailure);
            if (held != expected)
            {
                report.AddFrame(FailureInvariants.FailureHoldsWhatItHandled, head, "references of memory failure", expected, held);
            }
        }

        if (page.Order == 0 && bad > 0 && unheld is null && (page.Flags & FolioFlags.Lru) != 0 && page.Mapping != 0)
        {
            report.AddFrame(FailureInvariants.HandledFailureIsOffTheLru, head, "the page failed and was handled, and is on an LRU list");
        }

        if (page.Order > 0 && !pooled)
        {
            CheckPartFailed(report, head);
        }
    }

    private static void CheckPartFailed(InvariantReport report, int head)
    {
        Machine machine = report.Machine;
        bool unsplit = false;
        for (int pfn = head; pfn < head + (1 << machine.Map[head].Order); pfn++)
        {
            unsplit |= (machine.Map[pfn].Flags & FolioFlags.HwPoison) != 0 && machine.UnheldFailures.Of(pfn) == UnheldFailure.Unsplit;
        }

        bool flag = (machine.Map[head].Flags & FolioFlags.HasHwPoisoned) != 0;
        if (flag != unsplit)
        {
            report.AddFrame(FailureInvariants.PartFailedFlagMeansABadPage, head,
                flag ? "the folio says that a part failed, and none did" : "a part failed, and the folio does not say so");
        }
    }
}
