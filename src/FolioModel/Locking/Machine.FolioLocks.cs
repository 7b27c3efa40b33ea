namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Who locked which folio; kept only while locks are checked or strict.</summary>
    private readonly Dictionary<int, KernelTask> _folioLockOwners = [];

    /// <summary>Keys of the folios that somebody has waited for.</summary>
    private readonly Dictionary<int, FolioKey> _folioKeys = [];

    /// <summary>The task that holds a folio's lock, or null when nobody does or neither <see cref="MachineOptions.LockChecking"/> nor
    /// <see cref="MachineOptions.StrictFolioLocks"/> is on.</summary>
    /// <param name="folio">The folio.</param>
    public KernelTask? LockOwnerOf(Folio folio) => _folioLockOwners.GetValueOrDefault(folio.Frame);

    private bool KeepsFolioLockOwners => LockOrder is not null || Options.StrictFolioLocks;

    /// <summary>Throws when locks are strict and the folio is locked by somebody else than the current task.</summary>
    internal void CheckUnlocker(int pfn)
    {
        if (Options.StrictFolioLocks && _folioLockOwners.TryGetValue(pfn, out KernelTask? owner) && owner != Current)
        {
            ThrowBug(pfn, $"folio_unlock: {owner} locked the folio, and {Current} unlocks it");
        }
    }

    internal void FolioLocked(int pfn, string function)
    {
        if (KeepsFolioLockOwners)
        {
            _folioLockOwners[pfn] = Current;
        }

        _instrumentation?.Report(KernelEventKind.FolioLock, pfn, 0, HolderKind.Allocation, function);
    }

    internal void FolioUnlocked(int pfn, bool waiters)
    {
        if (KeepsFolioLockOwners)
        {
            _folioLockOwners.Remove(pfn);
        }

        _instrumentation?.Report(KernelEventKind.FolioUnlock, pfn, 0, HolderKind.Allocation, "folio_unlock");
        if (waiters)
        {
            WakeAll(KeyOf(pfn));
        }
    }

    [Interleaved]
    internal void WaitForFolio(int pfn) => WaitFor(KeyOf(pfn), $"the lock of {Dump(pfn)}", _folioLockOwners.GetValueOrDefault(pfn));

    [Interleaved]
    internal void WaitForWriteback(int pfn) => WaitFor(KeyOf(pfn), $"writeback of {Dump(pfn)}", null);

    internal void WritebackEnded(int pfn)
    {
        if (_folioKeys.TryGetValue(pfn, out FolioKey? key))
        {
            WakeAll(key);
        }
    }

    private FolioKey KeyOf(int pfn)
    {
        if (!_folioKeys.TryGetValue(pfn, out FolioKey? key))
        {
            _folioKeys[pfn] = key = new FolioKey();
        }

        return key;
    }

    /// <summary>What tasks wait on for one folio (the kernel's hashed wait queues).</summary>
    private sealed class FolioKey;
}
