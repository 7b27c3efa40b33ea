using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>Watches that every task takes its locks from outer to inner.</summary>
/// <remarks>
/// Models what lockdep checks for the classes of <see cref="LockClass"/>. Taking a lock by trying is exempt, as there. Never inlined: the
/// locks, which are, shall stay small where nobody checks them.
/// </remarks>
internal sealed class LockOrderChecker(Machine machine)
{
    private readonly Dictionary<int, List<HeldLock>> _held = [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Acquired(LockClass lockClass, string name) => Acquired(new HeldLock(lockClass, name, 0));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AcquiredByTrying(LockClass lockClass, string name) => HeldByCurrent().Add(new HeldLock(lockClass, name, 0));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Released(LockClass lockClass, string name) => Released(new HeldLock(lockClass, name, 0));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FolioAcquired(int pfn) => Acquired(new HeldLock(LockClass.FolioLock, null, pfn));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FolioAcquiredByTrying(int pfn) => HeldByCurrent().Add(new HeldLock(LockClass.FolioLock, null, pfn));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FolioReleased(int pfn) => Released(new HeldLock(LockClass.FolioLock, null, pfn));

    /// <summary>Throws when the current task holds a spin lock: it is about to sleep.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AssertMaySleep()
    {
        foreach (HeldLock held in HeldByCurrent())
        {
            if (held.Class >= LockClass.MmuLock)
            {
                throw new KernelBugException($"{machine.Current} may sleep while it holds the spin lock {held}");
            }
        }
    }

    private void Acquired(HeldLock taken)
    {
        List<HeldLock> held = HeldByCurrent();
        foreach (HeldLock other in held)
        {
            if (other.Class > taken.Class)
            {
                throw new KernelBugException(
                    $"lock order: {machine.Current} takes {taken} ({taken.Class}) while it holds {other} ({other.Class}), which is an inner lock");
            }
        }

        held.Add(taken);
    }

    private void Released(HeldLock released)
    {
        List<HeldLock> held = HeldByCurrent();
        for (int at = held.Count - 1; at >= 0; at--)
        {
            if (held[at] == released)
            {
                held.RemoveAt(at);
                return;
            }
        }
    }

    private List<HeldLock> HeldByCurrent()
    {
        if (!_held.TryGetValue(machine.Current.Id, out List<HeldLock>? held))
        {
            _held[machine.Current.Id] = held = [];
        }

        return held;
    }

    /// <summary>A lock that a task holds. Folios are told apart by their frame: their names would have to be made for every lock and unlock.</summary>
    private readonly record struct HeldLock(LockClass Class, string? Name, int Pfn)
    {
        public override string ToString() => Name ?? $"folio pfn 0x{Pfn:x}";
    }
}
