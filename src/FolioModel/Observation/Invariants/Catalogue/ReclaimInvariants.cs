using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of reclaim and the working set.</summary>
public static class ReclaimInvariants
{
    /// <summary>I-83. Reclaim frees a folio only with no mapping, no private, no dirty, no writeback, no pin, no other holder.</summary>
    public static readonly Invariant ReclaimFreesOnlyTheUnused = new(
        Invariant.Core, nameof(ReclaimFreesOnlyTheUnused),
        "Reclaim frees a folio only with no mapping, no private, no dirty, no writeback, no pin, no other holder",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 83,
        Group = InvariantGroups.Reclaim,
        KernelCheck = "freeze + dirty test",
        Where = "refinement: reclaim",
    };

    /// <summary>I-84. Eviction records the timestamp before advancing it.</summary>
    public static readonly Invariant EvictionReadsTheAgeFirst = new(
        Invariant.Core, nameof(EvictionReadsTheAgeFirst),
        "Eviction records the timestamp before advancing it",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 84,
        Group = InvariantGroups.Reclaim,
        KernelCheck = "asserts in workingset_eviction (not lru, ref 0, locked)",
        Where = "WorkingSet.Evict checks its folio; ShadowProperties compare the timestamp",
    };

    /// <summary>I-85. nonresident_age is monotone.</summary>
    public static readonly Invariant NonresidentAgeIsMonotone = new(
        Invariant.Core, nameof(NonresidentAgeIsMonotone),
        "nonresident_age is monotone",
        InvariantMoment.Step, InvariantEnforcement.Validated)
    {
        Number = 85,
        Group = InvariantGroups.Reclaim,
        Where = "after each step, by the monitor",
    };

    /// <summary>I-86. Refault activates iff distance ≤ workingset size at that moment.</summary>
    public static readonly Invariant RefaultActivatesByDistance = new(
        Invariant.Core, nameof(RefaultActivatesByDistance),
        "Refault activates iff distance ≤ workingset size at that moment",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 86,
        Group = InvariantGroups.Reclaim,
        Where = "refinement: refault",
    };

    /// <summary>I-87. Node on shadow list ⇔ count == nr_values &gt; 0.</summary>
    public static readonly Invariant ShadowNodesAreListed = new(
        Invariant.Core, nameof(ShadowNodesAreListed),
        "Node on shadow list ⇔ count == nr_values > 0",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 87,
        Group = InvariantGroups.Reclaim,
        KernelCheck = "WARN_ON_ONCE in shadow_lru_isolate",
        Where = "walk of every page cache's tree",
    };

    /// <summary>I-88. Unevictable, locked-by-other, pinned folios are never freed by reclaim.</summary>
    public static readonly Invariant ReclaimSparesUnevictableLockedPinned = new(
        Invariant.Core, nameof(ReclaimSparesUnevictableLockedPinned),
        "Unevictable, locked-by-other, pinned folios are never freed by reclaim",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 88,
        Group = InvariantGroups.Reclaim,
        Where = "refinement: reclaim",
    };

    /// <summary>
    /// I-89. shrink_folio_list never returns an active-flagged folio it received unflagged except through an ACTIVATE verdict; returned
    /// folios are not PG_lru and not unevictable.
    /// </summary>
    public static readonly Invariant ReclaimReturnsWhatItPutBack = new(
        Invariant.Core, nameof(ReclaimReturnsWhatItPutBack),
        "shrink_folio_list never returns an active-flagged folio it received unflagged except through an ACTIVATE verdict; "
            + "returned folios are not PG_lru and not unevictable",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 89,
        Group = InvariantGroups.Reclaim,
        KernelCheck = "VM_BUG_ON_FOLIO in loop",
        Where = "refinement: reclaim",
    };

    /// <summary>I-127. An allocation or charge that may reclaim fails only when no folio that may go is left.</summary>
    public static readonly Invariant AllocationsFailOnlyWhenNothingCanGo = new(
        Invariant.Core, nameof(AllocationsFailOnlyWhenNothingCanGo),
        "An allocation or charge that may reclaim fails only when no folio that may go is left",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 127,
        Group = InvariantGroups.Reclaim,
        Where = "subjects reclaim, reclaim-mglru, anon, anon-mglru and anon-full",
    };

    /// <summary>I-128. A run judges the folios of a classic inactive list from its tail on.</summary>
    public static readonly Invariant ReclaimTakesTheTailFirst = new(
        Invariant.Core, nameof(ReclaimTakesTheTailFirst), "A run judges the folios of a classic inactive list from its tail on",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 128,
        Group = InvariantGroups.Reclaim,
        Where = "subject reclaim",
    };

    /// <summary>I-129. Counters, return values and usage agree on how many pages a run freed.</summary>
    public static readonly Invariant ReclaimCountsWhatItFrees = new(
        Invariant.Core, nameof(ReclaimCountsWhatItFrees), "Counters, return values and usage agree on how many pages a run freed",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 129,
        Group = InvariantGroups.Reclaim,
        Where = "subjects reclaim and reclaim-mglru",
    };

    /// <summary>I-146. A mapped folio that was used since the last look is not evicted at the next one.</summary>
    public static readonly Invariant UsedPagesGetASecondChance = new(
        Invariant.Core, nameof(UsedPagesGetASecondChance),
        "A mapped folio that a process of the reclaimed groups used since the last look is not evicted at the next one",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 146,
        Group = InvariantGroups.Reclaim,
        Where = "subjects anon, anon-mglru and anon-full",
    };

    /// <summary>I-147. A run for a group takes folios of that group and those below it only, and spares protected ones.</summary>
    public static readonly Invariant ReclaimStaysInItsGroup = new(
        Invariant.Core, nameof(ReclaimStaysInItsGroup),
        "A run for a group takes folios of that group and those below it only, and no run takes one of a group within its protection",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 147,
        Group = InvariantGroups.Reclaim,
        Where = "subjects anon, anon-mglru and anon-full",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        ReclaimFreesOnlyTheUnused,
        EvictionReadsTheAgeFirst,
        NonresidentAgeIsMonotone,
        RefaultActivatesByDistance,
        ShadowNodesAreListed,
        ReclaimSparesUnevictableLockedPinned,
        ReclaimReturnsWhatItPutBack,
        AllocationsFailOnlyWhenNothingCanGo,
        ReclaimTakesTheTailFirst,
        ReclaimCountsWhatItFrees,
        UsedPagesGetASecondChance,
        ReclaimStaysInItsGroup,
    ];
}
