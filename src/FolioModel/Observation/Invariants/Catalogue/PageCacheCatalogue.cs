namespace FolioModel.Observation;

/// <summary>Group E.</summary>
internal static class PageCacheCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            48, InvariantGroups.PageCache, "NrpagesIsTheSumOfTheEntries",
            "nrpages == Σ nr over folio entries (under the i_pages lock)",
            "the cache and its folios tell the same story",
            "BUG_ON(nrpages) in clear_inode at the end of life",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk; after each step as a sum over the folios"),
        new(
            49, InvariantGroups.PageCache, "EntryAndFolioAgree",
            "For a folio entry at base b: folio.mapping == this, folio.index == b, b aligned to nr, entry order == folio order",
            "the cache and its folios tell the same story",
            "VM_BUG_ON_FOLIO(index & (nr−1))",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk; after each step for the folios touched"),
        new(
            50, InvariantGroups.PageCache, "FolioIsInOneMappingAtMost",
            "A folio is in at most one mapping at one index",
            "the cache and its folios tell the same story",
            "VM_BUG_ON_FOLIO(new->mapping) in replace",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk"),
        new(
            51, InvariantGroups.PageCache, "CachedFolioHasItsEntry",
            "mapping != NULL (file folio) ⇒ entry present, except inside insertion/removal",
            "the cache and its folios tell the same story",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio"),
        new(
            52, InvariantGroups.PageCache, "EntriesDoNotOverlap",
            "No two entries overlap",
            "the cache and its folios tell the same story",
            "xas_for_each_conflict → -EEXIST",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk"),
        new(
            53, InvariantGroups.PageCache, "OrderIsWithinTheMappingsLimits",
            "order ≥ mapping min order and ≤ max at creation",
            "the cache and its folios tell the same story",
            "VM_BUG_ON_FOLIO",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk (the minimum; the maximum binds creation only)"),
        new(
            54, InvariantGroups.PageCache, "InsertOnOccupiedIndexChangesNothing",
            "Insert onto an occupied index fails with -EEXIST and leaves everything as before",
            "the cache and its folios tell the same story",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: add"),
        new(
            55, InvariantGroups.PageCache, "InsertLeavesTheRestOfALargerShadow",
            "Inserting over shadows leaves exactly the non-covered indices of a larger shadow as shadows",
            "the cache and its folios tell the same story",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "ShadowProperties"),
        new(
            56, InvariantGroups.PageCache, "RemovalKeepsTheIndex",
            "Removal leaves index unchanged and mapping == NULL",
            "truncation relies on it",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: remove"),
        new(
            57, InvariantGroups.PageCache, "NodeCountsAreRight",
            "Node: count = non-NULL slots, nr_values = value slots (siblings counted), both ≤ 64; empty nodes do not exist (quiescent; a store abandoned after ENOMEM may leave created nodes behind)",
            "the cache and its folios tell the same story",
            "XA_NODE_BUG_ON",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "XArray.Validate"),
        new(
            58, InvariantGroups.PageCache, "SiblingsFollowTheirEntry",
            "Siblings are contiguous after their canonical slot, aligned power of two, never at slot 0",
            "the cache and its folios tell the same story",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "XArray.Validate"),
        new(
            59, InvariantGroups.PageCache, "TreeIsNoTallerThanNeeded",
            "After a deletion the tree height is minimal for the highest present index, except a kept head with a multi-order entry at slot 0",
            "shrink rules",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "XArray.Validate"),
        new(
            60, InvariantGroups.PageCache, "RetryEntriesAreInFreedNodesOnly",
            "RETRY is reachable only from removed nodes (or temporarily placed by collapse)",
            "the cache and its folios tell the same story",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "XArray.Validate"),
        new(
            61, InvariantGroups.PageCache, "ShadowsOnlyWhereReclaimEvicts",
            "Shadow entries appear only in non-exiting, non-shmem, non-DAX mappings, and only where reclaim evicted",
            "the cache and its folios tell the same story",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk"),
        new(
            62, InvariantGroups.PageCache, "FullTruncationLeavesNothing",
            "After full truncation under exclusive locks: no entries, nrpages 0",
            "the cache and its folios tell the same story",
            "clear_inode",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "AddressSpace.EvictInode"),
    ];
}
