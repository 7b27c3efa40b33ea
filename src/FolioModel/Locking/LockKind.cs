namespace FolioModel.Locking;

/// <summary>What a task does that finds a lock taken, and so what it may do while it holds one.</summary>
public enum LockKind
{
    /// <summary>A task waits for the lock asleep, and may sleep while it holds it: a mutex, a semaphore, a folio's lock.</summary>
    Sleeps,

    /// <summary>A task waits for the lock spinning, and may not sleep while it holds it.</summary>
    Spins,
}
