namespace FolioModel.Observation;

/// <summary>Group G.</summary>
internal static class LruCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            72, InvariantGroups.Lru, "LruFlagMeansOnOneList",
            "PG_lru ⇒ on exactly one lruvec list (or counted unevictable). On a list without PG_lru only while the one that cleared it (isolation, drain) is between clearing the flag and the list operation",
            "lists are an index of the flags and hold nothing",
            "VM_BUG_ON_FOLIO(PG_lru) in lru_add, folio_add_lru, put-back",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "list walk; after each step the links of the folios touched"),
        new(
            73, InvariantGroups.Lru, "ListIsTheOneOfTheFlags",
            "The list is the one computed from flags (active, unevictable, swapbacked)",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "list walk"),
        new(
            74, InvariantGroups.Lru, "ActiveExcludesUnevictable",
            "active and unevictable never both set",
            "lists are an index of the flags and hold nothing",
            "VM_BUG_ON_FOLIO in folio_lru_list, folio_add_lru",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "every folio"),
        new(
            75, InvariantGroups.Lru, "ListStatisticIsTheSum",
            "Σ nr of folios on list L == statistic L (quiescent or under lock)",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "list walk; after each step as a sum over the folios"),
        new(
            76, InvariantGroups.Lru, "FreedFolioIsOnNoList",
            "A freed folio has no PG_lru/active/unevictable and is on no list",
            "lists are an index of the flags and hold nothing",
            "PAGE_FLAGS_CHECK_AT_FREE",
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "list walk: every member is an allocated folio; also BadPage.AtFree"),
        new(
            77, InvariantGroups.Lru, "ListMembershipHoldsNothing",
            "LRU membership contributes 0 to the refcount",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.Always, InvariantEnforcement.Validated,
            "every folio, ledger on: no holder stands for a list, so I-01 implies it"),
        new(
            78, InvariantGroups.Lru, "BatchRestsBelowCapacityAndSmall",
            "Batch occupancy at rest ≤ capacity − 1; never contains a large folio at rest",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "batch walk"),
        new(
            79, InvariantGroups.Lru, "DrainIsIdempotent",
            "Draining is idempotent and order between CPUs does not change final refcounts",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "DrainProperties"),
        new(
            80, InvariantGroups.Lru, "UnevictableMappingMakesUnevictable",
            "After lru_add drain: evictable ⇒ not unevictable flag; folio of an UNEVICTABLE mapping ⇒ unevictable flag, not active",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio"),
        new(
            81, InvariantGroups.Lru, "HugetlbIsNeverOnTheLru",
            "hugetlb folios never have PG_lru and are in no LRU batch",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio; batch walk"),
        new(
            82, InvariantGroups.Lru, "IsolatedStatisticIsTheSum",
            "NR_ISOLATED_ == Σ nr of folios isolated by reclaim/migration of that type",
            "lists are an index of the flags and hold nothing",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Absent,
            "the modelled isolation is that of single folios, which the kernel does not count"),
    ];
}
