namespace FolioModel.Rmap;

/// <summary>
/// The per-CPU batches that delay what locking in memory does to the LRU. Every slot owns one reference, until the batch is drained.
/// </summary>
/// <remarks>Models <c>mm/mlock.c</c>. Being locked in memory holds no reference by itself.</remarks>
public sealed class MlockBatches
{
    private readonly Machine _machine;
    private readonly List<(int Pfn, bool Lock)>[] _batches;

    /// <summary>How often a folio on the unevictable list is locked; it is lost when the folio leaves the list.</summary>
    private readonly Dictionary<int, int> _counts = [];

    internal MlockBatches(Machine machine)
    {
        _machine = machine;
        _batches = [.. Enumerable.Range(0, machine.Options.Cpus).Select(_ => new List<(int, bool)>())];
    }

    /// <summary>Filled slots of a CPU's batch.</summary>
    /// <param name="cpu">The CPU.</param>
    public int CountOf(int cpu) => _batches[cpu].Count;

    /// <summary>Slots of all CPUs' batches that a folio fills: as many references.</summary>
    /// <param name="folio">The folio.</param>
    public int SlotsOf(Folio folio)
    {
        int slots = 0;
        foreach (List<(int Pfn, bool Lock)> batch in _batches)
        {
            foreach ((int pfn, _) in batch)
            {
                slots += pfn == folio.Pfn.Value ? 1 : 0;
            }
        }

        return slots;
    }

    /// <summary>
    /// A mapping that is locked in memory shows the folio. Reference effect: +1 owned by this CPU's batch until it drains.
    /// </summary>
    /// <remarks>Models <c>mlock_folio</c>.</remarks>
    internal void Mlock(Folio folio)
    {
        folio.Page.Flags |= FolioFlags.Mlocked;
        Add(folio, isLock: true);
    }

    /// <summary>
    /// A mapping that was locked in memory shows the folio no more. Reference effect: +1 owned by this CPU's batch until it drains.
    /// </summary>
    /// <remarks>Models <c>munlock_folio</c>. The flag goes when the batch drains, if no other lock is counted.</remarks>
    internal void Munlock(Folio folio) => Add(folio, isLock: false);

    /// <summary>Drains a CPU's batch. Reference effect: -1 for each slot.</summary>
    /// <remarks>Models <c>mlock_folio_batch</c>.</remarks>
    internal void Drain(int cpu)
    {
        List<(int Pfn, bool Lock)> batch = _batches[cpu];
        if (batch.Count == 0)
        {
            return;
        }

        (int Pfn, bool Lock)[] slots = [.. batch];
        batch.Clear();
        LruVector lru = _machine.LruOf(slots[0].Pfn);
        lru.Lock.Acquire();
        foreach ((int pfn, bool isLock) in slots)
        {
            if (_machine.LruOf(pfn) is var other && other != lru)
            {
                lru.Lock.Release();
                lru = other;
                lru.Lock.Acquire();
            }

            if (isLock)
            {
                MoveLocked(pfn);
            }
            else
            {
                MoveUnlocked(pfn);
            }
        }

        lru.Lock.Release();
        _machine.PutAll(Array.ConvertAll(slots, slot => slot.Pfn), HolderKind.MlockBatch, cpu, "mlock_folio_batch");
    }

    internal void Forget(int pfn) => _counts.Remove(pfn);

    private void Add(Folio folio, bool isLock)
    {
        int cpu = _machine.Current.Cpu;
        _machine.References.Get(folio.Frame, HolderKind.MlockBatch, cpu, "mlock_folio");
        _batches[cpu].Add((folio.Frame, isLock));
        if (_batches[cpu].Count == _machine.Profile.FolioBatchCapacity || folio.Order.Value > 0 || _machine.Batches.IsDisabled)
        {
            Drain(cpu);
        }
    }

    private void MoveLocked(int pfn)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        if ((page.Flags & FolioFlags.Lru) == 0)
        {
            return;
        }

        bool evictable = LruWork.IsEvictable(_machine, ref page);
        if ((page.Flags & FolioFlags.Unevictable) != 0)
        {
            if (evictable)
            {
                Relist(pfn, clear: FolioFlags.Unevictable, set: FolioFlags.None);
            }
            else if ((page.Flags & FolioFlags.Mlocked) != 0)
            {
                _counts[pfn] = _counts.GetValueOrDefault(pfn) + 1;
            }
        }
        else if (!evictable)
        {
            Relist(pfn, clear: FolioFlags.Active, set: FolioFlags.Unevictable);
            _counts[pfn] = (page.Flags & FolioFlags.Mlocked) != 0 ? 1 : 0;
        }
    }

    private void MoveUnlocked(int pfn)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        bool listed = (page.Flags & FolioFlags.Lru) != 0;
        if (listed && (page.Flags & FolioFlags.Unevictable) != 0)
        {
            int left = Math.Max(_counts.GetValueOrDefault(pfn) - 1, 0);
            _counts[pfn] = left;
            if (left > 0)
            {
                return;
            }
        }

        page.Flags &= ~FolioFlags.Mlocked;
        if (listed && (page.Flags & FolioFlags.Unevictable) != 0 && LruWork.IsEvictable(_machine, ref page))
        {
            Relist(pfn, clear: FolioFlags.Unevictable, set: FolioFlags.None);
        }
    }

    private void Relist(int pfn, FolioFlags clear, FolioFlags set)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        _machine.LruOf(pfn).Remove(pfn);
        page.Flags = (page.Flags & ~clear) | set;
        _machine.LruOf(pfn).Add(pfn);
    }
}
