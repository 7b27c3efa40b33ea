using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of what memory control groups are charged for.</summary>
public static class ChargeInvariants
{
    /// <summary>
    /// A group's usage is the pages of its folios, of its kernel memory, of what CPUs hold in stock for it, and of the groups below it.
    /// </summary>
    public static readonly Invariant UsageIsTheSumOfTheCharges = new(
        Invariant.Core, nameof(UsageIsTheSumOfTheCharges),
        "A group's usage is the pages of its folios, of its kernel memory, of what CPUs hold in stock for it, and of the groups below it",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 121,
        Group = InvariantGroups.Reclaim,
        Reason = "what is charged twice or never given back makes a limit meaningless",
        Where = "ChargeChecks",
    };

    /// <summary>A frame that is not allocated is charged to no group.</summary>
    public static readonly Invariant FreeFramesAreNotCharged = new(
        Invariant.Core, nameof(FreeFramesAreNotCharged), "A frame that is not allocated is charged to no group",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 122,
        Group = InvariantGroups.Reclaim,
        KernelCheck = "page_bad_reason (memcg_data)",
        Where = "ChargeChecks",
    };

    /// <summary>A group that is gone has no folio, no kernel memory and no stock.</summary>
    public static readonly Invariant NothingBelongsToAGroupThatIsGone = new(
        Invariant.Core, nameof(NothingBelongsToAGroupThatIsGone), "A group that is gone has no folio, no kernel memory and no stock",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 123,
        Group = InvariantGroups.Reclaim,
        Where = "ChargeChecks",
    };

    /// <summary>A group's count of cached pages is the sum over its folios.</summary>
    public static readonly Invariant CachedPagesOfAGroupAreTheSum = new(
        Invariant.Core, nameof(CachedPagesOfAGroupAreTheSum), "A group's count of cached pages is the sum over its folios",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 124,
        Group = InvariantGroups.Reclaim,
        Where = "ChargeChecks",
    };

    /// <summary>A folio on the LRU is on a list of the group that it is charged to.</summary>
    public static readonly Invariant FoliosAreOnListsOfTheirGroup = new(
        Invariant.Core, nameof(FoliosAreOnListsOfTheirGroup), "A folio on the LRU is on a list of the group that it is charged to",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 125,
        Group = InvariantGroups.Lru,
        Where = "LruChecks",
    };

    /// <summary>No pages are isolated when no operation is half done.</summary>
    public static readonly Invariant IsolationCountersReturnToZero = new(
        Invariant.Core, nameof(IsolationCountersReturnToZero), "No pages count as isolated by reclaim when no operation is half done",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 126,
        Group = InvariantGroups.Reclaim,
        Where = "ChargeChecks",
    };

    /// <summary>I-149. Mapped pages and pages in swap caches are counted in the groups of their folios, and in the node.</summary>
    public static readonly Invariant MappedPagesAreCounted = new(
        Invariant.Core, nameof(MappedPagesAreCounted),
        "The counts of mapped anonymous pages, mapped file pages and pages in swap caches, of each group and of the node, are the sums "
            + "over the folios",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 149,
        Group = InvariantGroups.Reclaim,
        Where = "MappingChecks",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        UsageIsTheSumOfTheCharges,
        FreeFramesAreNotCharged,
        NothingBelongsToAGroupThatIsGone,
        CachedPagesOfAGroupAreTheSum,
        FoliosAreOnListsOfTheirGroup,
        IsolationCountersReturnToZero,
        MappedPagesAreCounted,
    ];
}
