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

    /// <summary>
    /// A free block was halved until it fitted. <see cref="KernelEvent.Order"/> is that of the block taken,
    /// <see cref="KernelEvent.Amount"/> the order that it had.
    /// </summary>
    BuddySplit,

    /// <summary>
    /// Free blocks were merged. <see cref="KernelEvent.Order"/> is that of the merged block, <see cref="KernelEvent.Amount"/> the order
    /// that was freed.
    /// </summary>
    BuddyMerge,

    /// <summary>A CPU's page lists were refilled from the buddy lists; <see cref="KernelEvent.Amount"/> is in pages.</summary>
    PerCpuRefill,

    /// <summary>
    /// <c>mm_page_pcpu_drain</c>: a CPU's page lists gave pages back to the buddy lists; <see cref="KernelEvent.Amount"/> is in pages.
    /// </summary>
    PerCpuDrain,

    /// <summary>
    /// An allocation found a zone without enough free pages. <see cref="KernelEvent.Amount"/> is how many are free,
    /// <see cref="KernelEvent.Detail"/> the watermark that it had to stay above.
    /// </summary>
    WatermarkCrossed,

    /// <summary>
    /// <c>mm_vmscan_wakeup_kswapd</c>: an allocation woke the background reclaimer; <see cref="KernelEvent.Amount"/> is the order that it
    /// wanted.
    /// </summary>
    MmVmscanWakeupKswapd,

    /// <summary>A folio was put into a CPU's batch; <see cref="KernelEvent.Detail"/> is the <see cref="LruBatchKind"/>.</summary>
    LruBatchAdd,

    /// <summary>
    /// A batch is about to be drained: <see cref="KernelEvent.Amount"/> slots are filled; <see cref="KernelEvent.Detail"/> is the
    /// <see cref="LruBatchKind"/>.
    /// </summary>
    LruBatchDrainBegin,

    /// <summary>The batch was drained; <see cref="KernelEvent.Detail"/> is the <see cref="LruBatchKind"/>.</summary>
    LruBatchDrainEnd,

    /// <summary>A folio whose last reference went left its list.</summary>
    LruDelete,

    /// <summary>A folio was moved to an inactive list.</summary>
    LruDeactivate,

    /// <summary>A folio was moved to the tail of its list, where reclaim begins.</summary>
    LruRotate,

    /// <summary>A folio was taken off its list for exclusive work.</summary>
    LruIsolate,

    /// <summary>A lookup, a read or a fault found a folio at <see cref="KernelEvent.Index"/>.</summary>
    PageCacheHit,

    /// <summary>
    /// A lookup, a read or a fault found no folio at <see cref="KernelEvent.Index"/>. What a read brings in because of it is no hit.
    /// </summary>
    PageCacheMiss,

    /// <summary>
    /// Readahead begins to read <see cref="KernelEvent.Amount"/> pages from <see cref="KernelEvent.Index"/> on. With
    /// <see cref="KernelEvent.Detail"/> pages left, the next window is read.
    /// </summary>
    ReadaheadWindow,

    /// <summary><c>writeback_dirty_folio</c>: a clean folio of a file became dirty.</summary>
    FolioDirty,

    /// <summary>A dirty folio of a file became clean, because it is about to be written or was discarded.</summary>
    FolioClean,

    /// <summary><c>folio_start_writeback</c>: writing the folio to the device begins.</summary>
    WritebackBegin,

    /// <summary><c>folio_end_writeback</c>: the folio is on the device.</summary>
    WritebackEnd,

    /// <summary>Reclaim took the folio out of its cache. The removal of the entry, or of the swap cache's, follows it.</summary>
    Reclaimed,

    /// <summary>
    /// <c>workingset_eviction</c>: a shadow takes the place of the evicted folio; <see cref="KernelEvent.Detail"/> is the shadow.
    /// </summary>
    ShadowStored,

    /// <summary>
    /// <c>workingset_refault</c>: a folio came back to where a shadow is. <see cref="KernelEvent.Amount"/> is the refault distance in
    /// pages, or -1 under the multi-generation LRU, <see cref="KernelEvent.Detail"/> 1 if the folio counts as part of the working set.
    /// </summary>
    WorkingsetRefault,

    /// <summary>A node of a page cache was allocated; <see cref="KernelEvent.Detail"/> is its number.</summary>
    XArrayNodeAlloc,

    /// <summary>A node of a page cache was freed; <see cref="KernelEvent.Detail"/> is its number.</summary>
    XArrayNodeFree,

    /// <summary>An entry got a mark; <see cref="KernelEvent.Detail"/> is the <see cref="PageCacheTag"/>.</summary>
    XArrayMarkSet,

    /// <summary>An entry lost a mark; <see cref="KernelEvent.Detail"/> is the <see cref="PageCacheTag"/>.</summary>
    XArrayMarkCleared,

    /// <summary>The task waits for <see cref="KernelEvent.Lock"/>, or for the lock of the folio.</summary>
    LockWait,

    /// <summary>The task has <see cref="KernelEvent.Lock"/> now; <see cref="KernelEvent.Detail"/> is 1 if it may be shared.</summary>
    LockAcquire,

    /// <summary>The task gave <see cref="KernelEvent.Lock"/> up.</summary>
    LockRelease,

    /// <summary>
    /// <c>sched_switch</c>: <see cref="KernelEvent.Task"/> is current now; <see cref="KernelEvent.Detail"/> is the number of the task
    /// before.
    /// </summary>
    SchedSwitch,

    /// <summary>
    /// A task that runs suspended came to the scheduling point that <see cref="KernelEvent.Function"/> names;
    /// <see cref="KernelEvent.Detail"/> is 1 if it stops there.
    /// </summary>
    PointPassed,

    /// <summary>
    /// <c>exceptions:page_fault_user</c>: a process touched the page <see cref="KernelEvent.Detail"/> of its memory that the page table
    /// does not show.
    /// </summary>
    PageFault,

    /// <summary>A page table maps <see cref="KernelEvent.Amount"/> more pages of the folio.</summary>
    PageMap,

    /// <summary>A page table maps <see cref="KernelEvent.Amount"/> fewer pages of the folio.</summary>
    PageUnmap,

    /// <summary>The folio was pinned <see cref="KernelEvent.Amount"/> times for direct access.</summary>
    FolioPin,

    /// <summary><see cref="KernelEvent.Amount"/> pins of the folio were taken back.</summary>
    FolioUnpin,

    /// <summary><see cref="KernelEvent.Amount"/> swap slots from <see cref="KernelEvent.Detail"/> on were given out.</summary>
    SwapSlotAlloc,

    /// <summary>The swap slot <see cref="KernelEvent.Detail"/> has no user any more.</summary>
    SwapSlotFree,
}
