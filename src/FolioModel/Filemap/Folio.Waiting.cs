namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Leaves the folio lock to a device that unlocks the folio when it has filled it: no task holds the lock any more. Reference effect:
    /// none.
    /// </summary>
    /// <exception cref="KernelBugException">The folio is not locked.</exception>
    public void GiveLockToDevice()
    {
        if (!IsLocked)
        {
            _machine.ThrowBug(_pfn, "a lock is given to a device: expected a locked folio");
        }

        _machine.FolioLockGivenAway(_pfn);
    }

    /// <summary>Waits until the folio lock is free, without taking it. Reference effect: none; the caller holds a reference.</summary>
    /// <exception cref="KernelDeadlockException">The wait cannot end.</exception>
    /// <remarks>Models <c>folio_wait_locked</c>.</remarks>
    [Interleaved]
    public void WaitUntilUnlocked()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        while (IsLocked)
        {
            Page.Flags |= FolioFlags.Waiters;
            _machine.WaitForFolio(_pfn);
        }
    }
}
