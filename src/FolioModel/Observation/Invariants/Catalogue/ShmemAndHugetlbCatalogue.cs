namespace FolioModel.Observation;

/// <summary>Group K.</summary>
internal static class ShmemAndHugetlbCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            105, InvariantGroups.ShmemAndHugetlb, "ShmemAllocIsCachedPlusSwapped",
            "shmem inode: alloced == nrpages + swapped after shmem_recalc_inode (between calls alloced may be larger)",
            "the owner accounts for what it took",
            "WARN_ON(i_blocks) at evict",
            InvariantMoment.AtRest, InvariantEnforcement.Owner,
            "ShmemMount"),
        new(
            106, InvariantGroups.ShmemAndHugetlb, "SwapValuesCoverTheFilesSlots",
            "Swap values cover exactly the slots that are allocated for the file",
            "the owner accounts for what it took",
            "BUG_ON(error) in delete",
            InvariantMoment.AtRest, InvariantEnforcement.Owner,
            "ShmemMount"),
        new(
            107, InvariantGroups.ShmemAndHugetlb, "ShmemFolioIsSwapBackedInOnePlace",
            "shmem folio: swapbacked; never a folio in two address spaces at the end of swap-in/out",
            "the owner accounts for what it took",
            "VM_BUG_ON_FOLIO(!swapbacked)",
            InvariantMoment.AtRest, InvariantEnforcement.Owner,
            "ShmemMount"),
        new(
            108, InvariantGroups.ShmemAndHugetlb, "FallocateUndoSparesUptodate",
            "fallocate undo removes only folios that are not uptodate",
            "the owner accounts for what it took",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "ShmemProperties"),
        new(
            109, InvariantGroups.ShmemAndHugetlb, "HugetlbPoolAddsUp",
            "hstate: nr == free + in use; 0 <= resv <= free but for what the kernel itself loses; surplus <= overcommit unless the pool was shrunk below its use",
            "the owner accounts for what it took",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Owner,
            "HugePagePool"),
        new(
            110, InvariantGroups.ShmemAndHugetlb, "PoolFreeHugetlbIsUnreferenced",
            "Pool-free hugetlb folio: ref 0, mapcount 0, no mapping",
            "the owner accounts for what it took",
            "VM_BUG_ON_FOLIO(ref) in enqueue and free",
            InvariantMoment.AtRest, InvariantEnforcement.Owner,
            "HugePagePool"),
        new(
            111, InvariantGroups.ShmemAndHugetlb, "CachedHugetlbHasCacheReferences",
            "hugetlb in cache: nr cache refs, dirty, uptodate, no reservation flag",
            "the owner accounts for what it took",
            "VM_BUG_ON_FOLIO(restore_reserve) at removal",
            InvariantMoment.AtRest, InvariantEnforcement.Owner,
            "HugePagePool"),
        new(
            112, InvariantGroups.ShmemAndHugetlb, "SubpoolIsWithinItsLimits",
            "subpool: 0 <= used <= max, 0 <= rsv <= min",
            "the owner accounts for what it took",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Owner,
            "HugePagePool"),
    ];
}
