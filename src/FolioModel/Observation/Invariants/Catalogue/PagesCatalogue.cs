namespace FolioModel.Observation;

/// <summary>Group A.</summary>
internal static class PagesCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            1, InvariantGroups.Pages, "LedgerSumEqualsCount",
            "For every folio: _refcount == sum of all recorded holders, or the folio is frozen and _refcount == 0",
            "master ledger",
            null,
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "every folio, ledger on"),
        new(
            2, InvariantGroups.Pages, "EveryFrameInExactlyOneBlock",
            "Every managed pfn is in exactly one of: inside one buddy block, inside one pcp block, inside one allocated block (folio or raw), taken out as failed memory",
            "conservation: no page is lost or handed out twice",
            "bad_range, page_is_buddy",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "block walk; after each step as a sum over the machine"),
        new(
            3, InvariantGroups.Pages, "FreeListsMatchFreePages",
            "Σ_o 2^o·nr_free[o] == NR_FREE_PAGES + pages in ISOLATE blocks",
            "accounting",
            null,
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "zone audit"),
        new(
            4, InvariantGroups.Pages, "PerCpuListsMatchTheirCount",
            "pcp.count == Σ 2^order over its lists, ≥ 0",
            "the allocator hands out what nobody uses",
            null,
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "zone audit"),
        new(
            5, InvariantGroups.Pages, "FreeBlockIsAligned",
            "A buddy block of order o has pfn aligned to 2^o, order ≤ 10, lies in one zone",
            "the allocator hands out what nobody uses",
            "VM_BUG_ON_PAGE(pfn & …), bad_range in __free_one_page",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "zone audit"),
        new(
            6, InvariantGroups.Pages, "BuddiesAreMerged",
            "No two free buddies of equal order below MAX_PAGE_ORDER are both on free lists with mergeable types (quiescent)",
            "merging is eager",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "zone audit"),
        new(
            7, InvariantGroups.Pages, "FreePageIsClean",
            "Buddy and pcp pages have _refcount == 0, mapcount 0, no mapping, no checked flags",
            "the allocator hands out what nobody uses",
            "page_is_buddy (VM_BUG_ON_PAGE(page_count(buddy) != 0)), free_page_is_bad, check_new_page",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "zone audit; after each step for the blocks touched"),
        new(
            8, InvariantGroups.Pages, "FreeBlockIsOnItsTypesList",
            "A block below pageblock_order is on the list of its pageblock's type",
            "the allocator hands out what nobody uses",
            "VM_WARN_ONCE in __add_to_free_list, __del_page_from_free_list",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "zone audit"),
        new(
            9, InvariantGroups.Pages, "FreshPageHasOneReferenceAndNoState",
            "A freshly allocated page: ref 1 on the first page, 0 elsewhere, no CHECK_AT_PREP flag, private 0, mapping NULL",
            "the allocator hands out what nobody uses",
            "set_page_refcounted, check_new_pages",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: an allocation yields a folio without state"),
        new(
            10, InvariantGroups.Pages, "TooLargeAllocationChangesNothing",
            "Allocation with order > 10 returns NULL and changes nothing",
            "the allocator hands out what nobody uses",
            "WARN_ON_ONCE_GFP in __alloc_pages",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "AllocationProperties"),
        new(
            11, InvariantGroups.Pages, "BadPageNeverBecomesAllocatable",
            "A page freed with a forbidden flag, mapping, mapcount or count never becomes allocatable",
            "the allocator hands out what nobody uses",
            "free_pages_prepare returns false",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "PageAllocator: a bad page is refused and put offline"),
        new(
            12, InvariantGroups.Pages, "PoisonedPageNeverBecomesAllocatable",
            "A hwpoisoned order-0 page never enters pcp or buddy",
            "the allocator hands out what nobody uses",
            "free_pages_prepare",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "AllocationProperties"),
        new(
            13, InvariantGroups.Pages, "WatermarksAreOrdered",
            "WMARK_MIN <= LOW <= HIGH, boost ≥ 0 and ≤ its maximum",
            "the allocator hands out what nobody uses",
            null,
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "zone audit"),
    ];
}
