using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of large folios.</summary>
public static class CompoundInvariants
{
    /// <summary>I-40. Tail pages: _refcount == 0, own no mapping; compound_head is the head.</summary>
    public static readonly Invariant TailsOwnNothing = new(
        Invariant.Core, nameof(TailsOwnNothing),
        "Tail pages: _refcount == 0, own no mapping; compound_head is the head",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 40,
        Group = InvariantGroups.Compound,
        KernelCheck = "free_tail_page_prepare, VM_BUG_ON_PAGE(PageTail)",
        Where = "block walk",
    };

    /// <summary>I-41. Head pfn aligned to nr; order consistent for head and page_folio(tail).</summary>
    public static readonly Invariant HeadIsAlignedAndTailsFindIt = new(
        Invariant.Core, nameof(HeadIsAlignedAndTailsFindIt),
        "Head pfn aligned to nr; order consistent for head and page_folio(tail)",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 41,
        Group = InvariantGroups.Compound,
        Where = "block walk",
    };

    /// <summary>I-42. _large_mapcount = PTE mappings of all pages + PMD mappings; per-page _mapcount ≥ −1.</summary>
    public static readonly Invariant LargeMapcountIsTheSumOfItsParts = new(
        Invariant.Core, nameof(LargeMapcountIsTheSumOfItsParts),
        "_large_mapcount = PTE mappings of all pages + PMD mappings; per-page _mapcount ≥ −1",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 42,
        Group = InvariantGroups.Compound,
        KernelCheck = "__folio_rmap_sanity_checks; bad page at free",
        Where = "walk: the entries of all processes",
    };

    /// <summary>I-43. Deferred-split queue membership implies order &gt; 1, anon/rmappable, not freed.</summary>
    public static readonly Invariant DeferredSplitQueueHoldsLargeAnonymous = new(
        Invariant.Core, nameof(DeferredSplitQueueHoldsLargeAnonymous),
        "Deferred-split queue membership implies order > 1, anon/rmappable, not freed",
        InvariantMoment.Always, InvariantEnforcement.Absent)
    {
        Number = 43,
        Group = InvariantGroups.Compound,
        KernelCheck = "bad-page test on the deferred list (free_tail_page_prepare); WARN_ON_ONCE(ref) in unqueue",
        Where = "anonymous large folios are not modelled",
    };

    /// <summary>
    /// I-44. Split preserves: total pages, nrpages (minus parts beyond EOF), file offsets of contents, marks of all parts, dirty flag on
    /// every part.
    /// </summary>
    public static readonly Invariant SplitPreservesPagesAndMarks = new(
        Invariant.Core, nameof(SplitPreservesPagesAndMarks),
        "Split preserves: total pages, nrpages (minus parts beyond EOF), file offsets of contents, marks of all parts, dirty "
            + "flag on every part",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 44,
        Group = InvariantGroups.Compound,
        KernelCheck = "VM_BUG_ON_PAGE on tail mapping",
        Where = "refinement: split",
    };

    /// <summary>I-45. After split of a file folio: Σ ref of parts == new_nr per cached part + 1 on the given part (+ list refs).</summary>
    public static readonly Invariant SplitDealsOutTheReferences = new(
        Invariant.Core, nameof(SplitDealsOutTheReferences),
        "After split of a file folio: Σ ref of parts == new_nr per cached part + 1 on the given part (+ list refs)",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 45,
        Group = InvariantGroups.Compound,
        Where = "refinement: split",
    };

    /// <summary>I-46. Split never changes anything when it fails (except unmapping PTEs and dropped private).</summary>
    public static readonly Invariant FailedSplitChangesNothing = new(
        Invariant.Core, nameof(FailedSplitChangesNothing),
        "Split never changes anything when it fails (except unmapping PTEs and dropped private)",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 46,
        Group = InvariantGroups.Compound,
        Where = "refinement: split",
    };

    /// <summary>I-47. Order-1 anonymous folios are never produced by split.</summary>
    public static readonly Invariant SplitMakesNoAnonymousOrder1 = new(
        Invariant.Core, nameof(SplitMakesNoAnonymousOrder1),
        "Order-1 anonymous folios are never produced by split",
        InvariantMoment.Step, InvariantEnforcement.Absent)
    {
        Number = 47,
        Group = InvariantGroups.Compound,
        Reason = "no deferred-list space",
        KernelCheck = "VM_WARN_ONCE",
        Where = "anonymous large folios are not modelled",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        TailsOwnNothing,
        HeadIsAlignedAndTailsFindIt,
        LargeMapcountIsTheSumOfItsParts,
        DeferredSplitQueueHoldsLargeAnonymous,
        SplitPreservesPagesAndMarks,
        SplitDealsOutTheReferences,
        FailedSplitChangesNothing,
        SplitMakesNoAnonymousOrder1,
    ];
}
