namespace FolioModel.Testing;

/// <summary>
/// An account of who took and dropped references, kept beside the ledger from events and the machine's current task alone: the names that
/// the ledger gives are compared with it.
/// </summary>
internal sealed class LedgerAccount : IMachineObserver
{
    private readonly Machine _machine;
    private readonly Dictionary<(int Frame, int Task), int> _held = [];
    private readonly Dictionary<int, (Folio Handle, string Task)> _freed = [];
    private readonly HashSet<int> _touched = [];
    private readonly HashSet<int> _unknown = [];
    private readonly HolderStacks _stacks = new();
    private Finding? _misbooked;

    /// <summary>Starts with a machine in which no task holds anything yet.</summary>
    public LedgerAccount(Machine machine) => _machine = machine;

    /// <summary>An observer that is told what this one is told, or null.</summary>
    public IMachineObserver? Next { get; set; }

    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        int frame = kernelEvent.Pfn.Value;
        switch (kernelEvent.Kind)
        {
            case KernelEventKind.PageRefMod when kernelEvent.Holder is { IsHeldByTask: true }:
                _touched.Add(frame);
                (int, int) key = (frame, machine.Current.Id);
                _held[key] = _held.GetValueOrDefault(key) + kernelEvent.Delta;
                if (_stacks.Note(key, kernelEvent) is { } misbooked && !_unknown.Contains(frame)
                    && Named(frame, machine.Current) == _stacks.CountOf(key))
                {
                    _misbooked ??= misbooked;
                }

                break;
            case KernelEventKind.PageRefHandOver:
                _stacks.Rename((frame, machine.Current.Id), kernelEvent.Holder!.Value);
                break;
            case KernelEventKind.PageRefUnfreeze when kernelEvent.Holder is { IsHeldByTask: true }:
                // By how much each holder's part changed is known to the operation alone.
                _unknown.Add(frame);
                break;
            case KernelEventKind.MmPageFree:
                Free(machine, frame);
                break;
            default:
                break;
        }

        Next?.OnEvent(machine, kernelEvent);
    }

    /// <summary>Compares what the last step touched.</summary>
    /// <returns>What the ledger has wrong, or null.</returns>
    public Finding? Check()
    {
        try
        {
            return _misbooked ?? WrongHolder() ?? WrongRelease();
        }
        finally
        {
            _touched.Clear();
            _freed.Clear();
            _misbooked = null;
        }
    }

    private void Free(Machine machine, int frame)
    {
        foreach (KernelTask task in machine.Tasks)
        {
            _held.Remove((frame, task.Id));
            _stacks.Forget((frame, task.Id));
        }

        _unknown.Remove(frame);
        if (machine.PeekFolio(new Pfn(frame)) is { IsNone: false } folio)
        {
            _freed[frame] = (folio, machine.Current.ToString());
        }
    }

    /// <summary>References on a folio that the ledger says are a task's.</summary>
    private int Named(int frame, KernelTask task)
    {
        int named = 0;
        Folio folio = _machine.PeekFolio(new Pfn(frame));
        foreach (ReferenceHolder holder in folio.IsNone ? [] : folio.Holders)
        {
            named += holder.Task == task ? holder.Count : 0;
        }

        return named;
    }

    private Finding? WrongHolder()
    {
        foreach (int frame in _touched)
        {
            Folio folio = _machine.PeekFolio(new Pfn(frame));
            if (folio.IsNone || folio.Pfn.Value != frame || folio.RefCount == 0 || _unknown.Contains(frame))
            {
                continue;
            }

            foreach (KernelTask task in _machine.Tasks)
            {
                int taken = _held.GetValueOrDefault((frame, task.Id));
                int named = Named(frame, task);

                // Fewer may be: a reference that a page table takes over is no event.
                if (named > taken)
                {
                    return new Finding("ledger", $"{task} took {taken} references to {folio}, the ledger says {named}: {folio.Describe()}");
                }
            }
        }

        return null;
    }

    /// <summary>A handle that outlived its folio says who freed it.</summary>
    private Finding? WrongRelease()
    {
        foreach ((Folio handle, string task) in _freed.Values)
        {
            try
            {
                handle.Get();
                return new Finding("ledger", $"{handle.Pfn} was freed by {task}, and a handle to it still works");
            }
            catch (UseAfterFreeException stale) when (stale.Message.Contains($"freed by {task}", StringComparison.Ordinal))
            {
                // As it should be.
            }
            catch (UseAfterFreeException stale)
            {
                return new Finding("ledger", $"{handle.Pfn} was freed by {task}, but a handle to it says: {stale.Message}");
            }
        }

        return null;
    }
}
