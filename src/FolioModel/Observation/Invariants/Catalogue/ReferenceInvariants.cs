using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of reference counts.</summary>
public static class ReferenceInvariants
{
    /// <summary>I-14. _refcount &gt;= 0 always.</summary>
    public static readonly Invariant CountIsNotNegative = new(
        Invariant.Core, nameof(CountIsNotNegative),
        "_refcount >= 0 always",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 14,
        Group = InvariantGroups.References,
        Reason = "a negative count is a lost one",
        KernelCheck = "try_get_folio (WARN_ON_ONCE(ref < 0)), overflow guard in folio_get",
        Where = "every folio",
    };

    /// <summary>I-15. folio_get is called only when the count is &gt; 0.</summary>
    public static readonly Invariant GetNeedsAReference = new(
        Invariant.Core, nameof(GetNeedsAReference),
        "folio_get is called only when the count is > 0",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 15,
        Group = InvariantGroups.References,
        Reason = "a zero count is not yours",
        KernelCheck = "VM_BUG_ON_FOLIO(folio_ref_zero_or_close_to_overflow)",
        Where = "ReferenceCounts.Add",
    };

    /// <summary>I-16. put is called only when count &gt; 0.</summary>
    public static readonly Invariant PutNeedsAReference = new(
        Invariant.Core, nameof(PutNeedsAReference),
        "put is called only when count > 0",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 16,
        Group = InvariantGroups.References,
        KernelCheck = "VM_BUG_ON_PAGE(page_ref_count == 0) in put_page_testzero",
        Where = "ReferenceCounts.SubtractAndTest",
    };

    /// <summary>I-17. Count goes 0 → non-zero only by its owner: allocator (0→1), unfreeze, dequeue from a pool.</summary>
    public static readonly Invariant ZeroIsLeftOnlyByTheOwner = new(
        Invariant.Core, nameof(ZeroIsLeftOnlyByTheOwner),
        "Count goes 0 → non-zero only by its owner: allocator (0→1), unfreeze, dequeue from a pool",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 17,
        Group = InvariantGroups.References,
        KernelCheck = "page_ref_unfreeze asserts 0 before",
        Where = "ReferenceCounts.SetAllocated and Unfreeze",
    };

    /// <summary>I-18. unfreeze target is non-zero.</summary>
    public static readonly Invariant UnfreezeTargetIsNotZero = new(
        Invariant.Core, nameof(UnfreezeTargetIsNotZero),
        "unfreeze target is non-zero",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 18,
        Group = InvariantGroups.References,
        KernelCheck = "VM_BUG_ON(count == 0)",
        Where = "ReferenceCounts.Unfreeze",
    };

    /// <summary>I-19. Page-cache holders: exactly nr if and only if the folio is the entry at its index (quiescent).</summary>
    public static readonly Invariant CacheHoldsOneReferencePerPage = new(
        Invariant.Core, nameof(CacheHoldsOneReferencePerPage),
        "Page-cache holders: exactly nr if and only if the folio is the entry at its index (quiescent)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 19,
        Group = InvariantGroups.References,
        KernelCheck = "folio_expected_ref_count users fail otherwise",
        Where = "every folio, ledger on",
    };

    /// <summary>I-20. Swap-cache holders: exactly nr iff PG_swapcache (quiescent; flag and count change in separate steps).</summary>
    public static readonly Invariant SwapCacheHoldsOneReferencePerPage = new(
        Invariant.Core, nameof(SwapCacheHoldsOneReferencePerPage),
        "Swap-cache holders: exactly nr iff PG_swapcache (quiescent; flag and count change in separate steps)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 20,
        Group = InvariantGroups.References,
        Reason = "R15: the swap cache keeps the folio",
        KernelCheck = "VM_BUG_ON_FOLIO set in add_to_swap_cache",
        Where = "every folio, ledger on",
    };

    /// <summary>I-21. Private holder: 1 iff PG_private (attached via the API).</summary>
    public static readonly Invariant PrivateHoldsOneReference = new(
        Invariant.Core, nameof(PrivateHoldsOneReference),
        "Private holder: 1 iff PG_private (attached via the API)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 21,
        Group = InvariantGroups.References,
        KernelCheck = "BUG_ON(folio_has_private) in invalidate_complete_folio2",
        Where = "every folio, ledger on",
    };

    /// <summary>I-22. Mapping holders == mapcount.</summary>
    public static readonly Invariant MappingsHoldOneReferenceEach = new(
        Invariant.Core, nameof(MappingsHoldOneReferenceEach),
        "Mapping holders == mapcount",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 22,
        Group = InvariantGroups.References,
        Where = "every folio, ledger on",
    };

    /// <summary>I-23. Batch holders == number of slots (all CPUs, all batches) that contain the folio.</summary>
    public static readonly Invariant BatchSlotsHoldOneReferenceEach = new(
        Invariant.Core, nameof(BatchSlotsHoldOneReferenceEach),
        "Batch holders == number of slots (all CPUs, all batches) that contain the folio",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 23,
        Group = InvariantGroups.References,
        Where = "every folio, ledger on; after each step as a sum over the machine",
    };

    /// <summary>I-24. Isolation holders ≤ 1 per folio at a time via PG_lru.</summary>
    public static readonly Invariant AtMostOneIsolation = new(
        Invariant.Core, nameof(AtMostOneIsolation),
        "Isolation holders ≤ 1 per folio at a time via PG_lru",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 24,
        Group = InvariantGroups.References,
        KernelCheck = "PG_lru token; VM_BUG_ON_FOLIO(PG_lru) in put-back paths",
        Where = "every folio, ledger on",
    };

    /// <summary>I-25. A lookup or batch lookup adds exactly 1 regardless of order.</summary>
    public static readonly Invariant LookupTakesOneReference = new(
        Invariant.Core, nameof(LookupTakesOneReference),
        "A lookup or batch lookup adds exactly 1 regardless of order",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 25,
        Group = InvariantGroups.References,
        Where = "refinement: lookups of every order",
    };

    /// <summary>I-26. Order 0: pinned k times ⇒ ref &gt;= 1024·k; folio_maybe_dma_pinned has no false negative.</summary>
    public static readonly Invariant SmallPinsCount1024Each = new(
        Invariant.Core, nameof(SmallPinsCount1024Each),
        "Order 0: pinned k times ⇒ ref >= 1024·k; folio_maybe_dma_pinned has no false negative",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 26,
        Group = InvariantGroups.References,
        KernelCheck = "gup_test warns",
        Where = "needs the ledger",
    };

    /// <summary>I-27. Large: _pincount == pins, and ref &gt;= pins. At free _pincount == 0.</summary>
    public static readonly Invariant LargePinsAreCountedApart = new(
        Invariant.Core, nameof(LargePinsAreCountedApart),
        "Large: _pincount == pins, and ref >= pins. At free _pincount == 0",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 27,
        Group = InvariantGroups.References,
        KernelCheck = "bad-page test on the pin count (free_tail_page_prepare)",
        Where = "needs the ledger",
    };

    /// <summary>I-28. When an API call returns with an error, the caller's net Δref on every folio is 0.</summary>
    public static readonly Invariant FailedCallLeavesCounts = new(
        Invariant.Core, nameof(FailedCallLeavesCounts),
        "When an API call returns with an error, the caller's net Δref on every folio is 0",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 28,
        Group = InvariantGroups.References,
        Reason = "leak freedom",
        Where = "refinement: a failed operation leaves every holder as it was",
    };

    /// <summary>
    /// I-29. After any complete balanced program (all callers put, all batches drained, all files evicted, all unmapped): allocated
    /// folios == 0.
    /// </summary>
    public static readonly Invariant BalancedProgramLeaksNothing = new(
        Invariant.Core, nameof(BalancedProgramLeaksNothing),
        "After any complete balanced program (all callers put, all batches drained, all files evicted, all unmapped): "
            + "allocated folios == 0",
        InvariantMoment.AtRest, InvariantEnforcement.Property)
    {
        Number = 29,
        Group = InvariantGroups.References,
        Reason = "leak freedom",
        Where = "every run of the kit: all is given back at its end and the memory is counted",
    };

    /// <summary>I-30. The last put frees the whole block of order n exactly once.</summary>
    public static readonly Invariant LastPutFreesTheBlockOnce = new(
        Invariant.Core, nameof(LastPutFreesTheBlockOnce),
        "The last put frees the whole block of order n exactly once",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 30,
        Group = InvariantGroups.References,
        KernelCheck = "VM_BUG_ON_PAGE(compound && compound_order != order)",
        Where = "BadPage.AtFree; generations tell a second free",
    };

    /// <summary>
    /// I-31. No code path observes or modifies a folio it holds no reference to, except: under freeze ownership, under lru_lock for list
    /// links, or speculatively (try-get).
    /// </summary>
    public static readonly Invariant NobodyTouchesWhatHeDoesNotHold = new(
        Invariant.Core, nameof(NobodyTouchesWhatHeDoesNotHold),
        "No code path observes or modifies a folio it holds no reference to, except: under freeze ownership, under lru_lock "
            + "for list links, or speculatively (try-get)",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 31,
        Group = InvariantGroups.References,
        Where = "a handle of a freed folio throws; the ledger refuses a put without a reference",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        CountIsNotNegative,
        GetNeedsAReference,
        PutNeedsAReference,
        ZeroIsLeftOnlyByTheOwner,
        UnfreezeTargetIsNotZero,
        CacheHoldsOneReferencePerPage,
        SwapCacheHoldsOneReferencePerPage,
        PrivateHoldsOneReference,
        MappingsHoldOneReferenceEach,
        BatchSlotsHoldOneReferenceEach,
        AtMostOneIsolation,
        LookupTakesOneReference,
        SmallPinsCount1024Each,
        LargePinsAreCountedApart,
        FailedCallLeavesCounts,
        BalancedProgramLeaksNothing,
        LastPutFreesTheBlockOnce,
        NobodyTouchesWhatHeDoesNotHold,
    ];
}
