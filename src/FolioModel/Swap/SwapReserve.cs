namespace FolioModel.Swap;

/// <summary>
/// The slots that CPUs hold in reserve: some to give out without looking for them one by one, and some that came back and are not free yet.
/// </summary>
/// <remarks>
/// Models <c>mm/swap_slots.c</c>. A CPU fetches 64 slots at a time and gives back up to 64 at a time. There are no reserves while little
/// swap space is left. A slot in reserve stays charged to the group that used it last.
/// </remarks>
internal sealed class SwapReserve(SwapSpace space, Machine machine)
{
    /// <summary>Slots that are fetched and given back at a time (<c>SWAP_SLOTS_CACHE_SIZE</c>).</summary>
    public const int Batch = 64;

    /// <summary>Free slots for each CPU above which reserves begin, in batches.</summary>
    private const int BeginBatches = 5;

    /// <summary>Free slots for each CPU below which reserves end, in batches.</summary>
    private const int EndBatches = 2;

    private readonly Cpu[] _cpus = [.. Enumerable.Range(0, machine.Options.Cpus).Select(static _ => new Cpu())];

    /// <summary>Whether CPUs hold reserves at present.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Gives out a slot.</summary>
    /// <returns>The slot, or null when the CPUs hold no reserves or none can be had.</returns>
    public SwapEntry? Take()
    {
        if (!CheckActive())
        {
            return null;
        }

        Cpu cpu = _cpus[machine.Current.Cpu];
        if (cpu.Next == cpu.Fetched.Count)
        {
            Fetch(cpu);
        }

        if (cpu.Next == cpu.Fetched.Count)
        {
            return null;
        }

        SwapEntry entry = cpu.Fetched[cpu.Next++];
        space.AreaOf(entry)!.TakeReserved(entry.Offset);
        return entry;
    }

    /// <summary>Keeps a slot whose last user went.</summary>
    /// <returns>False when the CPUs hold no reserves: the slot is free at once.</returns>
    public bool TryKeep(SwapArea area, ulong offset)
    {
        if (!IsActive || area.IsLeaving)
        {
            return false;
        }

        Cpu cpu = _cpus[machine.Current.Cpu];
        if (cpu.Returned.Count == Batch)
        {
            FreeReturned(cpu);
        }

        area.Reserve(offset);
        cpu.Returned.Add(new SwapEntry(area.Type, offset));
        return true;
    }

    /// <summary>All CPUs give their slots back.</summary>
    public void Drain()
    {
        IsActive = false;
        foreach (Cpu cpu in _cpus)
        {
            for (; cpu.Next < cpu.Fetched.Count; cpu.Next++)
            {
                space.AreaOf(cpu.Fetched[cpu.Next])!.FreeReserved(cpu.Fetched[cpu.Next].Offset);
            }

            cpu.Fetched.Clear();
            cpu.Next = 0;
            FreeReturned(cpu);
        }
    }

    public void AddTo(ref StateHash hash)
    {
        foreach (Cpu cpu in _cpus)
        {
            hash.Add(cpu.Next);
            foreach (SwapEntry entry in cpu.Fetched)
            {
                hash.Add(entry.ToValue());
            }

            foreach (SwapEntry entry in cpu.Returned)
            {
                hash.Add(entry.ToValue());
            }
        }
    }

    /// <remarks>Models <c>check_cache_active</c>.</remarks>
    private bool CheckActive()
    {
        long free = space.FreePages;
        if (!IsActive)
        {
            IsActive = free > (long)_cpus.Length * BeginBatches * Batch;
        }
        else if (free < (long)_cpus.Length * EndBatches * Batch)
        {
            Drain();
        }

        return IsActive;
    }

    private void Fetch(Cpu cpu)
    {
        cpu.Fetched.Clear();
        cpu.Next = 0;
        while (cpu.Fetched.Count < Batch && space.AllocateFromAreas(0) is { } entry)
        {
            space.AreaOf(entry)!.Reserve(entry.Offset);
            cpu.Fetched.Add(entry);
        }
    }

    private void FreeReturned(Cpu cpu)
    {
        foreach (SwapEntry entry in cpu.Returned)
        {
            space.AreaOf(entry)!.FreeReserved(entry.Offset);
        }

        cpu.Returned.Clear();
    }

    private sealed class Cpu
    {
        public List<SwapEntry> Fetched { get; } = [];

        public int Next { get; set; }

        public List<SwapEntry> Returned { get; } = [];
    }
}
