namespace FolioModel.Ledger;

public sealed partial class ReferenceLedger
{
    /// <summary>Takes references off a holder; says which kind it was, since a plain put may drop any that the task holds.</summary>
    internal HolderKind Dropped(int pfn, int count, HolderKind kind, int detail)
    {
        if (kind != HolderKind.Own)
        {
            DropExactly(pfn, count, kind, detail);
            return kind;
        }

        CheckHolds(pfn, count);
        HolderKind first = kind;
        for (int left = count; left > 0;)
        {
            int found = NewestOf(pfn, _machine.Current.Id);
            first = _chains[found].Kind;
            int part = Math.Min(left, _chains[found].Count);
            _chains.Subtract(pfn, found, part);
            left -= part;
        }

        return first;
    }

    /// <summary>The task's newest holding; a kind that has an end of its own (isolation, a pin) only where there is no other.</summary>
    private int NewestOf(int pfn, int task)
    {
        int newest = HolderChains.None;
        int lastResort = HolderChains.None;
        for (int e = _chains.First(pfn); e != HolderChains.None; e = _chains[e].Next)
        {
            if (_chains[e].Task != task || !_chains[e].Kind.IsHeldByTask)
            {
                continue;
            }

            if (_chains[e].Kind.HasOwnEnd)
            {
                lastResort = e;
            }
            else
            {
                newest = e;
            }
        }

        return newest != HolderChains.None ? newest : lastResort;
    }

    /// <summary>Refuses a put of more references than the current task holds, before anything has changed.</summary>
    private void CheckHolds(int pfn, int count)
    {
        int held = 0;
        for (int e = _chains.First(pfn); e != HolderChains.None && held < count; e = _chains[e].Next)
        {
            held += _chains[e].Task == _machine.Current.Id && _chains[e].Kind.IsHeldByTask ? _chains[e].Count : 0;
        }

        if (held < count)
        {
            throw Violation(
                pfn,
                $"{_machine.Current} drops {count} reference(s){KernelTask.In(_machine.Current.Function)} but holds "
                + $"{(held == 0 ? "none" : $"{held}")}: {_machine.Dump(pfn)}");
        }
    }

    private void DropExactly(int pfn, int count, HolderKind kind, int detail)
    {
        int task = kind.IsHeldByTask ? _machine.Current.Id : 0;
        if (_chains.Find(pfn, kind, task, detail, atLeast: count) is var held and not HolderChains.None)
        {
            _chains.Subtract(pfn, held, count);
            return;
        }

        throw Violation(
            pfn,
            $"{_machine.Current} drops {count} reference(s) of {kind.Name}{KernelTask.In(_machine.Current.Function)}, "
            + $"but that holder has fewer: {_machine.Dump(pfn)}");
    }

    private LedgerViolationException Violation(int pfn, string message) => new(message)
    {
        Folio = _machine.FolioAt(pfn),
        Task = _machine.Current,
        Holders = _machine.HoldersAt(pfn),
        Invariant = ReferenceInvariants.NobodyTouchesWhatHeDoesNotHold,
    };
}
