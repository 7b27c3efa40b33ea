using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel.Locking;

/// <summary>A lock that its holder does not sleep under.</summary>
/// <remarks>Models <c>spinlock_t</c>.</remarks>
[SharedState("{Name}", Machine = "_machine")]
public sealed partial class SpinLock : KernelLock, ISharedState
{
    [Shared]
    private int _owner;

    /// <summary>Creates a free lock.</summary>
    /// <param name="machine">The machine it belongs to.</param>
    /// <param name="lockClass">Its class, which decides where it stands in the order.</param>
    /// <param name="name">Its name in reports.</param>
    public SpinLock(Machine machine, LockClass lockClass, string name)
        : base(machine, lockClass, name) => _stateNumber = machine.NewStateNumber();

    /// <summary>The task that holds the lock, or null.</summary>
    public KernelTask? Owner => _owner == 0 ? null : _machine.TaskById(_owner);

    /// <summary>Takes the lock (<c>spin_lock</c>).</summary>
    /// <exception cref="KernelDeadlockException">The holder cannot run, or is the current task itself.</exception>
    /// <exception cref="KernelBugException">Lock checking is on and an inner lock is already held.</exception>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Acquire()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        if (IsSkipped)
        {
            return;
        }

        TrackState();
        while (_owner != 0)
        {
            _machine.Instrumentation?.Tell(KernelEventKind.LockWait, this, "spin_lock");
            _machine.SpinFor(Class.Wait, this, Name, Owner);

            // Woken, it is in another step.
            TrackState();
        }

        _owner = _machine.Current.Id;
        _machine.LockOrder?.Acquired(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockAcquire, this, "spin_lock");
    }

    /// <summary>Takes the lock if it is free (<c>spin_trylock</c>).</summary>
    public bool TryAcquire()
    {
        TrackState();
        if (IsSkipped)
        {
            return true;
        }

        if (_owner != 0)
        {
            return false;
        }

        _owner = _machine.Current.Id;
        _machine.LockOrder?.AcquiredByTrying(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockAcquire, this, "spin_trylock");
        return true;
    }

    /// <summary>Releases the lock (<c>spin_unlock</c>).</summary>
    /// <exception cref="KernelBugException">The current task does not hold it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        if (IsSkipped)
        {
            return;
        }

        AssertHeld();
        _owner = 0;
        _machine.LockOrder?.Released(Class, this);
        _machine.Instrumentation?.Tell(KernelEventKind.LockRelease, this, "spin_unlock");
        _machine.WakeAll(this);
    }

    /// <summary>Throws unless the current task holds the lock (<c>lockdep_assert_held</c>).</summary>
    /// <exception cref="KernelBugException">The current task does not hold it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AssertHeld()
    {
        TrackState();
        if (_owner != _machine.Current.Id && !IsSkipped)
        {
            ThrowNotHeld();
        }
    }

    [DoesNotReturn]
    private void ThrowNotHeld() =>
        throw new KernelBugException($"{_machine.Current} must hold {Name}, which is held by {Owner?.ToString() ?? "nobody"}")
        {
            Kind = KernelBugKind.LockNotHeld,
            Task = _machine.Current,
        };

    /// <summary>Whether locks of this class are not taken, to show what they are for.</summary>
    private bool IsSkipped => AccessTracking.IsOn && _machine.Skips(Class);
}
