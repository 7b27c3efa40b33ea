namespace FolioModel.Observation;

/// <summary>Group D.</summary>
internal static class CompoundCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            40, InvariantGroups.Compound, "TailsOwnNothing",
            "Tail pages: _refcount == 0, own no mapping; compound_head is the head",
            "a folio is one unit",
            "free_tail_page_prepare, VM_BUG_ON_PAGE(PageTail)",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "block walk"),
        new(
            41, InvariantGroups.Compound, "HeadIsAlignedAndTailsFindIt",
            "Head pfn aligned to nr; order consistent for head and page_folio(tail)",
            "a folio is one unit",
            null,
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "block walk"),
        new(
            42, InvariantGroups.Compound, "LargeMapcountIsTheSumOfItsParts",
            "_large_mapcount = PTE mappings of all pages + PMD mappings; per-page _mapcount ≥ −1",
            "a folio is one unit",
            "__folio_rmap_sanity_checks; bad page at free",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "walk: the entries of all processes"),
        new(
            43, InvariantGroups.Compound, "DeferredSplitQueueHoldsLargeAnonymous",
            "Deferred-split queue membership implies order > 1, anon/rmappable, not freed",
            "a folio is one unit",
            "bad-page test on the deferred list (free_tail_page_prepare); WARN_ON_ONCE(ref) in unqueue",
            InvariantMoment.Always, InvariantEnforcement.Absent,
            "anonymous large folios are not modelled"),
        new(
            44, InvariantGroups.Compound, "SplitPreservesPagesAndMarks",
            "Split preserves: total pages, nrpages (minus parts beyond EOF), file offsets of contents, marks of all parts, dirty flag on every part",
            "a folio is one unit",
            "VM_BUG_ON_PAGE on tail mapping",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: split"),
        new(
            45, InvariantGroups.Compound, "SplitDealsOutTheReferences",
            "After split of a file folio: Σ ref of parts == new_nr per cached part + 1 on the given part (+ list refs)",
            "a folio is one unit",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: split"),
        new(
            46, InvariantGroups.Compound, "FailedSplitChangesNothing",
            "Split never changes anything when it fails (except unmapping PTEs and dropped private)",
            "a folio is one unit",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: split"),
        new(
            47, InvariantGroups.Compound, "SplitMakesNoAnonymousOrder1",
            "Order-1 anonymous folios are never produced by split",
            "no deferred-list space",
            "VM_WARN_ONCE",
            InvariantMoment.Step, InvariantEnforcement.Absent,
            "anonymous large folios are not modelled"),
    ];
}
