using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>Ends a process when memory runs out and reclaim finds nothing: the one that uses most.</summary>
/// <remarks>
/// Models <c>mm/oom_kill.c</c>. Processes register themselves; where none can be ended, the allocation or charge fails. (The kernel panics
/// when memory of the whole machine runs out and no process is left.) The victim's memory is free when the allocation goes on: the time
/// that a process takes to die, and the reaper that hurries it, are not modelled.
/// </remarks>
/// <example><code>
/// machine.OutOfMemory.Register(process);          // an IOutOfMemoryVictim
/// </code></example>
public sealed class OutOfMemoryKiller
{
    private const int NeverKilled = -1000;

    private readonly Machine _machine;
    private readonly List<IOutOfMemoryVictim> _processes = [];

    internal OutOfMemoryKiller(Machine machine) => _machine = machine;

    /// <summary>The processes that can be ended, in the order in which they were registered.</summary>
    public IReadOnlyList<IOutOfMemoryVictim> Processes => _processes;

    /// <summary>How many processes were ended (<c>oom_kill</c> of <c>/proc/vmstat</c>).</summary>
    public long Kills { get; private set; }

    /// <summary>The process that was ended last, or null.</summary>
    public IOutOfMemoryVictim? LastVictim { get; private set; }

    /// <summary>Adds a process.</summary>
    /// <param name="process">The process; it is registered until it is removed or ended.</param>
    public void Register(IOutOfMemoryVictim process)
    {
        ArgumentNullException.ThrowIfNull(process);
        _processes.Add(process);
    }

    /// <summary>Removes a process that has ended by itself.</summary>
    /// <param name="process">The process.</param>
    /// <returns>Whether it was registered.</returns>
    public bool Unregister(IOutOfMemoryVictim process) => _processes.Remove(process);

    /// <summary>How much a process asks to be ended: its memory, shifted by its adjustment; null if it never is.</summary>
    /// <param name="process">The process.</param>
    /// <remarks>Models <c>oom_badness</c>.</remarks>
    public long? BadnessOf(IOutOfMemoryVictim process)
    {
        ArgumentNullException.ThrowIfNull(process);
        int adjustment = process.ScoreAdjustment;
        return adjustment == NeverKilled ? null : process.Memory.Value + (adjustment * (_machine.Allocator.ManagedPageCount.Value / 1000));
    }

    /// <summary>Memory has run out: ends the process that uses most of it.</summary>
    /// <param name="target">The group whose limit was met, or null for the machine.</param>
    /// <param name="gfp">How the allocation may be made.</param>
    /// <returns>Whether it makes sense to try again.</returns>
    /// <remarks>Models <c>out_of_memory</c>.</remarks>
    internal bool Kill(MemoryGroup? target, GfpFlags gfp)
    {
        KernelTask current = _machine.Current;
        if (current.FatalSignalPending)
        {
            // It is about to end anyway: the reserve lets it get there.
            current.IsOutOfMemoryVictim = true;
            return true;
        }

        // A request that may not enter file systems tried too little to justify a victim. The kernel lets it try for ever.
        bool triedAll = target is not null || (gfp & GfpFlags.Fs) != 0;
        if (!triedAll || Choose(target) is not { } victim)
        {
            return false;
        }

        _processes.Remove(victim);
        Kills++;
        LastVictim = victim;
        if (victim.Group is { } group)
        {
            group.Events.OutOfMemoryKills++;
        }

        if (victim.Task is { } task)
        {
            task.IsOutOfMemoryVictim = true;
            task.FatalSignalPending = true;
        }

        victim.Kill();
        return true;
    }

    private IOutOfMemoryVictim? Choose(MemoryGroup? target)
    {
        IOutOfMemoryVictim? chosen = null;
        long worst = long.MinValue;
        foreach (IOutOfMemoryVictim process in _processes)
        {
            bool mayServe = target is null || (process.Group is { } group && target.Contains(group));
            if (mayServe && BadnessOf(process) is { } badness && badness >= worst)
            {
                chosen = process;
                worst = badness;
            }
        }

        return chosen;
    }
}
