using System.Runtime.CompilerServices;

namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>Whether the folio lock is held (<c>folio_test_locked</c>).</summary>
    public bool IsLocked => Has(FolioFlags.Locked);

    /// <summary>
    /// Takes the folio lock, and waits while another task holds it. Reference effect: none; the caller must hold a reference from
    /// elsewhere.
    /// </summary>
    /// <exception cref="KernelDeadlockException">The wait cannot end.</exception>
    /// <remarks>Models <c>folio_lock</c>.</remarks>
    [Interleaved]
    public void Lock()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        while (!_machine.TakeFolioLock(ref Page))
        {
            Page.Flags |= FolioFlags.Waiters;
            _machine.WaitForFolio(_pfn);
        }

        _machine.FolioLockAcquired(_pfn);
    }

    /// <summary>
    /// Takes the folio lock if it is free. Reference effect: none; the caller must hold a reference from elsewhere.
    /// </summary>
    /// <returns>Whether the current task holds the lock now.</returns>
    /// <remarks>
    /// Models <c>folio_trylock</c>. What the caller saw of the folio may have changed by then, whether it gets the lock or not.
    /// </remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryLock()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        return _machine.TryLockFolio(ref Page, _pfn);
    }

    /// <summary>Releases the folio lock and wakes the tasks that wait for it.</summary>
    /// <exception cref="KernelBugException">
    /// The folio is not locked, or another task locked it and <see cref="MachineOptions.StrictFolioLocks"/> is on.
    /// </exception>
    /// <remarks>Models <c>folio_unlock</c>. The kernel lets another task unlock (input and output completion does).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Unlock() => _machine.UnlockFolio(ref Page, _pfn);
}
