using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>The classes of hugetlb's locks.</summary>
public static class HugetlbLocks
{
    /// <summary>Lets one task at a time change the size of a pool (<c>resize_lock</c>). Rank 150.</summary>
    public static readonly LockClass ResizeLock = new("HugetlbResizeLock", 150, LockKind.Sleeps);

    /// <summary>
    /// Serialises faults, allocation and removal of one huge page of a file (<c>hugetlb_fault_mutex_table</c>). Rank 250.
    /// </summary>
    public static readonly LockClass FaultMutex = new("HugetlbFaultMutex", 250, LockKind.Sleeps);

    /// <summary>A map of reservations (<c>resv_map->lock</c>). Rank 550.</summary>
    public static readonly LockClass ReservationLock = new("ReservationLock", 550, LockKind.Spins);

    /// <summary>The limits of a mount (<c>spool->lock</c>). Rank 560.</summary>
    public static readonly LockClass SubpoolLock = new("SubpoolLock", 560, LockKind.Spins);

    /// <summary>The pools of huge pages (<c>hugetlb_lock</c>). Rank 570.</summary>
    public static readonly LockClass HugetlbLock = new("HugetlbLock", 570, LockKind.Spins);

    /// <summary>All of them, outer before inner.</summary>
    public static ImmutableArray<LockClass> All { get; } = [ResizeLock, FaultMutex, ReservationLock, SubpoolLock, HugetlbLock];
}
