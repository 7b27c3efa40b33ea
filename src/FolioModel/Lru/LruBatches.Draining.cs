using System.Runtime.CompilerServices;

namespace FolioModel.Lru;

public sealed partial class LruBatches
{
    private static readonly LruBatchKind[] s_drainOrder =
    [
        LruBatchKind.Add, LruBatchKind.MoveTail, LruBatchKind.DeactivateFile, LruBatchKind.Deactivate, LruBatchKind.LazyFree,
        LruBatchKind.Activate,
    ];

    /// <summary>Drains all batches of the current task's CPU. Reference effect: -1 for each slot.</summary>
    /// <remarks>Models <c>lru_add_drain</c>.</remarks>
    [Interleaved]
    public void Drain()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("lru_add_drain");
        Drain(_machine.Current.Cpu);
    }

    /// <summary>Drains all batches of a CPU, as work queued on that CPU does.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <remarks>Models <c>lru_add_drain_cpu</c>.</remarks>
    [Interleaved]
    public void Drain(int cpu)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("lru_add_drain_cpu");
        foreach (LruBatchKind kind in s_drainOrder)
        {
            if (At((cpu * Kinds) + (int)kind).Count > 0)
            {
                Move(cpu, kind);
            }
        }

        _machine.MlockBatches.Drain(cpu);
    }

    /// <summary>Drains one batch of a CPU, as happens when a folio of another task fills it. Reference effect: -1 for each slot.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="kind">Which of its batches.</param>
    /// <remarks>Models <c>folio_batch_move_lru</c>.</remarks>
    [Interleaved]
    public void Drain(int cpu, LruBatchKind kind)
    {
        if (At((cpu * Kinds) + (int)kind).Count > 0)
        {
            Move(cpu, kind);
        }
    }

    /// <summary>Drains all batches of every CPU.</summary>
    /// <remarks>Models <c>lru_add_drain_all</c>.</remarks>
    [Interleaved]
    public void DrainAll()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("lru_add_drain_all");
        for (int cpu = 0; cpu < _machine.Options.Cpus; cpu++)
        {
            Drain(cpu);
        }
    }

    /// <summary>Drains everything and switches batching off until <see cref="Enable"/>; may be nested.</summary>
    /// <remarks>Models <c>lru_cache_disable</c>.</remarks>
    [Interleaved]
    public void Disable()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("lru_cache_disable");
        _disabled++;
        DrainAll();
    }

    /// <summary>Undoes one <see cref="Disable"/>.</summary>
    /// <exception cref="KernelBugException">Batching is not switched off.</exception>
    /// <remarks>Models <c>lru_cache_enable</c>.</remarks>
    public void Enable()
    {
        if (_disabled == 0)
        {
            throw new KernelBugException("lru_cache_enable without lru_cache_disable") { Task = _machine.Current };
        }

        _disabled--;
    }

    /// <summary>Carries out a batch's work on every folio in it, then drops the slots' references.</summary>
    /// <remarks>Models <c>folio_batch_move_lru</c>.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Move(int cpu, LruBatchKind kind)
    {
        _machine.Point(SchedulingPoint.BatchDrain);
        int which = (cpu * Kinds) + (int)kind;
        _machine.Instrumentation?.Tell(
            KernelEventKind.LruBatchDrainBegin, "folio_batch_move_lru", Order.Zero, _batches[which].Count, (int)kind);
        if (_freesDead && kind == LruBatchKind.Add)
        {
            FreeDead(which);
        }

        for (int moved = 0; moved < _batches[which].Count;)
        {
            LruVector lru = _machine.LruOf(_batches[which].Slots[moved]);
            lru.Lock.Acquire();
            moved = MoveLocked(cpu, kind, moved, lru);
            lru.Lock.Release();
        }

        PutSlots(cpu, kind);
        _machine.Instrumentation?.Tell(KernelEventKind.LruBatchDrainEnd, "folio_batch_move_lru", Order.Zero, 0, (int)kind);
    }

    /// <summary>Works on the folios of a batch from a slot on, as long as they belong on the lists whose lock is held.</summary>
    /// <returns>The first slot that is left.</returns>
    private int MoveLocked(int cpu, LruBatchKind kind, int from, LruVector lru)
    {
        ref Batch batch = ref At((cpu * Kinds) + (int)kind);
        Machine machine = _machine;
        PageDescriptors pages = new(_map);
        int at = from;
        for (; at < batch.Count; at++)
        {
            int pfn = batch.Slots[at];
            if (machine.Groups is { } groups && groups.LruOf(pfn) != lru)
            {
                break;
            }

            ref PageDescriptor page = ref pages[pfn];
            if (kind == LruBatchKind.Add)
            {
                LruWork.Add(machine, lru, pfn, ref page);
                page.Flags |= FolioFlags.Lru;
            }
            else if ((page.Flags & FolioFlags.Lru) != 0)
            {
                // The flag is the right to touch the list link: the task that clears it owns the link. Without it there is no work to do.
                page.Flags &= ~FolioFlags.Lru;
                LruWork.Do(machine, lru, kind, pfn, ref page);
                page.Flags |= FolioFlags.Lru;
            }
        }

        return at;
    }

    private void PutSlots(int cpu, LruBatchKind kind)
    {
        int which = (cpu * Kinds) + (int)kind;
        ref Batch batch = ref At(which);
        int count = batch.Count;
        batch.Count = 0;
        _machine.PutAll(batch.Slots.AsSpan(0, count), HolderOf(kind), which, "folio_batch_move_lru");
    }
}
