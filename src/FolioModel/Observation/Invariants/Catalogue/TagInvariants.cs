using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of dirty, writeback and their tags.</summary>
public static class TagInvariants
{
    /// <summary>I-63. A node's mark bit for a child slot is set iff some entry below has it; array flag likewise (under lock).</summary>
    public static readonly Invariant MarksAgreeOnAllLevels = new(
        Invariant.Core, nameof(MarksAgreeOnAllLevels),
        "A node's mark bit for a child slot is set iff some entry below has it; array flag likewise (under lock)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 63,
        Group = InvariantGroups.Tags,
        Where = "XArray.Validate",
    };

    /// <summary>I-64. NULL and value entries in the page cache carry no marks.</summary>
    public static readonly Invariant ValuesCarryNoMarks = new(
        Invariant.Core, nameof(ValuesCarryNoMarks),
        "NULL and value entries in the page cache carry no marks",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 64,
        Group = InvariantGroups.Tags,
        KernelCheck = "comment-level rule; xas_init_marks",
        Where = "cache walk",
    };

    /// <summary>I-65. tag WRITEBACK == PG_writeback for mappings using tags (under lock).</summary>
    public static readonly Invariant WritebackTagIsTheWritebackFlag = new(
        Invariant.Core, nameof(WritebackTagIsTheWritebackFlag),
        "tag WRITEBACK == PG_writeback for mappings using tags (under lock)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 65,
        Group = InvariantGroups.Tags,
        KernelCheck = "VM_BUG_ON_FOLIO on start/end state",
        Where = "cache walk; after each step for the folios touched",
    };

    /// <summary>
    /// I-66. Mappings whose dirty op is filemap_dirty_folio (quiescent): PG_dirty ⇒ tag DIRTY; tag DIRTY without PG_dirty only while the
    /// folio is locked. (Mappings with another dirty op use the flag only: never tagged.)
    /// </summary>
    public static readonly Invariant DirtyFlagHasItsTag = new(
        Invariant.Core, nameof(DirtyFlagHasItsTag),
        "Mappings whose dirty op is filemap_dirty_folio (quiescent): PG_dirty ⇒ tag DIRTY; tag DIRTY without PG_dirty only "
            + "while the folio is locked. (Mappings with another dirty op use the flag only: never tagged.)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 66,
        Group = InvariantGroups.Tags,
        Where = "cache walk; after each step for the folios touched",
    };

    /// <summary>I-67. tag TOWRITE ⇒ it was DIRTY when tagged; cleared at writeback start unless kept.</summary>
    public static readonly Invariant TowriteWasDirty = new(
        Invariant.Core, nameof(TowriteWasDirty),
        "tag TOWRITE ⇒ it was DIRTY when tagged; cleared at writeback start unless kept",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 67,
        Group = InvariantGroups.Tags,
        Where = "refinement: tags",
    };

    /// <summary>I-68. Writeback is never started twice without end.</summary>
    public static readonly Invariant WritebackIsNotStartedTwice = new(
        Invariant.Core, nameof(WritebackIsNotStartedTwice),
        "Writeback is never started twice without end",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 68,
        Group = InvariantGroups.Tags,
        KernelCheck = "VM_BUG_ON_FOLIO(folio_test_writeback)",
        Where = "Folio.StartWriteback",
    };

    /// <summary>I-69. A folio under writeback is never truncated or freed.</summary>
    public static readonly Invariant FolioUnderWritebackIsNotFreed = new(
        Invariant.Core, nameof(FolioUnderWritebackIsNotFreed),
        "A folio under writeback is never truncated or freed",
        InvariantMoment.Step, InvariantEnforcement.Thrown)
    {
        Number = 69,
        Group = InvariantGroups.Tags,
        KernelCheck = "VM_BUG_ON_FOLIO in truncation; bad page flag writeback",
        Where = "PageCache.AssertRemovable; BadPage.AtFree",
    };

    /// <summary>I-70. NR_FILE_DIRTY == Σ nr of dirty folios in accounting mappings; NR_WRITEBACK likewise.</summary>
    public static readonly Invariant WritebackStatisticIsTheSum = new(
        Invariant.Core, nameof(WritebackStatisticIsTheSum),
        "NR_FILE_DIRTY == Σ nr of dirty folios in accounting mappings; NR_WRITEBACK likewise",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 70,
        Group = InvariantGroups.Tags,
        KernelCheck = "WARN_ON_ONCE(dirty) at unaccount",
        Where = "sum over the folios; nr_dirty of the mappings",
    };

    /// <summary>I-71. Dirty/writeback transitions never change any refcount (net).</summary>
    public static readonly Invariant DirtyAndWritebackLeaveTheCount = new(
        Invariant.Core, nameof(DirtyAndWritebackLeaveTheCount),
        "Dirty/writeback transitions never change any refcount (net)",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 71,
        Group = InvariantGroups.Tags,
        Where = "refinement: dirty and writeback",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        MarksAgreeOnAllLevels,
        ValuesCarryNoMarks,
        WritebackTagIsTheWritebackFlag,
        DirtyFlagHasItsTag,
        TowriteWasDirty,
        WritebackIsNotStartedTwice,
        FolioUnderWritebackIsNotFreed,
        WritebackStatisticIsTheSum,
        DirtyAndWritebackLeaveTheCount,
    ];
}
