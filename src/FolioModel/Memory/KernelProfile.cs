namespace FolioModel;

/// <summary>The constants of a kernel version. Semantics that changed between versions are chosen here and nowhere else.</summary>
public sealed record KernelProfile
{
    /// <summary>The largest order a block of the page allocator can have (<c>MAX_PAGE_ORDER</c>).</summary>
    internal const int LargestOrder = 10;

    /// <summary>Linux 6.12 on x86-64, the version that was recorded. The default.</summary>
    public static KernelProfile Linux612 { get; } = new() { Name = "6.12" };

    /// <summary>
    /// Linux of 2023 (6.5): batches of 15, and one cache reference for a huge page of a pool.
    /// </summary>
    public static KernelProfile Linux2023 { get; } = new() { Name = "2023", FolioBatchCapacity = 15, PooledIndexInBasePages = false };

    /// <summary>All profiles, oldest first.</summary>
    public static IReadOnlyList<KernelProfile> All { get; } = [Linux2023, Linux612];

    /// <summary>The name under which the command knows it.</summary>
    public required string Name { get; init; }

    /// <summary>Slots of a folio batch (<c>PAGEVEC_SIZE</c>): 31 since 6.9, 15 before.</summary>
    public int FolioBatchCapacity { get; init; } = 31;

    /// <summary>The largest order of a folio in the page cache (<c>MAX_PAGECACHE_ORDER</c>).</summary>
    public int MaxPageCacheOrder { get; init; } = Order.PmdValue;

    /// <summary>
    /// Huge pages of a pool are cached like other folios: an entry of their order, an index in base pages and a reference for each page.
    /// That holds since 6.7. Before, they had an entry of order 0, an index in huge pages and one reference.
    /// </summary>
    public bool PooledIndexInBasePages { get; init; } = true;

    /// <summary>The multi-generation LRU is on (<c>lru_gen_enabled</c>).</summary>
    public bool MultiGenerationLru { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
