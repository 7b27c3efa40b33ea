namespace FolioModel.Observation;

/// <summary>Group J.</summary>
internal static class GmemCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            95, InvariantGroups.Gmem, "GmemFolioIsInsideTheFile",
            "Every folio of a gmem inode lies inside i_size",
            "allocate and bind checks",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "guest_memfd"),
        new(
            96, InvariantGroups.Gmem, "BindingsMatchTheSlots",
            "For each instance, bindings of distinct slots do not overlap; bindings[i] == s ⇔ i in [s.pgoff, s.pgoff + npages)",
            "the guest reaches only memory that is in the file",
            "WARN_ON_ONCE in get_pfn",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "guest_memfd"),
        new(
            97, InvariantGroups.Gmem, "InvalidationsAreBalanced",
            "mmu_invalidate_in_progress >= 0; begin/end balanced; 0 when quiescent",
            "the guest reaches only memory that is in the file",
            "KVM_BUG_ON",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "guest_memfd"),
        new(
            98, InvariantGroups.Gmem, "GuestMapsWhatIsCached",
            "Any SPTE points to the pfn currently cached at the corresponding index of the bound file",
            "the guest reaches only memory that is in the file",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "guest_memfd"),
        new(
            99, InvariantGroups.Gmem, "InvalidationSequenceIsMonotone",
            "seq is monotone and advanced by every end",
            "the guest reaches only memory that is in the file",
            null,
            InvariantMoment.Step, InvariantEnforcement.Validated,
            "guest_memfd, by comparing with the last look"),
        new(
            100, InvariantGroups.Gmem, "GetPfnGivesOneReferenceOrNone",
            "get_pfn success ⇒ caller owns exactly 1; error ⇒ 0",
            "the guest reaches only memory that is in the file",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: get_pfn"),
        new(
            101, InvariantGroups.Gmem, "GuestSeesOnlyPreparedMemory",
            "A folio handed to the guest is uptodate (zeroed/prepared)",
            "host data leak",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "guest_memfd"),
        new(
            102, InvariantGroups.Gmem, "GmemFoliosStayUnevictableAndClean",
            "gmem folios: unevictable once drained, never dirty-tagged, never migrated, never swapped, never shadowed",
            "the guest reaches only memory that is in the file",
            "WARN_ON_ONCE in the migrate op",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "guest_memfd"),
        new(
            103, InvariantGroups.Gmem, "AllocateFillsTheRange",
            "allocate: for every index in the range after success an entry exists; nrpages grows by the number of newly created pages only",
            "the guest reaches only memory that is in the file",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: allocate"),
        new(
            104, InvariantGroups.Gmem, "PoisonedPageIsNotGiven",
            "A poisoned page is never returned by get_pfn",
            "the guest reaches only memory that is in the file",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "GmemProperties"),
    ];
}
