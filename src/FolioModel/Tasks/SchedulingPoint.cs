namespace FolioModel;

/// <summary>The places in an operation at which another CPU can see or change something.</summary>
public enum SchedulingPoint
{
    /// <summary>Before a slot of the page cache is loaded.</summary>
    SlotLoad,

    /// <summary>Before a reference is tried to be taken from a pointer that may be stale.</summary>
    TryGet,

    /// <summary>Before the slot is loaded again to see whether it still holds the folio.</summary>
    SlotReload,

    /// <summary>Before a lock is taken.</summary>
    Lock,

    /// <summary>After a lock was released.</summary>
    Unlock,

    /// <summary>Before the folio's mapping is compared again under its lock.</summary>
    MappingRecheck,

    /// <summary>Before the references of the page cache are taken.</summary>
    CacheGet,

    /// <summary>Before an entry is stored.</summary>
    SlotStore,

    /// <summary>Before the references of the page cache are dropped.</summary>
    CachePut,

    /// <summary>Before the count is swapped for 0.</summary>
    Freeze,

    /// <summary>Before the count is set again.</summary>
    Unfreeze,

    /// <summary>Before a folio is put into a CPU's batch.</summary>
    BatchAdd,

    /// <summary>Before a batch is drained.</summary>
    BatchDrain,

    /// <summary>Before a reference is dropped.</summary>
    Put,

    /// <summary>Before pages are allocated.</summary>
    Allocate,

    /// <summary>Before KVM's invalidation sequence is read.</summary>
    SequenceRead,

    /// <summary>Before KVM's invalidation sequence is advanced.</summary>
    SequenceWrite,

    /// <summary>Before an entry is put into the guest's page table.</summary>
    GuestMap,

    /// <summary>
    /// In the middle of what a lock protects. Nobody else gets there, so a run stops here only when the lock is left out on purpose, to
    /// show what
    /// it is for.
    /// </summary>
    Inside,

    /// <summary>A voluntary reschedule (<c>cond_resched</c>).</summary>
    Reschedule,
}
