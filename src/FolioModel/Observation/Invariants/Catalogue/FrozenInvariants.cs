using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of frozen folios and speculative access.</summary>
public static class FrozenInvariants
{
    /// <summary>I-32. While frozen, every folio_try_get fails.</summary>
    public static readonly Invariant FrozenFolioCannotBeTaken = new(
        Invariant.Core, nameof(FrozenFolioCannotBeTaken),
        "While frozen, every folio_try_get fails",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 32,
        Group = InvariantGroups.Frozen,
        KernelCheck = "by construction",
        Where = "FreezeProperties",
    };

    /// <summary>
    /// I-33. A folio is frozen by at most one owner, and that owner either unfreezes or frees it within the same operation.
    /// </summary>
    public static readonly Invariant FrozenByOneOwnerWhoEndsIt = new(
        Invariant.Core, nameof(FrozenByOneOwnerWhoEndsIt),
        "A folio is frozen by at most one owner, and that owner either unfreezes or frees it within the same operation",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 33,
        Group = InvariantGroups.Frozen,
        Where = "every folio, ledger on",
    };

    /// <summary>I-34. Freeze succeeds only if the count equals the expected value at that instant.</summary>
    public static readonly Invariant FreezeNeedsTheExpectedCount = new(
        Invariant.Core, nameof(FreezeNeedsTheExpectedCount),
        "Freeze succeeds only if the count equals the expected value at that instant",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 34,
        Group = InvariantGroups.Frozen,
        KernelCheck = "cmpxchg",
        Where = "FreezeProperties",
    };

    /// <summary>I-35. A page-cache lookup returns a folio only if, after the reference was taken, the slot still held it.</summary>
    public static readonly Invariant LookupReturnsWhatTheSlotStillHeld = new(
        Invariant.Core, nameof(LookupReturnsWhatTheSlotStillHeld),
        "A page-cache lookup returns a folio only if, after the reference was taken, the slot still held it",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 35,
        Group = InvariantGroups.Frozen,
        KernelCheck = "xas_reload test",
        Where = "RivalProperties",
    };

    /// <summary>I-36. A locked-lookup returns only a folio with mapping == requested and containing the index.</summary>
    public static readonly Invariant LockedLookupReturnsAFolioOfTheFile = new(
        Invariant.Core, nameof(LockedLookupReturnsAFolioOfTheFile),
        "A locked-lookup returns only a folio with mapping == requested and containing the index",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 36,
        Group = InvariantGroups.Frozen,
        KernelCheck = "VM_BUG_ON_FOLIO(!folio_contains)",
        Where = "RivalProperties",
    };

    /// <summary>I-37. A failed speculative attempt leaves net Δref 0.</summary>
    public static readonly Invariant FailedSpeculationLeavesNoReference = new(
        Invariant.Core, nameof(FailedSpeculationLeavesNoReference),
        "A failed speculative attempt leaves net Δref 0",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 37,
        Group = InvariantGroups.Frozen,
        Where = "RivalProperties",
    };

    /// <summary>
    /// I-38. Between freeze and unfreeze in split/migrate the XArray never exposes a folio with count 0 after unfreeze of its replacement
    /// without the replacement being findable.
    /// </summary>
    public static readonly Invariant ReplacementIsFindableBeforeUnfreeze = new(
        Invariant.Core, nameof(ReplacementIsFindableBeforeUnfreeze),
        "Between freeze and unfreeze in split/migrate the XArray never exposes a folio with count 0 after unfreeze of its "
            + "replacement without the replacement being findable",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 38,
        Group = InvariantGroups.Frozen,
        Reason = "continuity",
        Where = "LockMatrixTests: lookup against split and migrate in every interleaving",
    };

    /// <summary>I-39. ref == 0 and not frozen ⇒ the folio is in no XArray, no batch, no list (after the free step).</summary>
    public static readonly Invariant UnreferencedFolioIsNowhere = new(
        Invariant.Core, nameof(UnreferencedFolioIsNowhere),
        "ref == 0 and not frozen ⇒ the folio is in no XArray, no batch, no list (after the free step)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 39,
        Group = InvariantGroups.Frozen,
        KernelCheck = "bad page checks (lru, mapping)",
        Where = "every folio",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        FrozenFolioCannotBeTaken,
        FrozenByOneOwnerWhoEndsIt,
        FreezeNeedsTheExpectedCount,
        LookupReturnsWhatTheSlotStillHeld,
        LockedLookupReturnsAFolioOfTheFile,
        FailedSpeculationLeavesNoReference,
        ReplacementIsFindableBeforeUnfreeze,
        UnreferencedFolioIsNowhere,
    ];
}
