namespace FolioModel.Locking;

/// <summary>How a task waits for a lock, and therefore whether its holder may sleep.</summary>
public enum LockKind
{
    /// <summary>A task waits for the lock asleep, and may sleep while it holds it: a mutex, a semaphore, a folio's lock.</summary>
    Sleeps,

    /// <summary>A task waits for the lock spinning, and may not sleep while it holds it.</summary>
    Spins,
}
