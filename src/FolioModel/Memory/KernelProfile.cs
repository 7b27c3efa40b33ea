namespace FolioModel;

/// <summary>The constants and rules of a kernel version. Semantics that changed are chosen here and nowhere else.</summary>
/// <remarks>
/// Each property names the change, the release it came with, and where that is known from. <c>docs/reference/kernels.md</c> has the same as
/// a table, with how sure each one is.
/// </remarks>
public sealed partial record KernelProfile
{
    /// <summary>The largest order a block of the page allocator can have (<c>MAX_PAGE_ORDER</c>).</summary>
    internal const int LargestOrder = 10;

    /// <summary>The name under which the command knows it.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Which series proposes what differs from the newest release; null for a kernel that was released. A proposal may never be merged, or
    /// be merged in another form.
    /// </summary>
    public string? Proposal { get; init; }

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

    /// <summary>
    /// The allocator hands out pages with count 0 and the caller's reference is made afterwards (<c>alloc_frozen_pages</c>,
    /// <c>set_page_refcounted</c>): the tracepoint <c>mm_page_alloc</c> comes before the count is 1. Since 6.14; before, the count was 1
    /// when the page left the free lists.
    /// </summary>
    public bool AllocatesFrozen { get; init; }

    /// <summary>
    /// Uncached buffered input and output exist (<c>RWF_DONTCACHE</c>, <c>PG_dropbehind</c>): a folio that was made for it leaves the cache
    /// when its writeback ends, unless an ordinary lookup found it meanwhile. Since 6.14.
    /// </summary>
    public bool HasUncachedIo { get; init; }

    /// <summary>
    /// The end of uncached writeback looks again, under the folio's lock, whether the folio is dirty or under writeback by now
    /// (<c>filemap_end_dropbehind</c>). Since 6.16, after a report of May 2025 (Axboe, "gate dropbehind invalidate on folio !dirty and
    /// !writeback"); 6.14 and 6.15 as released did not.
    /// </summary>
    public bool LooksAgainBeforeDropBehind { get; init; }

    /// <summary>
    /// Truncation splits a large folio around the hole only, into parts that are as large as can be (<c>folio_split</c>, commit
    /// 7460b470a131). Since 6.15; before, into single pages.
    /// </summary>
    public bool SplitsAroundHoles { get; init; }

    /// <summary>
    /// Folios of every file may be split into folios of an order above 0. Since 6.15, with <see cref="SplitsAroundHoles"/>; before,
    /// <see cref="AddressSpaceOptions.SplitsToSinglePagesOnly"/> refused it.
    /// </summary>
    public bool SplitsToAnyOrder { get; init; }

    /// <summary>
    /// Slots of a rotational swap disk are looked for one behind the other (<c>scan_swap_map_slots</c>), and large folios are not swapped
    /// to it. Up to 6.13; since 6.14 a disk has clusters like other devices.
    /// </summary>
    public bool SearchesDisksSlotBySlot { get; init; } = true;

    /// <summary>
    /// The swap cache is a table for each cluster of 512 slots, with the cluster's lock (swap table, phase I): adding a folio needs no
    /// memory, and a lookup does not read the slot again but leaves that to the caller, who locks the folio. Since 6.18; before, an XArray
    /// with its <c>i_pages</c> lock. The references are the same: one for each page.
    /// </summary>
    public bool HasSwapTable { get; init; }

    /// <summary>
    /// A folio is in the swap cache as soon as its slots are given out or claimed (swap table, phase II: <c>SWAP_HAS_CACHE</c> is gone):
    /// there is no moment at which a slot is claimed and no folio can be found. Since 7.0 (commit 270f095179ff).
    /// </summary>
    public bool ClaimsSlotsWithFolio { get; init; }

    /// <summary>
    /// Pages of a pool of huge pages come from the allocator with count 0 and go back so, without a round from 0 to 1 and back
    /// (<c>alloc_contig_frozen_pages</c>). Since 7.0 for gigantic pages (commits 14f270761d33, e0c1326779cc); for 2 MiB pages by a patch of
    /// 2025 whose first release was not looked up, and which is taken together with it here.
    /// </summary>
    public bool KeepsHugePagesFrozen { get; init; }

    /// <summary>
    /// A folio that only its slot of the lru_add batch still holds is freed when the batch is drained, without ever being on the LRU.
    /// A proposal of April 2026 ("mm/swap: free dead folios at drain").
    /// </summary>
    public bool FreesDeadFoliosAtDrain { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
