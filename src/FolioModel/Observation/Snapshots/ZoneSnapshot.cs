using System.Collections.Immutable;
using FolioModel.Allocation;

namespace FolioModel.Observation;

/// <summary>A zone of the page allocator at one moment.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Free">Pages on the buddy lists.</param>
/// <param name="PerCpu">Pages on the per-CPU lists.</param>
/// <param name="FreeBlocks">Free blocks by order, 0 to 10.</param>
public sealed record ZoneSnapshot(ZoneKind Kind, PageCount Free, PageCount PerCpu, ImmutableArray<int> FreeBlocks)
{
    /// <summary>The first frame.</summary>
    public Pfn First { get; init; }

    /// <summary>Base pages of the zone, free or not.</summary>
    public int Pages { get; init; }

    /// <summary>The numbers of free pages at which the zone changes its behaviour, without the boost.</summary>
    public Watermarks Watermarks { get; init; }

    /// <summary>By how much every watermark is raised.</summary>
    public int WatermarkBoost { get; init; }

    /// <summary>The free blocks on the buddy lists: by order, then by type, then as they will be allocated.</summary>
    public ImmutableArray<BlockSnapshot> Blocks { get; init; } = [];

    /// <summary>The blocks that CPUs keep; a CPU that keeps none is left out.</summary>
    public ImmutableArray<CpuPagesSnapshot> CpuPages { get; init; } = [];
}
