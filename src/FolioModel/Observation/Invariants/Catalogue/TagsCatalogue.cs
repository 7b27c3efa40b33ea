namespace FolioModel.Observation;

/// <summary>Group F.</summary>
internal static class TagsCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            63, InvariantGroups.Tags, "MarksAgreeOnAllLevels",
            "A node's mark bit for a child slot is set iff some entry below has it; array flag likewise (under lock)",
            "tags are an index of the flags",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "XArray.Validate"),
        new(
            64, InvariantGroups.Tags, "ValuesCarryNoMarks",
            "NULL and value entries in the page cache carry no marks",
            "tags are an index of the flags",
            "comment-level rule; xas_init_marks",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk"),
        new(
            65, InvariantGroups.Tags, "WritebackTagIsTheWritebackFlag",
            "tag WRITEBACK == PG_writeback for mappings using tags (under lock)",
            "tags are an index of the flags",
            "VM_BUG_ON_FOLIO on start/end state",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk; after each step for the folios touched"),
        new(
            66, InvariantGroups.Tags, "DirtyFlagHasItsTag",
            "Mappings whose dirty op is filemap_dirty_folio (quiescent): PG_dirty ⇒ tag DIRTY; tag DIRTY without PG_dirty only while the folio is locked. (shmem, hugetlb, gmem use the flag only: never tagged.)",
            "tags are an index of the flags",
            null,
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "cache walk; after each step for the folios touched"),
        new(
            67, InvariantGroups.Tags, "TowriteWasDirty",
            "tag TOWRITE ⇒ it was DIRTY when tagged; cleared at writeback start unless kept",
            "tags are an index of the flags",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: tags"),
        new(
            68, InvariantGroups.Tags, "WritebackIsNotStartedTwice",
            "Writeback is never started twice without end",
            "tags are an index of the flags",
            "VM_BUG_ON_FOLIO(folio_test_writeback)",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "Folio.StartWriteback"),
        new(
            69, InvariantGroups.Tags, "FolioUnderWritebackIsNotFreed",
            "A folio under writeback is never truncated or freed",
            "tags are an index of the flags",
            "VM_BUG_ON_FOLIO in shmem undo; bad page flag writeback",
            InvariantMoment.Step, InvariantEnforcement.Thrown,
            "BadPage.AtFree"),
        new(
            70, InvariantGroups.Tags, "WritebackStatisticIsTheSum",
            "NR_FILE_DIRTY == Σ nr of dirty folios in accounting mappings; NR_WRITEBACK likewise",
            "tags are an index of the flags",
            "WARN_ON_ONCE(dirty) at unaccount",
            InvariantMoment.AtRest, InvariantEnforcement.Validated,
            "sum over the folios (NR_FILE_DIRTY is not modelled)"),
        new(
            71, InvariantGroups.Tags, "DirtyAndWritebackLeaveTheCount",
            "Dirty/writeback transitions never change any refcount (net)",
            "tags are an index of the flags",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: dirty and writeback"),
    ];
}
