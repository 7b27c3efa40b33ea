using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of pages and the page allocator.</summary>
public static class PageInvariants
{
    /// <summary>I-01. For every folio: _refcount == sum of all recorded holders, or the folio is frozen and _refcount == 0.</summary>
    public static readonly Invariant LedgerSumEqualsCount = new(
        Invariant.Core, nameof(LedgerSumEqualsCount),
        "For every folio: _refcount == sum of all recorded holders, or the folio is frozen and _refcount == 0",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 1,
        Group = InvariantGroups.Pages,
        Reason = "master ledger",
        Where = "every folio, ledger on",
    };

    /// <summary>
    /// I-02. Every managed pfn is in exactly one of: inside one buddy block, inside one pcp block, inside one allocated block (folio or
    /// raw), taken out as failed memory.
    /// </summary>
    public static readonly Invariant EveryFrameInExactlyOneBlock = new(
        Invariant.Core, nameof(EveryFrameInExactlyOneBlock),
        "Every managed pfn is in exactly one of: inside one buddy block, inside one pcp block, inside one allocated block "
            + "(folio or raw), taken out as failed memory",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 2,
        Group = InvariantGroups.Pages,
        Reason = "conservation: no page is lost or handed out twice",
        KernelCheck = "bad_range, page_is_buddy",
        Where = "block walk; after each step as a sum over the machine",
    };

    /// <summary>I-03. Σ_o 2^o·nr_free[o] == NR_FREE_PAGES + pages in ISOLATE blocks.</summary>
    public static readonly Invariant FreeListsMatchFreePages = new(
        Invariant.Core, nameof(FreeListsMatchFreePages),
        "Σ_o 2^o·nr_free[o] == NR_FREE_PAGES + pages in ISOLATE blocks",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 3,
        Group = InvariantGroups.Pages,
        Reason = "accounting",
        Where = "zone audit",
    };

    /// <summary>I-04. pcp.count == Σ 2^order over its lists, ≥ 0.</summary>
    public static readonly Invariant PerCpuListsMatchTheirCount = new(
        Invariant.Core, nameof(PerCpuListsMatchTheirCount),
        "pcp.count == Σ 2^order over its lists, ≥ 0",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 4,
        Group = InvariantGroups.Pages,
        Where = "zone audit",
    };

    /// <summary>I-05. A buddy block of order o has pfn aligned to 2^o, order ≤ 10, lies in one zone.</summary>
    public static readonly Invariant FreeBlockIsAligned = new(
        Invariant.Core, nameof(FreeBlockIsAligned),
        "A buddy block of order o has pfn aligned to 2^o, order ≤ 10, lies in one zone",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 5,
        Group = InvariantGroups.Pages,
        KernelCheck = "VM_BUG_ON_PAGE(pfn & …), bad_range in __free_one_page",
        Where = "zone audit",
    };

    /// <summary>
    /// I-06. No two free buddies of equal order below MAX_PAGE_ORDER are both on free lists with mergeable types (quiescent).
    /// </summary>
    public static readonly Invariant BuddiesAreMerged = new(
        Invariant.Core, nameof(BuddiesAreMerged),
        "No two free buddies of equal order below MAX_PAGE_ORDER are both on free lists with mergeable types (quiescent)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 6,
        Group = InvariantGroups.Pages,
        Reason = "merging is eager",
        Where = "zone audit",
    };

    /// <summary>I-07. Buddy and pcp pages have _refcount == 0, mapcount 0, no mapping, no checked flags.</summary>
    public static readonly Invariant FreePageIsClean = new(
        Invariant.Core, nameof(FreePageIsClean),
        "Buddy and pcp pages have _refcount == 0, mapcount 0, no mapping, no checked flags",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 7,
        Group = InvariantGroups.Pages,
        KernelCheck = "page_is_buddy (VM_BUG_ON_PAGE(page_count(buddy) != 0)), free_page_is_bad, check_new_page",
        Where = "zone audit; after each step for the blocks touched",
    };

    /// <summary>I-08. A block below pageblock_order is on the list of its pageblock's type.</summary>
    public static readonly Invariant FreeBlockIsOnItsTypesList = new(
        Invariant.Core, nameof(FreeBlockIsOnItsTypesList),
        "A block below pageblock_order is on the list of its pageblock's type",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 8,
        Group = InvariantGroups.Pages,
        KernelCheck = "VM_WARN_ONCE in __add_to_free_list, __del_page_from_free_list",
        Where = "zone audit",
    };

    /// <summary>
    /// I-09. A freshly allocated page: ref 1 on the first page, 0 elsewhere, no CHECK_AT_PREP flag, private 0, mapping NULL.
    /// </summary>
    public static readonly Invariant FreshPageHasOneReferenceAndNoState = new(
        Invariant.Core, nameof(FreshPageHasOneReferenceAndNoState),
        "A freshly allocated page: ref 1 on the first page, 0 elsewhere, no CHECK_AT_PREP flag, private 0, mapping NULL",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 9,
        Group = InvariantGroups.Pages,
        KernelCheck = "set_page_refcounted, check_new_pages",
        Where = "refinement: an allocation yields a folio without state",
    };

    /// <summary>I-10. Allocation with order &gt; 10 returns NULL and changes nothing.</summary>
    public static readonly Invariant TooLargeAllocationChangesNothing = new(
        Invariant.Core, nameof(TooLargeAllocationChangesNothing),
        "Allocation with order > 10 returns NULL and changes nothing",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 10,
        Group = InvariantGroups.Pages,
        KernelCheck = "WARN_ON_ONCE_GFP in __alloc_pages",
        Where = "AllocationProperties",
    };

    /// <summary>I-11. A page freed with a forbidden flag, mapping, mapcount or count never becomes allocatable.</summary>
    public static readonly Invariant BadPageNeverBecomesAllocatable = new(
        Invariant.Core, nameof(BadPageNeverBecomesAllocatable),
        "A page freed with a forbidden flag, mapping, mapcount or count never becomes allocatable",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 11,
        Group = InvariantGroups.Pages,
        KernelCheck = "free_pages_prepare returns false",
        Where = "PageAllocator: a bad page is refused and put offline",
    };

    /// <summary>I-12. A hwpoisoned order-0 page never enters pcp or buddy.</summary>
    public static readonly Invariant PoisonedPageNeverBecomesAllocatable = new(
        Invariant.Core, nameof(PoisonedPageNeverBecomesAllocatable),
        "A hwpoisoned order-0 page never enters pcp or buddy",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 12,
        Group = InvariantGroups.Pages,
        KernelCheck = "free_pages_prepare",
        Where = "AllocationProperties",
    };

    /// <summary>I-13. WMARK_MIN &lt;= LOW &lt;= HIGH, boost ≥ 0 and ≤ its maximum.</summary>
    public static readonly Invariant WatermarksAreOrdered = new(
        Invariant.Core, nameof(WatermarksAreOrdered),
        "WMARK_MIN <= LOW <= HIGH, boost ≥ 0 and ≤ its maximum",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 13,
        Group = InvariantGroups.Pages,
        Where = "zone audit",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        LedgerSumEqualsCount,
        EveryFrameInExactlyOneBlock,
        FreeListsMatchFreePages,
        PerCpuListsMatchTheirCount,
        FreeBlockIsAligned,
        BuddiesAreMerged,
        FreePageIsClean,
        FreeBlockIsOnItsTypesList,
        FreshPageHasOneReferenceAndNoState,
        TooLargeAllocationChangesNothing,
        BadPageNeverBecomesAllocatable,
        PoisonedPageNeverBecomesAllocatable,
        WatermarksAreOrdered,
    ];
}
