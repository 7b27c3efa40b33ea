namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>Whether the folio lock is held (<c>folio_test_locked</c>).</summary>
    public bool IsLocked => Has(FolioFlags.Locked);

    /// <summary>Takes the folio lock, waiting for whoever holds it. Reference effect: none; the caller must hold a reference from elsewhere.</summary>
    /// <exception cref="KernelDeadlockException">The wait cannot end.</exception>
    /// <remarks>Models <c>folio_lock</c>.</remarks>
    [Interleaved]
    public void Lock()
    {
        _machine.Point(SchedulingPoint.Lock, this);
        while (!TryLockCore())
        {
            Page.Flags |= FolioFlags.Waiters;
            _machine.WaitForFolio(_pfn);
        }

        _machine.LockOrder?.FolioAcquired(_pfn);
        _machine.FolioLocked(_pfn, "folio_lock");
    }

    /// <summary>Takes the folio lock if nobody holds it (<c>folio_trylock</c>).</summary>
    /// <returns>Whether the current task holds the lock now.</returns>
    public bool TryLock()
    {
        if (!TryLockCore())
        {
            return false;
        }

        _machine.LockOrder?.FolioAcquiredByTrying(_pfn);
        _machine.FolioLocked(_pfn, "folio_trylock");
        return true;
    }

    /// <summary>Releases the folio lock and wakes whoever waits for it.</summary>
    /// <exception cref="KernelBugException">The folio is not locked, or with <see cref="MachineOptions.StrictFolioLocks"/> by somebody else.</exception>
    /// <remarks>Models <c>folio_unlock</c>. The kernel lets another task unlock (input and output completion does).</remarks>
    public void Unlock()
    {
        ref PageDescriptor page = ref Page;
        if ((page.Flags & FolioFlags.Locked) == 0)
        {
            if (_machine.Skips(LockClass.FolioLock))
            {
                return;
            }

            _machine.ThrowBug(_pfn, "folio_unlock: the folio is not locked");
        }

        _machine.CheckUnlocker(_pfn);
        bool waiters = (page.Flags & FolioFlags.Waiters) != 0;
        page.Flags &= ~(FolioFlags.Locked | FolioFlags.Waiters);
        _machine.LockOrder?.FolioReleased(_pfn);
        _machine.FolioUnlocked(_pfn, waiters);
    }

    private bool TryLockCore()
    {
        ref PageDescriptor page = ref Page;
        if ((page.Flags & FolioFlags.Locked) != 0)
        {
            if (_machine.Skips(LockClass.FolioLock))
            {
                return true;
            }

            return false;
        }

        page.Flags |= FolioFlags.Locked;
        return true;
    }
}
