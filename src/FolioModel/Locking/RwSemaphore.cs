namespace FolioModel.Locking;

/// <summary>A lock that any number of tasks may hold shared, or one task exclusively; waiters sleep and are served in order.</summary>
/// <remarks>
/// Models <c>struct rw_semaphore</c>: a waiting writer blocks readers that come later; at a release the first waiter gets the lock, and
/// where that is a reader, every reader that waits with it.
/// </remarks>
[SharedState("{Name}", Machine = "_machine")]
public sealed partial class RwSemaphore : KernelLock, ISharedState
{
    [Shared(Unordered = true)]
    private readonly List<int> _readers = [];

    [Shared]
    private readonly LinkedList<Waiter> _waiters = new();

    [Shared]
    private int _writer;

    /// <summary>Creates a free semaphore.</summary>
    /// <param name="machine">The machine it belongs to.</param>
    /// <param name="lockClass">Its class, which decides where it stands in the order.</param>
    /// <param name="name">Its name in reports.</param>
    public RwSemaphore(Machine machine, LockClass lockClass, string name)
        : base(machine, lockClass, name) => _stateNumber = machine.NewStateNumber();

    /// <summary>How many tasks hold it shared.</summary>
    public int Readers => _readers.Count;

    /// <summary>The task that holds it exclusively, or null.</summary>
    public KernelTask? Writer => _writer == 0 ? null : _machine.TaskById(_writer);

    /// <summary>How many tasks wait.</summary>
    public int Waiting => _waiters.Count;

    /// <summary>Takes it shared (<c>down_read</c>).</summary>
    /// <exception cref="KernelDeadlockException">The wait cannot end.</exception>
    [Interleaved]
    public void DownRead()
    {
        WaitForShared();
        _machine.LockOrder?.Acquired(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockAcquire, this, "down_read", shared: true);
    }

    /// <summary>Takes it shared where the order of locks is known to be broken: the order is not checked, the danger remains.</summary>
    /// <exception cref="KernelDeadlockException">The wait cannot end.</exception>
    /// <remarks>Models <c>down_read_nested</c>.</remarks>
    [Interleaved]
    public void DownReadNested()
    {
        WaitForShared();
        _machine.LockOrder?.AcquiredByTrying(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockAcquire, this, "down_read_nested", shared: true);
    }

    /// <summary>Takes it exclusively (<c>down_write</c>).</summary>
    /// <exception cref="KernelDeadlockException">The wait cannot end.</exception>
    [Interleaved]
    public void DownWrite()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        if (_machine.Skips(Class))
        {
            return;
        }

        if (!TryDownWriteCore())
        {
            Waiter waiter = Enqueue(exclusive: true);
            _machine.Instrumentation?.Tell(KernelEventKind.LockWait, this, "down_write");
            while (!waiter.Granted)
            {
                _machine.WaitFor(Class.Wait, this, Name, Writer ?? FirstReader());
            }
        }

        _machine.LockOrder?.Acquired(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockAcquire, this, "down_write");
    }

    /// <summary>Takes it shared if that needs no wait (<c>down_read_trylock</c>).</summary>
    public bool TryDownRead()
    {
        if (_machine.Skips(Class))
        {
            return true;
        }

        bool taken = TryDownReadCore();
        if (taken)
        {
            _machine.LockOrder?.AcquiredByTrying(Class, this);
            _machine.Instrumentation?.Tell(KernelEventKind.LockAcquire, this, "down_read_trylock", shared: true);
        }

        return taken;
    }

    /// <summary>Takes it exclusively if that needs no wait (<c>down_write_trylock</c>).</summary>
    public bool TryDownWrite()
    {
        if (_machine.Skips(Class))
        {
            return true;
        }

        bool taken = TryDownWriteCore();
        if (taken)
        {
            _machine.LockOrder?.AcquiredByTrying(Class, this);
            _machine.Instrumentation?.Tell(KernelEventKind.LockAcquire, this, "down_write_trylock");
        }

        return taken;
    }

    /// <summary>Gives up a shared hold (<c>up_read</c>).</summary>
    /// <exception cref="KernelBugException">The current task does not hold it shared.</exception>
    public void UpRead()
    {
        if (_machine.Skips(Class))
        {
            return;
        }

        TrackState();
        if (!_readers.Remove(_machine.Current.Id))
        {
            throw NotHeld($"{_machine.Current} gives up {Name} but does not hold it shared; {Describe()}");
        }

        _machine.LockOrder?.Released(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockRelease, this, "up_read", shared: true);
        Grant();
    }

    /// <summary>Gives up the exclusive hold (<c>up_write</c>).</summary>
    /// <exception cref="KernelBugException">The current task does not hold it exclusively.</exception>
    public void UpWrite()
    {
        if (_machine.Skips(Class))
        {
            return;
        }

        TrackState();
        AssertHeldExclusively();
        _writer = 0;
        _machine.LockOrder?.Released(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockRelease, this, "up_write");
        Grant();
    }

    /// <summary>Turns the exclusive hold into a shared one without letting a writer in between (<c>downgrade_write</c>).</summary>
    /// <exception cref="KernelBugException">The current task does not hold it exclusively.</exception>
    public void Downgrade()
    {
        if (_machine.Skips(Class))
        {
            return;
        }

        TrackState();
        AssertHeldExclusively();
        _writer = 0;
        _readers.Add(_machine.Current.Id);
        GrantReaders();
    }

    /// <summary>Throws unless the current task holds it exclusively.</summary>
    /// <exception cref="KernelBugException">It does not.</exception>
    public void AssertHeldExclusively()
    {
        TrackState();
        if (_writer != _machine.Current.Id && !_machine.Skips(Class))
        {
            throw NotHeld($"{_machine.Current} must hold {Name} exclusively; {Describe()}");
        }
    }

    /// <summary>Throws unless the current task holds it, shared or exclusively.</summary>
    /// <exception cref="KernelBugException">It does not.</exception>
    public void AssertHeld()
    {
        TrackState();
        if (_writer != _machine.Current.Id && !_readers.Contains(_machine.Current.Id) && !_machine.Skips(Class))
        {
            throw NotHeld($"{_machine.Current} must hold {Name}; {Describe()}");
        }
    }

    private KernelBugException NotHeld(string message) => new(message) { Kind = KernelBugKind.LockNotHeld, Task = _machine.Current };

    /// <summary>The holders and the number of waiting tasks, in words.</summary>
    public string Describe() =>
        _writer != 0 ? $"held exclusively by {Writer}, {Waiting} waiting"
        : _readers.Count > 0 ? $"held shared by {string.Join(", ", _readers.Select(_machine.TaskById))}, {Waiting} waiting"
        : "held by nobody";

    [Interleaved]
    private void WaitForShared()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        if (_machine.Skips(Class))
        {
            return;
        }
        if (!TryDownReadCore())
        {
            Waiter waiter = Enqueue(exclusive: false);
            _machine.Instrumentation?.Tell(KernelEventKind.LockWait, this, "down_read");
            while (!waiter.Granted)
            {
                _machine.WaitFor(Class.Wait, this, Name, Writer ?? FirstReader());
            }
        }
    }

    private KernelTask? FirstReader() => _readers.Count > 0 ? _machine.TaskById(_readers[0]) : null;

    private bool TryDownReadCore()
    {
        TrackState();
        // A waiting writer goes first: otherwise a stream of readers would starve it.
        if (_writer != 0 || _waiters.Count > 0)
        {
            return false;
        }

        _readers.Add(_machine.Current.Id);
        return true;
    }

    private bool TryDownWriteCore()
    {
        TrackState();
        if (_writer != 0 || _readers.Count > 0 || _waiters.Count > 0)
        {
            return false;
        }

        _writer = _machine.Current.Id;
        return true;
    }
}
