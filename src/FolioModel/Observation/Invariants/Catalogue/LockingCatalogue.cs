namespace FolioModel.Observation;

/// <summary>Group I.</summary>
internal static class LockingCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            90, InvariantGroups.Locking, "PlaceChangesUnderLockOnly",
            "mapping/index of a cached folio change only with the folio locked (migration: both locked) and the i_pages lock held",
            "who may change what is decided by locks",
            "VM_BUG_ON_FOLIO(!locked) in removal/insertion",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "AddressSpace: removal and insertion check folio lock and i_pages lock"),
        new(
            91, InvariantGroups.Locking, "LocksAreTakenFromOuterToInner",
            "Lock acquisition follows the order (graph of held→acquired is acyclic)",
            "who may change what is decided by locks",
            "lockdep",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "LockOrderChecker, with LockChecking"),
        new(
            92, InvariantGroups.Locking, "RemovalIsExclusiveInstantiationShared",
            "Removal in a range happens only under exclusive invalidate_lock for mappings that use it; instantiation only under shared (or equivalent)",
            "who may change what is decided by locks",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "GmemProperties: every removal is seen with the invalidate lock held exclusively"),
        new(
            93, InvariantGroups.Locking, "FreedFolioIsUnlocked",
            "Unlock is done by/for the holder; a freed folio is not locked",
            "who may change what is decided by locks",
            "VM_BUG_ON_FOLIO in folio_unlock; bad page flag locked",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "Folio.Unlock; BadPage.AtFree; with StrictFolioLocks an unlock by a stranger"),
        new(
            94, InvariantGroups.Locking, "NoSleepUnderASpinLock",
            "No sleep while a spin lock is held",
            "who may change what is decided by locks",
            "might_sleep",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "LockOrderChecker, with LockChecking"),
    ];
}
