using FolioModel.Allocation;

namespace FolioModel.Observation;

/// <summary>A block of the page allocator at one moment: free on a buddy list, or kept by a CPU.</summary>
/// <param name="First">Its first frame.</param>
/// <param name="Order">Its size as a power of two.</param>
/// <param name="Type">The migrate type of the pageblock that it lies in.</param>
public readonly record struct BlockSnapshot(Pfn First, Order Order, MigrateType Type);
