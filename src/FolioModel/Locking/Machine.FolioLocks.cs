namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Who locked which folio; kept only while locks are checked.</summary>
    private readonly Dictionary<int, KernelTask> _folioLockOwners = [];

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
            WakeAll(this);
        }
    }

    internal void WaitForFolio(int pfn) => WaitFor(this, $"the lock of {Dump(pfn)}", _folioLockOwners.GetValueOrDefault(pfn));

    internal void WaitForWriteback(int pfn) => WaitFor(this, $"writeback of {Dump(pfn)}", null);
}
