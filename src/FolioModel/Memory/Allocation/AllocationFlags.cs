namespace FolioModel.Allocation;

/// <summary>
/// The rights of an attempt at the free lists: derived from <see cref="GfpFlags"/>, differently in the fast and the slow path.
/// </summary>
/// <remarks>Models the <c>ALLOC_*</c> flags. <c>ALLOC_CPUSET</c> is missing: a machine has one node, so cpusets exclude nothing.</remarks>
[Flags]
internal enum AllocationFlags
{
    /// <summary>Stay above the MIN watermark.</summary>
    WatermarkMin = 0,

    /// <summary>Stay above the LOW watermark.</summary>
    WatermarkLow = 1,

    /// <summary>Stay above the HIGH watermark.</summary>
    WatermarkHigh = 2,

    WatermarkMask = 3,

    NoWatermarks = 4,

    /// <summary>A task that is being killed for want of memory: half of the reserve.</summary>
    Oom = 8,

    /// <summary>Cannot sleep: together with <see cref="MinReserve"/> another quarter of what is left of the reserve.</summary>
    NonBlock = 0x10,

    /// <summary>Half of the reserve (<c>__GFP_HIGH</c>).</summary>
    MinReserve = 0x20,

    Cma = 0x80,

    /// <summary>Rather use a lower zone than mix types in one pageblock.</summary>
    NoFragment = 0x100,

    HighAtomic = 0x200,

    /// <summary>May wake the background reclaimer: the same bit as <see cref="GfpFlags.KswapdReclaim"/>.</summary>
    Kswapd = (int)GfpFlags.KswapdReclaim,

    AnyReserve = NonBlock | MinReserve | HighAtomic | Oom,
}
