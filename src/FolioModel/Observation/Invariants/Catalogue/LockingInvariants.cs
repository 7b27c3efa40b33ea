using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of locks.</summary>
public static class LockingInvariants
{
    /// <summary>
    /// I-90. mapping/index of a cached folio change only with the folio locked (migration: both locked) and the i_pages lock held.
    /// </summary>
    public static readonly Invariant PlaceChangesUnderLockOnly = new(
        Invariant.Core, nameof(PlaceChangesUnderLockOnly),
        "mapping/index of a cached folio change only with the folio locked (migration: both locked) and the i_pages lock held",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 90,
        Group = InvariantGroups.Locking,
        KernelCheck = "VM_BUG_ON_FOLIO(!locked) in removal/insertion",
        Where = "AddressSpace: removal and insertion check folio lock and i_pages lock",
    };

    /// <summary>I-91. Lock acquisition follows the order (graph of held→acquired is acyclic).</summary>
    public static readonly Invariant LocksAreTakenFromOuterToInner = new(
        Invariant.Core, nameof(LocksAreTakenFromOuterToInner),
        "Lock acquisition follows the order (graph of held→acquired is acyclic)",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 91,
        Group = InvariantGroups.Locking,
        KernelCheck = "lockdep",
        Where = "LockOrderChecker, with LockChecking",
    };

    /// <summary>
    /// I-92. Removal in a range happens only under exclusive invalidate_lock for mappings that use it; instantiation only under shared
    /// (or equivalent).
    /// </summary>
    public static readonly Invariant RemovalIsExclusiveInstantiationShared = new(
        Invariant.Core, nameof(RemovalIsExclusiveInstantiationShared),
        "Removal in a range happens only under exclusive invalidate_lock for mappings that use it; instantiation only under "
            + "shared (or equivalent)",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 92,
        Group = InvariantGroups.Locking,
        Where = "the properties of owners: every removal is seen with the invalidate lock held exclusively",
    };

    /// <summary>I-93. Unlock is done by/for the holder; a freed folio is not locked.</summary>
    public static readonly Invariant FreedFolioIsUnlocked = new(
        Invariant.Core, nameof(FreedFolioIsUnlocked),
        "Unlock is done by/for the holder; a freed folio is not locked",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 93,
        Group = InvariantGroups.Locking,
        KernelCheck = "VM_BUG_ON_FOLIO in folio_unlock; bad page flag locked",
        Where = "Folio.Unlock; BadPage.AtFree; with StrictFolioLocks an unlock by a stranger",
    };

    /// <summary>I-94. No sleep while a spin lock is held.</summary>
    public static readonly Invariant NoSleepUnderASpinLock = new(
        Invariant.Core, nameof(NoSleepUnderASpinLock),
        "No sleep while a spin lock is held",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 94,
        Group = InvariantGroups.Locking,
        KernelCheck = "might_sleep",
        Where = "LockOrderChecker, with LockChecking",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        PlaceChangesUnderLockOnly,
        LocksAreTakenFromOuterToInner,
        RemovalIsExclusiveInstantiationShared,
        FreedFolioIsUnlocked,
        NoSleepUnderASpinLock,
    ];
}
