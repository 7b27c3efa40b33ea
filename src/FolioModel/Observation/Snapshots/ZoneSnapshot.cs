using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A zone of the page allocator at one moment.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Free">Pages on the buddy lists.</param>
/// <param name="PerCpu">Pages on the per-CPU lists.</param>
/// <param name="FreeBlocks">Free blocks by order, 0 to 10.</param>
public sealed record ZoneSnapshot(ZoneKind Kind, PageCount Free, PageCount PerCpu, ImmutableArray<int> FreeBlocks);
