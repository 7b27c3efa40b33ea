namespace FolioModel.Groups;

/// <summary>How often limits of a memory control group mattered.</summary>
/// <remarks>Models <c>memory.events.local</c>.</remarks>
public sealed class MemoryGroupEvents
{
    /// <summary>The group was reclaimed although it was below <see cref="MemoryGroup.Low"/> (<c>low</c>).</summary>
    public long Low { get; internal set; }

    /// <summary>The group was above <see cref="MemoryGroup.High"/> and had to reclaim (<c>high</c>).</summary>
    public long High { get; internal set; }

    /// <summary>A charge met <see cref="MemoryGroup.Max"/> (<c>max</c>).</summary>
    public long Max { get; internal set; }

    /// <summary>A charge failed after all reclaim (<c>oom</c>).</summary>
    public long OutOfMemory { get; internal set; }

    /// <summary>
    /// A page could not go to swap because of <see cref="MemoryGroup.SwapMax"/> (<c>max</c> of <c>memory.swap.events</c>).
    /// </summary>
    public long SwapMax { get; internal set; }

    /// <summary>A process of the group was ended for want of memory (<c>oom_kill</c>).</summary>
    public long OutOfMemoryKills { get; internal set; }
}
