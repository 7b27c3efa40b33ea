namespace FolioModel.Locking;

/// <summary>A lock that a task holds, as <see cref="Machine.LocksHeldBy"/> lists it.</summary>
/// <param name="Class">The lock's class.</param>
/// <param name="Lock">The <see cref="SpinLock"/> or <see cref="RwSemaphore"/>, or null for a folio's lock.</param>
/// <param name="Frame">The folio's first frame, where it is a folio's lock.</param>
public readonly record struct HeldLock(LockClass Class, object? Lock, Pfn Frame)
{
    /// <summary>The lock's name in reports.</summary>
    public string Name => Lock switch
    {
        SpinLock spin => spin.Name,
        RwSemaphore semaphore => semaphore.Name,
        _ => $"folio pfn 0x{Frame.Value:x}",
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
