namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Who locked which folio; kept only while locks are checked.</summary>
    private readonly Dictionary<int, KernelTask> _folioLockOwners = [];

    /// <summary>Keys of the folios that somebody has waited for.</summary>
    private readonly Dictionary<int, FolioKey> _folioKeys = [];

    /// <summary>The task that holds a folio's lock, or null when nobody does or <see cref="MachineOptions.LockChecking"/> is off.</summary>
    /// <param name="folio">The folio.</param>
    public KernelTask? LockOwnerOf(Folio folio) => _folioLockOwners.GetValueOrDefault(folio.Frame);

    internal void FolioLocked(int pfn, string function)
    {
        if (LockOrder is not null)
        {
            _folioLockOwners[pfn] = Current;
        }

        _instrumentation?.Report(KernelEventKind.FolioLock, pfn, 0, HolderKind.Allocation, function);
    }

    internal void FolioUnlocked(int pfn, bool waiters)
    {
        if (LockOrder is not null)
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
