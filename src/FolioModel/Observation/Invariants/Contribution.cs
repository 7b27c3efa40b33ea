namespace FolioModel.Observation;

/// <summary>The contribution of one frame to the sums over the machine.</summary>
/// <param name="Pages">Pages of the allocated block that starts here, 0 when none does.</param>
/// <param name="CachedPages">The same as the page cache counts them.</param>
/// <param name="Mapping">The file that caches it, 0 for none.</param>
/// <param name="List">The LRU list it counts on, -1 for none.</param>
/// <param name="BatchReferences">References that batches hold.</param>
/// <param name="IsUnderWriteback">Whether it counts as under writeback.</param>
/// <param name="FilePages">The same as they count among the file pages of the node: once in a file, and once in the swap cache.</param>
internal readonly record struct Contribution(
    int Pages, int CachedPages, int Mapping, sbyte List, int BatchReferences, bool IsUnderWriteback, int FilePages)
{
    /// <summary>Pages that the swap cache has (NR_SWAPCACHE).</summary>
    public int SwapCachedPages { get; init; }

    /// <summary>Pages of a dirty folio whose file counts them (NR_FILE_DIRTY).</summary>
    public int DirtyPages { get; init; }

    public static Contribution Of(Machine machine, int pfn, bool isCached)
    {
        ref PageDescriptor page = ref machine.Map[pfn];
        if (page.State is not (PageState.Allocated or PageState.AllocatedRaw))
        {
            return new Contribution(0, 0, 0, -1, 0, false, 0);
        }

        int list = (page.Flags & FolioFlags.Lru) != 0 ? (int)machine.LruOf(pfn).KindHolding(pfn) : -1;
        int batches = machine.Ledger?.SumsOf(pfn).Batches ?? 0;
        return new Contribution(
            1 << page.Order,
            1 << machine.CacheOrderOf(pfn),
            isCached ? page.Mapping : 0,
            (sbyte)list,
            batches,
            (page.Flags & FolioFlags.Writeback) != 0,
            ((isCached && (page.Flags & FolioFlags.Hugetlb) == 0 ? 1 : 0) + ((page.Flags & FolioFlags.SwapCache) != 0 ? 1
                : 0)) << page.Order)
        {
            SwapCachedPages = (page.Flags & FolioFlags.SwapCache) != 0 ? 1 << page.Order : 0,
            DirtyPages = isCached && (page.Flags & FolioFlags.Dirty) != 0 && machine.AddressSpaceById(page.Mapping)?.AccountsDirty == true
                ? 1 << page.Order : 0,
        };
    }
}
