using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of the page cache and its XArray.</summary>
public static class CacheInvariants
{
    /// <summary>I-48. nrpages == Σ nr over folio entries (under the i_pages lock).</summary>
    public static readonly Invariant NrpagesIsTheSumOfTheEntries = new(
        Invariant.Core, nameof(NrpagesIsTheSumOfTheEntries),
        "nrpages == Σ nr over folio entries (under the i_pages lock)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 48,
        Group = InvariantGroups.PageCache,
        KernelCheck = "BUG_ON(nrpages) in clear_inode at the end of life",
        Where = "cache walk; after each step as a sum over the folios",
    };

    /// <summary>
    /// I-49. For a folio entry at base b: folio.mapping == this, folio.index == b, b aligned to nr, entry order == folio order.
    /// </summary>
    public static readonly Invariant EntryAndFolioAgree = new(
        Invariant.Core, nameof(EntryAndFolioAgree),
        "For a folio entry at base b: folio.mapping == this, folio.index == b, b aligned to nr, entry order == folio order",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 49,
        Group = InvariantGroups.PageCache,
        KernelCheck = "VM_BUG_ON_FOLIO(index & (nr−1))",
        Where = "cache walk; after each step for the folios touched",
    };

    /// <summary>I-50. A folio is in at most one mapping at one index.</summary>
    public static readonly Invariant FolioIsInOneMappingAtMost = new(
        Invariant.Core, nameof(FolioIsInOneMappingAtMost),
        "A folio is in at most one mapping at one index",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 50,
        Group = InvariantGroups.PageCache,
        KernelCheck = "VM_BUG_ON_FOLIO(new->mapping) in replace",
        Where = "cache walk",
    };

    /// <summary>I-51. mapping != NULL (file folio) ⇒ entry present, except inside insertion/removal.</summary>
    public static readonly Invariant CachedFolioHasItsEntry = new(
        Invariant.Core, nameof(CachedFolioHasItsEntry),
        "mapping != NULL (file folio) ⇒ entry present, except inside insertion/removal",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 51,
        Group = InvariantGroups.PageCache,
        Where = "every folio",
    };

    /// <summary>I-52. No two entries overlap.</summary>
    public static readonly Invariant EntriesDoNotOverlap = new(
        Invariant.Core, nameof(EntriesDoNotOverlap),
        "No two entries overlap",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 52,
        Group = InvariantGroups.PageCache,
        KernelCheck = "xas_for_each_conflict → -EEXIST",
        Where = "cache walk",
    };

    /// <summary>I-53. order ≥ mapping min order and ≤ max at creation.</summary>
    public static readonly Invariant OrderIsWithinTheMappingsLimits = new(
        Invariant.Core, nameof(OrderIsWithinTheMappingsLimits),
        "order ≥ mapping min order and ≤ max at creation",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 53,
        Group = InvariantGroups.PageCache,
        KernelCheck = "VM_BUG_ON_FOLIO",
        Where = "cache walk (the minimum; the maximum binds creation only)",
    };

    /// <summary>I-54. Insert onto an occupied index fails with -EEXIST and leaves everything as before.</summary>
    public static readonly Invariant InsertOnOccupiedIndexChangesNothing = new(
        Invariant.Core, nameof(InsertOnOccupiedIndexChangesNothing),
        "Insert onto an occupied index fails with -EEXIST and leaves everything as before",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 54,
        Group = InvariantGroups.PageCache,
        Where = "refinement: add",
    };

    /// <summary>I-55. Inserting over shadows leaves exactly the non-covered indices of a larger shadow as shadows.</summary>
    public static readonly Invariant InsertLeavesTheRestOfALargerShadow = new(
        Invariant.Core, nameof(InsertLeavesTheRestOfALargerShadow),
        "Inserting over shadows leaves exactly the non-covered indices of a larger shadow as shadows",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 55,
        Group = InvariantGroups.PageCache,
        Where = "ShadowProperties",
    };

    /// <summary>I-56. Removal leaves index unchanged and mapping == NULL.</summary>
    public static readonly Invariant RemovalKeepsTheIndex = new(
        Invariant.Core, nameof(RemovalKeepsTheIndex),
        "Removal leaves index unchanged and mapping == NULL",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 56,
        Group = InvariantGroups.PageCache,
        Reason = "truncation relies on it",
        Where = "refinement: remove",
    };

    /// <summary>
    /// I-57. Node: count = non-NULL slots, nr_values = value slots (siblings counted), both ≤ 64; empty nodes do not exist (quiescent; a
    /// store abandoned after ENOMEM may leave created nodes behind).
    /// </summary>
    public static readonly Invariant NodeCountsAreRight = new(
        Invariant.Core, nameof(NodeCountsAreRight),
        "Node: count = non-NULL slots, nr_values = value slots (siblings counted), both ≤ 64; empty nodes do not exist "
            + "(quiescent; a store abandoned after ENOMEM may leave created nodes behind)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 57,
        Group = InvariantGroups.PageCache,
        KernelCheck = "XA_NODE_BUG_ON",
        Where = "XArray.Validate",
    };

    /// <summary>I-58. Siblings are contiguous after their canonical slot, aligned power of two, never at slot 0.</summary>
    public static readonly Invariant SiblingsFollowTheirEntry = new(
        Invariant.Core, nameof(SiblingsFollowTheirEntry),
        "Siblings are contiguous after their canonical slot, aligned power of two, never at slot 0",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 58,
        Group = InvariantGroups.PageCache,
        Where = "XArray.Validate",
    };

    /// <summary>
    /// I-59. After a deletion the tree height is minimal for the highest present index, except a kept head with a multi-order entry at
    /// slot 0.
    /// </summary>
    public static readonly Invariant TreeIsNoTallerThanNeeded = new(
        Invariant.Core, nameof(TreeIsNoTallerThanNeeded),
        "After a deletion the tree height is minimal for the highest present index, except a kept head with a multi-order "
            + "entry at slot 0",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 59,
        Group = InvariantGroups.PageCache,
        Reason = "shrink rules",
        Where = "XArray.Validate",
    };

    /// <summary>I-60. RETRY is reachable only from removed nodes (or temporarily placed by collapse).</summary>
    public static readonly Invariant RetryEntriesAreInFreedNodesOnly = new(
        Invariant.Core, nameof(RetryEntriesAreInFreedNodesOnly),
        "RETRY is reachable only from removed nodes (or temporarily placed by collapse)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 60,
        Group = InvariantGroups.PageCache,
        Where = "XArray.Validate",
    };

    /// <summary>
    /// I-61. Shadow entries appear only in non-exiting, non-DAX mappings of files that are not swap-backed, and only where reclaim
    /// evicted.
    /// </summary>
    public static readonly Invariant ShadowsOnlyWhereReclaimEvicts = new(
        Invariant.Core, nameof(ShadowsOnlyWhereReclaimEvicts),
        "Shadow entries appear only in non-exiting, non-DAX mappings of files that are not swap-backed, and only where reclaim evicted",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 61,
        Group = InvariantGroups.PageCache,
        Where = "cache walk",
    };

    /// <summary>I-62. After full truncation under exclusive locks: no entries, nrpages 0.</summary>
    public static readonly Invariant FullTruncationLeavesNothing = new(
        Invariant.Core, nameof(FullTruncationLeavesNothing),
        "After full truncation under exclusive locks: no entries, nrpages 0",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 62,
        Group = InvariantGroups.PageCache,
        KernelCheck = "clear_inode",
        Where = "AddressSpace.EvictInode",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        NrpagesIsTheSumOfTheEntries,
        EntryAndFolioAgree,
        FolioIsInOneMappingAtMost,
        CachedFolioHasItsEntry,
        EntriesDoNotOverlap,
        OrderIsWithinTheMappingsLimits,
        InsertOnOccupiedIndexChangesNothing,
        InsertLeavesTheRestOfALargerShadow,
        RemovalKeepsTheIndex,
        NodeCountsAreRight,
        SiblingsFollowTheirEntry,
        TreeIsNoTallerThanNeeded,
        RetryEntriesAreInFreedNodesOnly,
        ShadowsOnlyWhereReclaimEvicts,
        FullTruncationLeavesNothing,
    ];
}
