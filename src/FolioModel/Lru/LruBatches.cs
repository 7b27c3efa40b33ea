using System.Runtime.CompilerServices;

namespace FolioModel.Lru;

/// <summary>
/// The per-CPU folio batches that delay work on the LRU lists. Every slot owns one reference, until the batch is drained.
/// </summary>
/// <remarks>
/// Models <c>mm/swap.c</c>: <c>folio_batch_add_and_move</c>, <c>folio_batch_move_lru</c>, <c>lru_add_drain</c>,
/// <c>lru_add_drain_all</c>, <c>lru_cache_disable</c>. A batch never rests full: the addition that fills it drains it. A large folio never
/// rests in a batch: adding it drains the whole batch at once.
/// </remarks>
public sealed partial class LruBatches
{
    private const int Kinds = 6;

    private static readonly string[] s_names =
        ["lru_add", "lru_deactivate_file", "lru_deactivate", "lru_lazyfree", "lru_activate", "lru_move_tail"];

    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly ReferenceCounts _references;
    private readonly Batch[] _batches;
    private readonly int _capacity;
    private readonly bool _freesDead;
    private readonly CpuState[] _states;
    private int _disabled;

    internal LruBatches(Machine machine)
    {
        _machine = machine;
        _map = machine.Map;
        _references = machine.References;
        _capacity = machine.Profile.FolioBatchCapacity;
        _freesDead = machine.Profile.FreesDeadFoliosAtDrain;
        _batches = new Batch[machine.Options.Cpus * Kinds];
        for (int i = 0; i < _batches.Length; i++)
        {
            // An explorer makes many machines, and most of their batches are never used.
            _batches[i].Slots = AccessTracking.IsOn ? [] : new int[_capacity];
        }

        _states = new CpuState[AccessTracking.IsOn ? machine.Options.Cpus : 0];
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i] = new CpuState(this, i, machine.NewStateNumber());
        }
    }

    /// <summary>Whether batching is switched off (<c>lru_cache_disabled</c>).</summary>
    public bool IsDisabled => _disabled > 0;

    /// <summary>Filled slots of all batches of all CPUs.</summary>
    internal int FilledSlots
    {
        get
        {
            int filled = 0;
            foreach (ref readonly Batch batch in _batches.AsSpan())
            {
                filled += batch.Count;
            }

            return filled;
        }
    }

    /// <summary>Filled slots of the fullest batch.</summary>
    internal int HighestFill
    {
        get
        {
            int highest = 0;
            foreach (ref readonly Batch batch in _batches.AsSpan())
            {
                highest = Math.Max(highest, batch.Count);
            }

            return highest;
        }
    }

    /// <summary>Filled slots of a batch.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="kind">Which of its batches.</param>
    public int CountOf(int cpu, LruBatchKind kind) => At((cpu * Kinds) + (int)kind).Count;

    /// <summary>The folios in a batch, in the order in which they were added.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="kind">Which of its batches.</param>
    public IEnumerable<Folio> FoliosIn(int cpu, LruBatchKind kind)
    {
        Batch batch = At((cpu * Kinds) + (int)kind);
        for (int i = 0; i < batch.Count; i++)
        {
            yield return new Folio(_machine, batch.Slots[i]);
        }
    }

    /// <summary>How many slots of a CPU's batch hold a folio; a folio may be in one batch several times.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="kind">Which of its batches.</param>
    public int SlotsOf(Folio folio, int cpu, LruBatchKind kind)
    {
        ref Batch batch = ref At((cpu * Kinds) + (int)kind);
        return batch.Slots.AsSpan(0, batch.Count).Count(folio.Frame);
    }

    internal static string NameOf(int detail) => $"{s_names[detail % Kinds]}, CPU {detail / Kinds}";

    internal static LruBatchKind KindOf(int detail) => (LruBatchKind)(detail % Kinds);

    internal static int CpuOf(int detail) => detail / Kinds;

    internal static HolderKind HolderOf(LruBatchKind kind) => kind == LruBatchKind.Add ? HolderKind.LruAddBatch : HolderKind.LruBatch;

    /// <summary>The work of <see cref="Folio.AddToLru"/>.</summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddNew(int pfn)
    {
        // What a process waits for in a page fault is hot. Reclaim itself puts folios back as it found them.
        if (_machine.NotesEachUse && _machine.Current is { InFault: true, MemAlloc: false }
            && (_map[pfn].Flags & FolioFlags.Unevictable) == 0)
        {
            _map[pfn].Flags |= FolioFlags.Active;
        }

        Add(pfn, LruBatchKind.Add, "folio_add_lru");
    }

    /// <summary>
    /// Puts a folio into the current CPU's batch; drains the batch when that fills it, for a large folio, or when batching is off.
    /// </summary>
    /// <remarks>Models <c>folio_batch_add_and_move</c>. Reference effect: +1, and -1 again for every slot when it drains.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int pfn, LruBatchKind kind, string function)
    {
        _machine.Point(SchedulingPoint.BatchAdd);
        int cpu = _machine.Current.Cpu;
        int which = (cpu * Kinds) + (int)kind;
        ref PageDescriptor page = ref _map[pfn];
        if (kind == LruBatchKind.Add)
        {
            CheckNew(pfn, page.Flags);
        }

        _references.Add(ref page, pfn, 1, HolderOf(kind), which, function);
        int filled = Append(which, pfn);

        // The hooks of the counts are the machine's instrumentation, one load nearer.
        if (_references.Hooks is { } hooks)
        {
            hooks.Tell(KernelEventKind.LruBatchAdd, pfn, function, filled, (int)kind);
        }

        if (filled == _capacity || page.Order > 0 || _disabled > 0)
        {
            Move(cpu, kind);
        }
    }

    /// <summary>The free slots of the current CPU's lru_add batch.</summary>
    internal Span<int> RoomForNew
    {
        get
        {
            ref Batch batch = ref WithSlots(ref _batches[(_machine.Current.Cpu * Kinds) + (int)LruBatchKind.Add]);
            return batch.Slots.AsSpan(batch.Count);
        }
    }

    /// <summary>
    /// Takes base pages into the current CPU's lru_add batch that were written to <see cref="RoomForNew"/>, as <see cref="AddNew"/> of each
    /// would. Reference effect: none; the caller has counted the references of the slots already.
    /// </summary>
    internal void AddWritten(int pages)
    {
        int cpu = _machine.Current.Cpu;
        ref Batch batch = ref _batches[(cpu * Kinds) + (int)LruBatchKind.Add];
        batch.Count += pages;
        if (batch.Count == _capacity || _disabled > 0)
        {
            Move(cpu, LruBatchKind.Add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckNew(int pfn, FolioFlags flags)
    {
        const FolioFlags Both = FolioFlags.Active | FolioFlags.Unevictable;
        if ((flags & FolioFlags.Lru) != 0 || (flags & Both) == Both)
        {
            _machine.ThrowBug(pfn, "folio_add_lru: the folio is on the LRU, or active and unevictable");
        }
    }

    /// <summary>Sets the active flag of a folio that waits in this CPU's lru_add batch; others are left alone.</summary>
    /// <remarks>Models <c>__lru_cache_activate_folio</c>.</remarks>
    internal void ActivateWaiting(int pfn)
    {
        ref Batch batch = ref At((_machine.Current.Cpu * Kinds) + (int)LruBatchKind.Add);
        if (batch.Slots.AsSpan(0, batch.Count).Contains(pfn))
        {
            _map[pfn].Flags |= FolioFlags.Active;
        }
    }

    internal IEnumerable<(int Detail, HolderKind Kind)> SlotsOf(int pfn)
    {
        for (int which = 0; which < _batches.Length; which++)
        {
            for (int i = 0; i < _batches[which].Count; i++)
            {
                if (_batches[which].Slots[i] == pfn)
                {
                    yield return (which, HolderOf((LruBatchKind)(which % Kinds)));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Batch At(int which)
    {
        if (AccessTracking.IsOn)
        {
            _machine.Track(_states[which / Kinds]);
        }

        return ref _batches[which];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Append(int which, int pfn)
    {
        ref Batch batch = ref WithSlots(ref At(which));
        batch.Slots[batch.Count] = pfn;
        return ++batch.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Batch WithSlots(ref Batch batch)
    {
        if (AccessTracking.IsOn && batch.Slots.Length == 0)
        {
            batch.Slots = new int[_capacity];
        }

        return ref batch;
    }

    /// <summary>The batches of one CPU as a piece of shared state.</summary>
    private sealed class CpuState(LruBatches batches, int cpu, int number) : ISharedState
    {
        public int StateNumber => number;

        public string StateName => $"batches of CPU {cpu}";

        public void AddTo(ref StateHash hash)
        {
            hash.Add(batches._disabled);
            for (int which = cpu * Kinds; which < (cpu + 1) * Kinds; which++)
            {
                ref Batch batch = ref batches._batches[which];
                hash.Add(batch.Count);
                foreach (int pfn in batch.Slots.AsSpan(0, batch.Count))
                {
                    hash.Add(pfn);
                }
            }
        }
    }

    private struct Batch
    {
        public int[] Slots;
        public int Count;
    }
}
