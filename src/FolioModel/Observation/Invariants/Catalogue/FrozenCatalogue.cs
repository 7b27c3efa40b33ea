namespace FolioModel.Observation;

/// <summary>Group C.</summary>
internal static class FrozenCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            32, InvariantGroups.Frozen, "FrozenFolioCannotBeTaken",
            "While frozen, every folio_try_get fails",
            "a frozen folio belongs to one owner",
            "by construction",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "FreezeProperties"),
        new(
            33, InvariantGroups.Frozen, "FrozenByOneOwnerWhoEndsIt",
            "A folio is frozen by at most one owner, and that owner either unfreezes or frees it within the same operation",
            "a frozen folio belongs to one owner",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio, ledger on"),
        new(
            34, InvariantGroups.Frozen, "FreezeNeedsTheExpectedCount",
            "Freeze succeeds only if the count equals the expected value at that instant",
            "a frozen folio belongs to one owner",
            "cmpxchg",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "FreezeProperties"),
        new(
            35, InvariantGroups.Frozen, "LookupReturnsWhatTheSlotStillHeld",
            "A page-cache lookup returns a folio only if, after the reference was taken, the slot still held it",
            "a frozen folio belongs to one owner",
            "xas_reload test",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "RivalProperties"),
        new(
            36, InvariantGroups.Frozen, "LockedLookupReturnsAFolioOfTheFile",
            "A locked-lookup returns only a folio with mapping == requested and containing the index",
            "a frozen folio belongs to one owner",
            "VM_BUG_ON_FOLIO(!folio_contains)",
            InvariantMoment.Step, InvariantEnforcement.Property,
            "RivalProperties"),
        new(
            37, InvariantGroups.Frozen, "FailedSpeculationLeavesNoReference",
            "A failed speculative attempt leaves net Δref 0",
            "a frozen folio belongs to one owner",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "RivalProperties"),
        new(
            38, InvariantGroups.Frozen, "ReplacementIsFindableBeforeUnfreeze",
            "Between freeze and unfreeze in split/migrate the XArray never exposes a folio with count 0 after unfreeze of its replacement without the replacement being findable",
            "continuity",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "LockMatrixTests: lookup against split and migrate in every interleaving"),
        new(
            39, InvariantGroups.Frozen, "UnreferencedFolioIsNowhere",
            "ref == 0 and not frozen ⇒ the folio is in no XArray, no batch, no list (after the free step)",
            "a frozen folio belongs to one owner",
            "bad page checks (lru, mapping)",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "every folio"),
    ];
}
