namespace FolioModel.Observation;

/// <summary>Group B.</summary>
internal static class ReferencesCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            14, InvariantGroups.References, "CountIsNotNegative",
            "_refcount >= 0 always",
            "a negative count is a lost one",
            "try_get_folio (WARN_ON_ONCE(ref < 0)), overflow guard in folio_get",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "every folio"),
        new(
            15, InvariantGroups.References, "GetNeedsAReference",
            "folio_get is called only when the count is > 0",
            "a zero count is not yours",
            "VM_BUG_ON_FOLIO(folio_ref_zero_or_close_to_overflow)",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "ReferenceCounts.Add"),
        new(
            16, InvariantGroups.References, "PutNeedsAReference",
            "put is called only when count > 0",
            "a count is the number of reasons not to reuse the memory",
            "VM_BUG_ON_PAGE(page_ref_count == 0) in put_page_testzero",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "ReferenceCounts.SubtractAndTest"),
        new(
            17, InvariantGroups.References, "ZeroIsLeftOnlyByTheOwner",
            "Count goes 0 → non-zero only by its owner: allocator (0→1), unfreeze, hugetlb dequeue",
            "a count is the number of reasons not to reuse the memory",
            "page_ref_unfreeze asserts 0 before",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "ReferenceCounts.SetAllocated and Unfreeze"),
        new(
            18, InvariantGroups.References, "UnfreezeTargetIsNotZero",
            "unfreeze target is non-zero",
            "a count is the number of reasons not to reuse the memory",
            "VM_BUG_ON(count == 0)",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "ReferenceCounts.Unfreeze"),
        new(
            19, InvariantGroups.References, "CacheHoldsOneReferencePerPage",
            "Page-cache holders: exactly nr if and only if the folio is the entry at its index (quiescent)",
            "a count is the number of reasons not to reuse the memory",
            "folio_expected_ref_count users fail otherwise",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio, ledger on"),
        new(
            20, InvariantGroups.References, "SwapCacheHoldsOneReferencePerPage",
            "Swap-cache holders: exactly nr iff PG_swapcache (quiescent; flag and count change in separate steps)",
            "R15: the swap cache keeps the folio",
            "VM_BUG_ON_FOLIO set in add_to_swap_cache",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio, ledger on"),
        new(
            21, InvariantGroups.References, "PrivateHoldsOneReference",
            "Private holder: 1 iff PG_private (attached via the API)",
            "a count is the number of reasons not to reuse the memory",
            "BUG_ON(folio_has_private) in invalidate_complete_folio2",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio, ledger on"),
        new(
            22, InvariantGroups.References, "MappingsHoldOneReferenceEach",
            "Mapping holders == mapcount",
            "a count is the number of reasons not to reuse the memory",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio, ledger on"),
        new(
            23, InvariantGroups.References, "BatchSlotsHoldOneReferenceEach",
            "Batch holders == number of slots (all CPUs, all batches) that contain the folio",
            "a count is the number of reasons not to reuse the memory",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio, ledger on; after each step as a sum over the machine"),
        new(
            24, InvariantGroups.References, "AtMostOneIsolation",
            "Isolation holders ≤ 1 per folio at a time via PG_lru",
            "a count is the number of reasons not to reuse the memory",
            "PG_lru token; VM_BUG_ON_FOLIO(PG_lru) in put-back paths",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "every folio, ledger on"),
        new(
            25, InvariantGroups.References, "LookupTakesOneReference",
            "A lookup or batch lookup adds exactly 1 regardless of order",
            "a count is the number of reasons not to reuse the memory",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: lookups of every order"),
        new(
            26, InvariantGroups.References, "SmallPinsCount1024Each",
            "Order 0: pinned k times ⇒ ref >= 1024·k; folio_maybe_dma_pinned has no false negative",
            "a count is the number of reasons not to reuse the memory",
            "gup_test warns",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "needs the ledger"),
        new(
            27, InvariantGroups.References, "LargePinsAreCountedApart",
            "Large: _pincount == pins, and ref >= pins. At free _pincount == 0",
            "a count is the number of reasons not to reuse the memory",
            "bad-page test on the pin count (free_tail_page_prepare)",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "needs the ledger"),
        new(
            28, InvariantGroups.References, "FailedCallLeavesCounts",
            "When an API call returns with an error, the caller's net Δref on every folio is 0",
            "leak freedom",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: a failed operation leaves every holder as it was"),
        new(
            29, InvariantGroups.References, "BalancedProgramLeaksNothing",
            "After any complete balanced program (all callers put, all batches drained, all files evicted, all unmapped): allocated folios == 0",
            "leak freedom",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Property,
            "every run of the kit: all is given back at its end and the memory is counted"),
        new(
            30, InvariantGroups.References, "LastPutFreesTheBlockOnce",
            "The last put frees the whole block of order n exactly once",
            "a count is the number of reasons not to reuse the memory",
            "VM_BUG_ON_PAGE(compound && compound_order != order)",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "BadPage.AtFree; generations tell a second free"),
        new(
            31, InvariantGroups.References, "NobodyTouchesWhatHeDoesNotHold",
            "No code path observes or modifies a folio it holds no reference to, except: under freeze ownership, under lru_lock for list links, or speculatively (try-get)",
            "a count is the number of reasons not to reuse the memory",
            null,
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "a handle of a freed folio throws; the ledger refuses a put without a reference"),
    ];
}
