using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of LRU lists and batches.</summary>
public static class LruInvariants
{
    /// <summary>
    /// I-72. PG_lru ⇒ on exactly one lruvec list (or counted unevictable). On a list without PG_lru only while the one that cleared it
    /// (isolation, drain) is between clearing the flag and the list operation.
    /// </summary>
    public static readonly Invariant LruFlagMeansOnOneList = new(
        Invariant.Core, nameof(LruFlagMeansOnOneList),
        "PG_lru ⇒ on exactly one lruvec list (or counted unevictable). On a list without PG_lru only while the one that "
            + "cleared it (isolation, drain) is between clearing the flag and the list operation",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 72,
        Group = InvariantGroups.Lru,
        KernelCheck = "VM_BUG_ON_FOLIO(PG_lru) in lru_add, folio_add_lru, put-back",
        Where = "list walk; after each step the links of the folios touched",
    };

    /// <summary>I-73. The list is the one computed from flags (active, unevictable, swapbacked).</summary>
    public static readonly Invariant ListIsTheOneOfTheFlags = new(
        Invariant.Core, nameof(ListIsTheOneOfTheFlags),
        "The list is the one computed from flags (active, unevictable, swapbacked)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 73,
        Group = InvariantGroups.Lru,
        Where = "list walk",
    };

    /// <summary>I-74. active and unevictable never both set.</summary>
    public static readonly Invariant ActiveExcludesUnevictable = new(
        Invariant.Core, nameof(ActiveExcludesUnevictable),
        "active and unevictable never both set",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 74,
        Group = InvariantGroups.Lru,
        KernelCheck = "VM_BUG_ON_FOLIO in folio_lru_list, folio_add_lru",
        Where = "every folio",
    };

    /// <summary>I-75. Σ nr of folios on list L == statistic L (quiescent or under lock).</summary>
    public static readonly Invariant ListStatisticIsTheSum = new(
        Invariant.Core, nameof(ListStatisticIsTheSum),
        "Σ nr of folios on list L == statistic L (quiescent or under lock)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 75,
        Group = InvariantGroups.Lru,
        Where = "list walk; after each step as a sum over the folios",
    };

    /// <summary>I-76. A freed folio has no PG_lru/active/unevictable and is on no list.</summary>
    public static readonly Invariant FreedFolioIsOnNoList = new(
        Invariant.Core, nameof(FreedFolioIsOnNoList),
        "A freed folio has no PG_lru/active/unevictable and is on no list",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 76,
        Group = InvariantGroups.Lru,
        KernelCheck = "PAGE_FLAGS_CHECK_AT_FREE",
        Where = "list walk: every member is an allocated folio; also BadPage.AtFree",
    };

    /// <summary>I-77. LRU membership contributes 0 to the refcount.</summary>
    public static readonly Invariant ListMembershipHoldsNothing = new(
        Invariant.Core, nameof(ListMembershipHoldsNothing),
        "LRU membership contributes 0 to the refcount",
        InvariantMoment.Always, InvariantEnforcement.Validated)
    {
        Number = 77,
        Group = InvariantGroups.Lru,
        Where = "every folio, ledger on: no holder stands for a list, so I-01 implies it",
    };

    /// <summary>I-78. Batch occupancy at rest ≤ capacity − 1; never contains a large folio at rest.</summary>
    public static readonly Invariant BatchRestsBelowCapacityAndSmall = new(
        Invariant.Core, nameof(BatchRestsBelowCapacityAndSmall),
        "Batch occupancy at rest ≤ capacity − 1; never contains a large folio at rest",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 78,
        Group = InvariantGroups.Lru,
        Where = "batch walk",
    };

    /// <summary>I-79. Draining is idempotent and order between CPUs does not change final refcounts.</summary>
    public static readonly Invariant DrainIsIdempotent = new(
        Invariant.Core, nameof(DrainIsIdempotent),
        "Draining is idempotent and order between CPUs does not change final refcounts",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 79,
        Group = InvariantGroups.Lru,
        Where = "DrainProperties",
    };

    /// <summary>
    /// I-80. After lru_add drain: evictable ⇒ not unevictable flag; folio of an UNEVICTABLE mapping ⇒ unevictable flag, not active.
    /// </summary>
    public static readonly Invariant UnevictableMappingMakesUnevictable = new(
        Invariant.Core, nameof(UnevictableMappingMakesUnevictable),
        "After lru_add drain: evictable ⇒ not unevictable flag; folio of an UNEVICTABLE mapping ⇒ unevictable flag, not active",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 80,
        Group = InvariantGroups.Lru,
        Where = "every folio",
    };

    /// <summary>I-81. Huge pages of a pool never have PG_lru and are in no LRU batch.</summary>
    public static readonly Invariant PooledFolioIsNeverOnTheLru = new(
        Invariant.Core, nameof(PooledFolioIsNeverOnTheLru),
        "Huge pages of a pool never have PG_lru and are in no LRU batch",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 81,
        Group = InvariantGroups.Lru,
        Where = "every folio; batch walk",
    };

    /// <summary>I-82. NR_ISOLATED_ == Σ nr of folios isolated by reclaim/migration of that type.</summary>
    public static readonly Invariant IsolatedStatisticIsTheSum = new(
        Invariant.Core, nameof(IsolatedStatisticIsTheSum),
        "NR_ISOLATED_ == Σ nr of folios isolated by reclaim/migration of that type",
        InvariantMoment.AtRest, InvariantEnforcement.Absent)
    {
        Number = 82,
        Group = InvariantGroups.Lru,
        Where = "the modelled isolation is that of single folios, which the kernel does not count",
    };

    /// <summary>I-148. The generations of each kind of memory are a window, and every folio belongs to one in it.</summary>
    public static readonly Invariant GenerationsAreAWindow = new(
        Invariant.Core, nameof(GenerationsAreAWindow),
        "Each kind of memory has 2 to 4 generations up to the youngest, every folio on a list belongs to one of them, and each counts "
            + "its own",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 148,
        Group = InvariantGroups.Lru,
        KernelCheck = "VM_WARN_ON_ONCE in lru_gen_update_size; seq_is_valid",
        Where = "GenerationChecks",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        LruFlagMeansOnOneList,
        ListIsTheOneOfTheFlags,
        ActiveExcludesUnevictable,
        ListStatisticIsTheSum,
        FreedFolioIsOnNoList,
        ListMembershipHoldsNothing,
        BatchRestsBelowCapacityAndSmall,
        DrainIsIdempotent,
        UnevictableMappingMakesUnevictable,
        PooledFolioIsNeverOnTheLru,
        IsolatedStatisticIsTheSum,
        GenerationsAreAWindow,
    ];
}
