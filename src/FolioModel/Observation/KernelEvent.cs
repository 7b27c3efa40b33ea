namespace FolioModel.Observation;

/// <summary>One event, with the state right after it.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Pfn">First frame of the folio or block; -1 when the event is about none.</param>
/// <param name="Order">Its order.</param>
/// <param name="Count">Its reference count after the event.</param>
/// <param name="Delta">By how much the count changed.</param>
/// <param name="Holder">The holder that got or gave up the references; null when no reference changed hands.</param>
/// <param name="Function">The kernel function in which it happened.</param>
public readonly record struct KernelEvent(
    KernelEventKind Kind,
    Pfn Pfn,
    Order Order,
    int Count,
    int Delta,
    HolderKind? Holder,
    string Function)
{
    /// <summary>Whether the event is about a folio or block: otherwise <see cref="Pfn"/>, order and count say nothing.</summary>
    public bool HasPage => Pfn.Value >= 0;

    /// <summary>The file whose cache the event is about, or null.</summary>
    public AddressSpace? File { get; init; }

    /// <summary>The first page of the event in <see cref="File"/>.</summary>
    public PageIndex Index { get; init; }

    /// <summary>The task in whose name it happened.</summary>
    public required KernelTask Task { get; init; }

    /// <summary>The CPU of that task.</summary>
    public int Cpu { get; init; }

    /// <summary>The lock, of events of <see cref="KernelEventGroups.Locks"/>; null for a folio's, which is no object.</summary>
    public KernelLock? Lock { get; init; }

    /// <summary>A size, as the kind of event says; 0 where it says nothing.</summary>
    public long Amount { get; init; }

    /// <summary>A second number, as the kind of event says; 0 where it says nothing.</summary>
    public long Detail { get; init; }

    /// <summary>The group of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no kind that is declared.</exception>
    public static KernelEventGroups GroupOf(KernelEventKind kind) => kind switch
    {
        KernelEventKind.PageRefMod or KernelEventKind.PageRefFreeze or KernelEventKind.PageRefUnfreeze or KernelEventKind.MmPageAlloc
            or KernelEventKind.MmPageFree or KernelEventKind.MmFilemapAddToPageCache or KernelEventKind.MmFilemapDeleteFromPageCache
            or KernelEventKind.MmLruInsertion or KernelEventKind.MmLruActivate or KernelEventKind.FolioLock
            or KernelEventKind.FolioUnlock or KernelEventKind.PageRefHandOver => KernelEventGroups.Pages,
        KernelEventKind.BuddySplit or KernelEventKind.BuddyMerge or KernelEventKind.PerCpuRefill or KernelEventKind.PerCpuDrain
            or KernelEventKind.WatermarkCrossed or KernelEventKind.MmVmscanWakeupKswapd => KernelEventGroups.Allocator,
        KernelEventKind.LruBatchAdd or KernelEventKind.LruBatchDrainBegin or KernelEventKind.LruBatchDrainEnd
            or KernelEventKind.LruDelete or KernelEventKind.LruDeactivate or KernelEventKind.LruRotate
            or KernelEventKind.LruIsolate => KernelEventGroups.Lists,
        KernelEventKind.PageCacheHit or KernelEventKind.PageCacheMiss or KernelEventKind.ReadaheadWindow or KernelEventKind.FolioDirty
            or KernelEventKind.FolioClean or KernelEventKind.WritebackBegin or KernelEventKind.WritebackEnd
            or KernelEventKind.Reclaimed or KernelEventKind.ShadowStored or KernelEventKind.WorkingsetRefault
            or KernelEventKind.XArrayNodeAlloc or KernelEventKind.XArrayNodeFree or KernelEventKind.XArrayMarkSet
            or KernelEventKind.XArrayMarkCleared => KernelEventGroups.Cache,
        KernelEventKind.LockWait or KernelEventKind.LockAcquire or KernelEventKind.LockRelease => KernelEventGroups.Locks,
        KernelEventKind.SchedSwitch or KernelEventKind.PointPassed => KernelEventGroups.Tasks,
        KernelEventKind.PageFault or KernelEventKind.PageMap or KernelEventKind.PageUnmap or KernelEventKind.FolioPin
            or KernelEventKind.FolioUnpin => KernelEventGroups.Mappings,
        KernelEventKind.SwapSlotAlloc or KernelEventKind.SwapSlotFree => KernelEventGroups.Swap,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "expected one of the declared kinds"),
    };
}
