namespace FolioModel.Observation;

/// <summary>The kinds of events, named after the kernel's tracepoints where one exists.</summary>
public enum KernelEventKind
{
    /// <summary><c>page_ref_mod</c>: a reference count changed.</summary>
    PageRefMod,

    /// <summary><c>page_ref_freeze</c>: the count was swapped to 0 by a task, which owns the folio now.</summary>
    PageRefFreeze,

    /// <summary><c>page_ref_unfreeze</c>: the owner set the count again.</summary>
    PageRefUnfreeze,

    /// <summary><c>mm_page_alloc</c>: a block left the page allocator.</summary>
    MmPageAlloc,

    /// <summary><c>mm_page_free</c>: a block went back to the page allocator.</summary>
    MmPageFree,

    /// <summary><c>mm_filemap_add_to_page_cache</c>: an entry was stored.</summary>
    MmFilemapAddToPageCache,

    /// <summary><c>mm_filemap_delete_from_page_cache</c>: an entry was removed.</summary>
    MmFilemapDeleteFromPageCache,

    /// <summary><c>mm_lru_insertion</c>: a folio was put on a list for the first time.</summary>
    MmLruInsertion,

    /// <summary><c>mm_lru_activate</c>: a folio was moved to an active list.</summary>
    MmLruActivate,

    /// <summary>The folio lock was taken.</summary>
    FolioLock,

    /// <summary>The folio lock was released.</summary>
    FolioUnlock,

    /// <summary>
    /// A reference got another holder and the count stayed: <see cref="KernelEvent.Holder"/> has it now. The kernel has no such event.
    /// </summary>
    PageRefHandOver,
}

/// <summary>One event, with the state right after it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Pfn">First frame of the folio or block.</param>
/// <param name="Order">Its order.</param>
/// <param name="Count">Its reference count after the event.</param>
/// <param name="Delta">By how much the count changed.</param>
/// <param name="Holder">Who took or dropped the references, where the count changed.</param>
/// <param name="Function">The kernel function in which it happened.</param>
public readonly record struct KernelEvent(
    KernelEventKind Kind,
    Pfn Pfn,
    Order Order,
    int Count,
    int Delta,
    HolderKind Holder,
    string Function);

/// <summary>Watches a machine. Called in the middle of operations: it may read, and must not change, the machine.</summary>
public interface IMachineObserver
{
    /// <summary>Called for each event.</summary>
    /// <param name="machine">The machine in which it happened.</param>
    /// <param name="kernelEvent">The event.</param>
    void OnEvent(Machine machine, in KernelEvent kernelEvent);
}
