namespace FolioModel.Observation;

/// <summary>Looks at the per-CPU batches.</summary>
internal static class BatchChecks
{
    private static readonly LruBatchKind[] s_kinds = Enum.GetValues<LruBatchKind>();

    /// <summary>How full they are.</summary>
    public static void CheckFill(InvariantReport report)
    {
        Machine machine = report.Machine;
        if (machine.Batches.HighestFill < machine.Profile.FolioBatchCapacity)
        {
            return;
        }

        report.Add(
            LruInvariants.BatchRestsBelowCapacityAndSmall, default, "a batch rests full", machine.Profile.FolioBatchCapacity - 1,
                machine.Batches.HighestFill);
    }

    /// <summary>Every slot of every batch.</summary>
    public static void CheckSlots(InvariantReport report)
    {
        Machine machine = report.Machine;
        Dictionary<int, int> slots = [];
        for (int cpu = 0; cpu < machine.Options.Cpus; cpu++)
        {
            foreach (LruBatchKind kind in s_kinds)
            {
                foreach (Folio folio in machine.Batches.FoliosIn(cpu, kind))
                {
                    CheckSlot(report, cpu, kind, folio);
                    slots[folio.Frame] = slots.GetValueOrDefault(folio.Frame) + 1;
                }
            }
        }

        CheckHolders(report, slots);
    }

    private static void CheckSlot(InvariantReport report, int cpu, LruBatchKind kind, Folio folio)
    {
        if (!folio.IsAlive)
        {
            report.Add(ReferenceInvariants.BatchSlotsHoldOneReferenceEach, default,
                $"CPU {cpu}'s {kind} batch holds {folio}, which is not allocated");
            return;
        }

        if (folio.Order > Order.Zero)
        {
            report.Add(LruInvariants.BatchRestsBelowCapacityAndSmall, folio, $"a large folio rests in CPU {cpu}'s {kind} batch");
        }

        if (folio.Has(FolioFlags.Hugetlb))
        {
            report.Add(LruInvariants.PooledFolioIsNeverOnTheLru, folio, $"a huge page of a pool is in CPU {cpu}'s {kind} batch");
        }
    }

    private static void CheckHolders(InvariantReport report, Dictionary<int, int> slots)
    {
        MemoryMap map = report.Machine.Map;
        if (report.Machine.Ledger is not { } ledger)
        {
            return;
        }

        for (int pfn = 0; pfn < map.Pages; pfn += 1 << map[pfn].Order)
        {
            if (map[pfn].State == PageState.Allocated)
            {
                int held = ledger.SumsOf(pfn).Batches;
                int filled = slots.GetValueOrDefault(pfn);
                if (held != filled)
                {
                    report.AddFrame(ReferenceInvariants.BatchSlotsHoldOneReferenceEach, pfn,
                        "references of batches, of which each slot with the folio has one", filled, held);
                }
            }
        }
    }
}
