namespace FolioModel.Observation;

/// <summary>Group H.</summary>
internal static class ReclaimCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            83, InvariantGroups.Reclaim, "ReclaimFreesOnlyTheUnused",
            "Reclaim frees a folio only with no mapping, no private, no dirty, no writeback, no pin, no other holder",
            "reclaim takes only what nobody needs",
            "freeze + dirty test",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: reclaim"),
        new(
            84, InvariantGroups.Reclaim, "EvictionReadsTheAgeFirst",
            "Eviction records the timestamp before advancing it",
            "reclaim takes only what nobody needs",
            "asserts in workingset_eviction (not lru, ref 0, locked)",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "WorkingSet.Evict checks its folio; ShadowProperties compare the timestamp"),
        new(
            85, InvariantGroups.Reclaim, "NonresidentAgeIsMonotone",
            "nonresident_age is monotone",
            "reclaim takes only what nobody needs",
            null,
            InvariantMoment.Step, InvariantEnforcement.Validated,
            "after each step, by the monitor"),
        new(
            86, InvariantGroups.Reclaim, "RefaultActivatesByDistance",
            "Refault activates iff distance ≤ workingset size at that moment",
            "reclaim takes only what nobody needs",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: refault"),
        new(
            87, InvariantGroups.Reclaim, "ShadowNodesAreListed",
            "Node on shadow list ⇔ count == nr_values > 0",
            "reclaim takes only what nobody needs",
            "WARN_ON_ONCE in shadow_lru_isolate",
            InvariantMoment.AtRest, InvariantEnforcement.Absent,
            "the shadow-node shrinker is not modelled"),
        new(
            88, InvariantGroups.Reclaim, "ReclaimSparesUnevictableLockedPinned",
            "Unevictable, locked-by-other, pinned folios are never freed by reclaim",
            "reclaim takes only what nobody needs",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: reclaim"),
        new(
            89, InvariantGroups.Reclaim, "ReclaimReturnsWhatItPutBack",
            "shrink_folio_list never returns an active-flagged folio it received unflagged except through an ACTIVATE verdict; returned folios are not PG_lru and not unevictable",
            "reclaim takes only what nobody needs",
            "VM_BUG_ON_FOLIO in loop",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: reclaim"),
    ];
}
