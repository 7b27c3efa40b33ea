namespace FolioModel;

/// <summary>A lock of a machine: its class, which decides where it stands in the lock order, and its name.</summary>
/// <remarks>Models the <c>lockdep_map</c> that every lock of the kernel carries.</remarks>
public abstract class KernelLock
{
    private protected readonly Machine _machine;

    private protected KernelLock(Machine machine, LockClass lockClass, string name)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        Class = lockClass;
        Name = name;
    }

    /// <summary>The lock's class, which decides where it stands in the order.</summary>
    public LockClass Class { get; }

    /// <summary>The lock's name in reports.</summary>
    public string Name { get; }
}
