using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>Watches that every task takes its locks from outer to inner.</summary>
/// <remarks>
/// Models what lockdep checks for the classes of <see cref="LockClass"/>. Taking a lock by trying is exempt, as there. Never inlined: the
/// locks, which are, shall stay small where nobody checks them.
/// </remarks>
internal sealed class LockOrderChecker(Machine machine)
{
    private readonly Dictionary<int, List<(LockClass Class, string Name)>> _held = [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Acquired(LockClass lockClass, string name)
    {
        List<(LockClass Class, string Name)> held = HeldByCurrent();
        foreach ((LockClass Class, string Name) other in held)
        {
            if (other.Class > lockClass)
            {
                throw new KernelBugException(
                    $"lock order: {machine.Current} takes {name} ({lockClass}) while it holds {other.Name} ({other.Class}), which is an inner lock");
            }
        }

        held.Add((lockClass, name));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AcquiredByTrying(LockClass lockClass, string name) => HeldByCurrent().Add((lockClass, name));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Released(LockClass lockClass, string name)
    {
        List<(LockClass Class, string Name)> held = HeldByCurrent();
        int index = held.FindLastIndex(l => l.Class == lockClass && l.Name == name);
        if (index >= 0)
        {
            held.RemoveAt(index);
        }
    }

    /// <summary>Throws when the current task holds a spin lock: it is about to sleep.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AssertMaySleep()
    {
        foreach ((LockClass lockClass, string name) in HeldByCurrent())
        {
            if (lockClass >= LockClass.MmuLock)
            {
                throw new KernelBugException($"{machine.Current} may sleep while it holds the spin lock {name}");
            }
        }
    }

    private List<(LockClass Class, string Name)> HeldByCurrent()
    {
        if (!_held.TryGetValue(machine.Current.Id, out List<(LockClass, string)>? held))
        {
            _held[machine.Current.Id] = held = [];
        }

        return held;
    }
}
