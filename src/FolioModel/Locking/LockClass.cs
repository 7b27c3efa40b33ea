namespace FolioModel;

/// <summary>The classes of locks, in the order in which a task may take them: outer before inner.</summary>
/// <remarks>The order of the head comments of <c>mm/filemap.c</c> and <c>mm/rmap.c</c>, as facts.</remarks>
public enum LockClass
{
    /// <summary>The VM's memory-slot mutex (<c>kvm->slots_lock</c>).</summary>
    SlotsLock,

    /// <summary>The inode's semaphore (<c>i_rwsem</c>).</summary>
    InodeLock,

    /// <summary>Lets one task at a time change the size of a pool of huge pages (<c>resize_lock</c>).</summary>
    HugetlbResizeLock,

    /// <summary>A mapping's <c>invalidate_lock</c>.</summary>
    InvalidateLock,

    /// <summary>Serialises faults, allocation and removal of one huge page of a file (<c>hugetlb_fault_mutex_table</c>).</summary>
    HugetlbFaultMutex,

    /// <summary>A folio's lock.</summary>
    FolioLock,

    /// <summary>The guest's page tables and invalidation counters (<c>kvm->mmu_lock</c>).</summary>
    MmuLock,

    /// <summary>The inode's spin lock (<c>i_lock</c>).</summary>
    InodeSpinLock,

    /// <summary>A mapping's <c>i_pages</c> lock.</summary>
    PagesLock,

    /// <summary>A map of hugetlb reservations (<c>resv_map->lock</c>).</summary>
    ReservationLock,

    /// <summary>The limits of a hugetlbfs mount (<c>spool->lock</c>).</summary>
    SubpoolLock,

    /// <summary>The pools of huge pages (<c>hugetlb_lock</c>).</summary>
    HugetlbLock,

    /// <summary>The lock of the LRU lists (<c>lru_lock</c>).</summary>
    LruLock,

    /// <summary>A zone's lock.</summary>
    ZoneLock,
}
