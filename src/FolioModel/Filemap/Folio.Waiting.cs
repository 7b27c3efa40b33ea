namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>Waits until nobody holds the folio lock, without taking it. Reference effect: none; the caller holds a reference.</summary>
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
