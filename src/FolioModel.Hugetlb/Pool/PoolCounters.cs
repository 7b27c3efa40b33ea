namespace FolioModel.Hugetlb;

/// <summary>The counters of a pool at one moment, in huge pages.</summary>
/// <param name="Total">Folios the pool owns, free and in use (<c>nr_huge_pages</c>).</param>
/// <param name="Free">Folios on the free list (<c>free_huge_pages</c>).</param>
/// <param name="Reserved">Free folios reserved for a mapping or a mount (<c>resv_huge_pages</c>).</param>
/// <param name="Surplus">Folios above the size asked for, given to the page allocator when freed (<c>surplus_huge_pages</c>).</param>
/// <param name="Target">The size asked for (<c>max_huge_pages</c>).</param>
/// <param name="Overcommit">How many surplus folios may be made on demand (<c>nr_overcommit_huge_pages</c>).</param>
public readonly record struct PoolCounters(long Total, long Free, long Reserved, long Surplus, long Target, long Overcommit)
{
    /// <summary>Folios in use.</summary>
    public long InUse => Total - Free;
}
