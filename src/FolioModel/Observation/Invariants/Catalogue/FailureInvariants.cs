using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of memory that failed.</summary>
public static class FailureInvariants
{
    /// <summary>I-135. A page whose memory failed lies on no free list, unless it was freed as a part of a large folio.</summary>
    public static readonly Invariant PoisonedPageIsOnNoFreeList = new(
        Invariant.Core, nameof(PoisonedPageIsOnNoFreeList),
        "A page whose memory failed lies on no free list, unless it was freed as a part of a large folio that could not be split",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 135,
        Group = InvariantGroups.Pages,
        Reason = "what failed is never handed out again",
        KernelCheck = "free_pages_prepare keeps a poisoned page of order 0 out; check_new_page",
        Where = "every poisoned frame, when lists are walked",
    };

    /// <summary>
    /// I-136. Memory failure holds exactly one reference on a page that it handled, and none on any other: neither on sound memory, nor on
    /// a part of a folio that it could not split, nor on a page that it could not handle.
    /// </summary>
    public static readonly Invariant FailureHoldsWhatItHandled = new(
        Invariant.Core, nameof(FailureHoldsWhatItHandled),
        "Memory failure holds exactly one reference on a page that it handled, and none on any other: neither on sound memory, nor on a "
            + "part of a folio that it could not split, nor on a page that it could not handle",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 136,
        Group = InvariantGroups.References,
        Reason = "the reference is what keeps the page out of the allocator, and a spare one keeps its owner from freeing it",
        KernelCheck = "unpoison_memory refuses a page with a count above 1",
        Where = "every folio in use, ledger on, when lists are walked",
    };

    /// <summary>I-137. A small page that memory failure handled is on no LRU list, unless it has left its file already.</summary>
    public static readonly Invariant HandledFailureIsOffTheLru = new(
        Invariant.Core, nameof(HandledFailureIsOffTheLru),
        "A small page that memory failure handled is on no LRU list, unless it has left its file already",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 137,
        Group = InvariantGroups.Lru,
        Reason = "reclaim and migration must not find it",
        KernelCheck = "delete_from_lru_cache in every action",
        Where = "every poisoned folio, when lists are walked",
    };

    /// <summary>
    /// I-138. A large folio says that a part of it failed exactly if a page of it failed while the folio could not be split.
    /// </summary>
    public static readonly Invariant PartFailedFlagMeansABadPage = new(
        Invariant.Core, nameof(PartFailedFlagMeansABadPage),
        "A large folio says that a part of it failed (PG_has_hwpoisoned) exactly if a page of it failed while the folio could not be split",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 138,
        Group = InvariantGroups.Compound,
        Reason = "readers look at this flag before they look at every page",
        KernelCheck = "__split_huge_page sets it anew on each part",
        Where = "every large folio that is not of a pool, when lists are walked",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        PoisonedPageIsOnNoFreeList,
        FailureHoldsWhatItHandled,
        HandledFailureIsOffTheLru,
        PartFailedFlagMeansABadPage,
    ];
}
