namespace FolioModel;

/// <summary>A lock that its holder does not sleep under.</summary>
/// <remarks>Models <c>spinlock_t</c>.</remarks>
public sealed partial class SpinLock : ISharedState
{
    private readonly Machine _machine;
    private readonly int _stateNumber;
    private int _owner;

    /// <summary>Creates a free lock.</summary>
    /// <param name="machine">The machine it belongs to.</param>
    /// <param name="lockClass">Its class, which decides where it stands in the order.</param>
    /// <param name="name">Its name in reports.</param>
    public SpinLock(Machine machine, LockClass lockClass, string name)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        Class = lockClass;
        Name = name;
        _stateNumber = machine.NewStateNumber();
    }

    /// <summary>The lock's class, which decides where it stands in the order.</summary>
    public LockClass Class { get; }

    /// <summary>The lock's name in reports.</summary>
    public string Name { get; }

    /// <summary>The task that holds the lock, or null.</summary>
    public KernelTask? Owner => _owner == 0 ? null : _machine.TaskById(_owner);

    /// <summary>Takes the lock (<c>spin_lock</c>).</summary>
    /// <exception cref="KernelDeadlockException">Somebody holds it who cannot run, or the current task itself.</exception>
    /// <exception cref="KernelBugException">Lock checking is on and an inner lock is already held.</exception>
    [Interleaved]
    public void Acquire()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        if (_machine.Skips(Class))
        {
            return;
        }

        _machine.Touch(this);
        while (_owner != 0)
        {
            _machine.SpinFor(this, Name, Owner);

            // Woken, it is in another step.
            _machine.Touch(this);
        }

        _owner = _machine.Current.Id;
        _machine.LockOrder?.Acquired(Class, Name);
    }

    /// <summary>Takes the lock if nobody holds it (<c>spin_trylock</c>).</summary>
    public bool TryAcquire()
    {
        _machine.Touch(this);
        if (_machine.Skips(Class))
        {
            return true;
        }

        if (_owner != 0)
        {
            return false;
        }

        _owner = _machine.Current.Id;
        _machine.LockOrder?.AcquiredByTrying(Class, Name);
        return true;
    }

    /// <summary>Releases the lock (<c>spin_unlock</c>).</summary>
    /// <exception cref="KernelBugException">The current task does not hold it.</exception>
    public void Release()
    {
        if (_machine.Skips(Class))
        {
            return;
        }

        AssertHeld();
        _owner = 0;
        _machine.LockOrder?.Released(Class, Name);
        _machine.WakeAll(this);
    }

    /// <summary>Throws unless the current task holds the lock (<c>lockdep_assert_held</c>).</summary>
    /// <exception cref="KernelBugException">The current task does not hold it.</exception>
    public void AssertHeld()
    {
        _machine.Touch(this);
        if (_owner != _machine.Current.Id && !_machine.Skips(Class))
        {
            throw new KernelBugException($"{_machine.Current} must hold {Name}, which is held by {Owner?.ToString() ?? "nobody"}");
        }
    }

    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => Name;

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash) => hash.Add(_owner);
}
