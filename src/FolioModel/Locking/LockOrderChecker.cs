using System.Runtime.CompilerServices;

namespace FolioModel.Locking;

/// <summary>Keeps the list of the locks that each task holds, and checks that every task takes them from outer to inner.</summary>
/// <remarks>
/// Models what lockdep checks, for the ranks of <see cref="LockClass"/>. Taking a lock by trying is exempt, as there. Never inlined: the
/// locks, which are, shall stay small where nothing is checked.
/// </remarks>
internal sealed class LockOrderChecker(Machine machine)
{
    private readonly Dictionary<int, List<HeldLock>> _held = [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Acquired(LockClass lockClass, object taken) => Acquired(new HeldLock(lockClass, taken, default));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AcquiredByTrying(LockClass lockClass, object taken) => HeldByCurrent().Add(new HeldLock(lockClass, taken, default));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Released(LockClass lockClass, object released) => Released(machine.Current, new HeldLock(lockClass, released, default));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FolioAcquired(int pfn) => Acquired(new HeldLock(LockClass.FolioLock, null, new Pfn(pfn)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FolioAcquiredByTrying(int pfn) => HeldByCurrent().Add(new HeldLock(LockClass.FolioLock, null, new Pfn(pfn)));

    /// <summary>A task that holds a folio's lock holds that of a part of it too.</summary>
    public void FolioInherited(int pfn, KernelTask owner) => HeldBy(owner.Id).Add(new HeldLock(LockClass.FolioLock, null, new Pfn(pfn)));

    /// <summary>Takes a folio's lock off the list of the task that took it, which need not be the one that releases it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FolioReleased(int pfn, KernelTask? owner) =>
        Released(owner ?? machine.Current, new HeldLock(LockClass.FolioLock, null, new Pfn(pfn)));

    /// <summary>The locks that a task holds, in the order in which it took them.</summary>
    public IReadOnlyList<HeldLock> HeldBy(KernelTask task) => _held.TryGetValue(task.Id, out List<HeldLock>? held) ? held : [];

    /// <summary>Throws when the current task holds a spin lock: it is about to sleep.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AssertMaySleep()
    {
        foreach (HeldLock held in HeldByCurrent())
        {
            if (held.Class.Kind == LockKind.Spins)
            {
                throw new KernelBugException($"{machine.Current} may sleep while it holds the spin lock {held}")
                {
                    Kind = KernelBugKind.SleepUnderSpinLock,
                    Task = machine.Current,
                    Invariant = LockingInvariants.NoSleepUnderASpinLock,
                };
            }
        }
    }

    private void Acquired(HeldLock taken)
    {
        List<HeldLock> held = HeldByCurrent();
        foreach (HeldLock other in held)
        {
            if (other.Class.Rank > taken.Class.Rank)
            {
                throw new KernelBugException(
                    $"lock order: {machine.Current} takes {taken} ({taken.Class}) while it holds {other} ({other.Class}), which is an "
                    + "inner lock")
                {
                    Kind = KernelBugKind.LockOrder,
                    Task = machine.Current,
                    Invariant = LockingInvariants.LocksAreTakenFromOuterToInner,
                };
            }
        }

        held.Add(taken);
    }

    private void Released(KernelTask owner, HeldLock released)
    {
        if (!_held.TryGetValue(owner.Id, out List<HeldLock>? held))
        {
            return;
        }

        for (int at = held.Count - 1; at >= 0; at--)
        {
            if (held[at] == released)
            {
                held.RemoveAt(at);
                return;
            }
        }
    }

    private List<HeldLock> HeldByCurrent() => HeldBy(machine.Current.Id);

    private List<HeldLock> HeldBy(int task)
    {
        if (!_held.TryGetValue(task, out List<HeldLock>? held))
        {
            _held[task] = held = [];
        }

        return held;
    }
}
