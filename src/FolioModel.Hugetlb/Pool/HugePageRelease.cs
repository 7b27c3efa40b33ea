namespace FolioModel.Hugetlb;

/// <summary>The result of the last put of a huge page.</summary>
/// <param name="Pfn">Its first frame.</param>
/// <param name="Dissolved">It went to the page allocator, not to the free list: it was surplus or temporary.</param>
/// <param name="ReserveRestored">A reservation came back with it.</param>
public readonly record struct HugePageRelease(Pfn Pfn, bool Dissolved, bool ReserveRestored);
