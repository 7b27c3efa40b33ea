using System.Collections.Immutable;

namespace FolioModel.Gmem;

/// <summary>The invariants of guest_memfd.</summary>
public static class GmemInvariants
{
    /// <summary>The owner of these invariants, as <see cref="Invariant.Owner"/> names it.</summary>
    public const string Owner = "guest_memfd";

    private const string Why = "the guest reaches only memory that is in the file";

    /// <summary>I-95. Every folio of a gmem inode lies inside i_size.</summary>
    public static readonly Invariant GmemFolioIsInsideTheFile = new(
        Owner, nameof(GmemFolioIsInsideTheFile),
        "Every folio of a gmem inode lies inside i_size",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 95,
        Reason = "allocate and bind checks",
        Where = "guest_memfd",
    };

    /// <summary>
    /// I-96. For each instance, bindings of distinct slots do not overlap; bindings[i] == s ⇔ i in [s.pgoff, s.pgoff + npages).
    /// </summary>
    public static readonly Invariant BindingsMatchTheSlots = new(
        Owner, nameof(BindingsMatchTheSlots),
        "For each instance, bindings of distinct slots do not overlap; bindings[i] == s ⇔ i in [s.pgoff, s.pgoff + npages)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 96,
        Reason = Why,
        KernelCheck = "WARN_ON_ONCE in get_pfn",
        Where = "guest_memfd",
    };

    /// <summary>I-97. mmu_invalidate_in_progress &gt;= 0; begin/end balanced; 0 when quiescent.</summary>
    public static readonly Invariant InvalidationsAreBalanced = new(
        Owner, nameof(InvalidationsAreBalanced),
        "mmu_invalidate_in_progress >= 0; begin/end balanced; 0 when quiescent",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 97,
        Reason = Why,
        KernelCheck = "KVM_BUG_ON",
        Where = "guest_memfd",
    };

    /// <summary>I-98. Any SPTE points to the pfn currently cached at the corresponding index of the bound file.</summary>
    public static readonly Invariant GuestMapsWhatIsCached = new(
        Owner, nameof(GuestMapsWhatIsCached),
        "Any SPTE points to the pfn currently cached at the corresponding index of the bound file",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 98,
        Reason = Why,
        Where = "guest_memfd",
    };

    /// <summary>I-99. seq is monotone and advanced by every end.</summary>
    public static readonly Invariant InvalidationSequenceIsMonotone = new(
        Owner, nameof(InvalidationSequenceIsMonotone),
        "seq is monotone and advanced by every end",
        InvariantMoment.Step, InvariantEnforcement.Validated)
    {
        Number = 99,
        Reason = Why,
        Where = "guest_memfd, by comparing with the last look",
    };

    /// <summary>I-100. get_pfn success ⇒ caller owns exactly 1; error ⇒ 0.</summary>
    public static readonly Invariant GetPfnGivesOneReferenceOrNone = new(
        Owner, nameof(GetPfnGivesOneReferenceOrNone),
        "get_pfn success ⇒ caller owns exactly 1; error ⇒ 0",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 100,
        Reason = Why,
        Where = "refinement: get_pfn",
    };

    /// <summary>I-101. A folio handed to the guest is uptodate (zeroed/prepared).</summary>
    public static readonly Invariant GuestSeesOnlyPreparedMemory = new(
        Owner, nameof(GuestSeesOnlyPreparedMemory),
        "A folio handed to the guest is uptodate (zeroed/prepared)",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 101,
        Reason = "host data leak",
        Where = "guest_memfd",
    };

    /// <summary>I-102. gmem folios: unevictable once drained, never dirty-tagged, never migrated, never swapped, never shadowed.</summary>
    public static readonly Invariant GmemFoliosStayUnevictableAndClean = new(
        Owner, nameof(GmemFoliosStayUnevictableAndClean),
        "gmem folios: unevictable once drained, never dirty-tagged, never migrated, never swapped, never shadowed",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 102,
        Reason = Why,
        KernelCheck = "WARN_ON_ONCE in the migrate op",
        Where = "guest_memfd",
    };

    /// <summary>
    /// I-103. allocate: for every index in the range after success an entry exists; nrpages grows by the number of newly created pages
    /// only.
    /// </summary>
    public static readonly Invariant AllocateFillsTheRange = new(
        Owner, nameof(AllocateFillsTheRange),
        "allocate: for every index in the range after success an entry exists; nrpages grows by the number of newly created pages only",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 103,
        Reason = Why,
        Where = "refinement: allocate",
    };

    /// <summary>I-104. A poisoned page is never returned by get_pfn.</summary>
    public static readonly Invariant PoisonedPageIsNotGiven = new(
        Owner, nameof(PoisonedPageIsNotGiven),
        "A poisoned page is never returned by get_pfn",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 104,
        Reason = Why,
        Where = "GmemProperties",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        GmemFolioIsInsideTheFile,
        BindingsMatchTheSlots,
        InvalidationsAreBalanced,
        GuestMapsWhatIsCached,
        InvalidationSequenceIsMonotone,
        GetPfnGivesOneReferenceOrNone,
        GuestSeesOnlyPreparedMemory,
        GmemFoliosStayUnevictableAndClean,
        AllocateFillsTheRange,
        PoisonedPageIsNotGiven,
    ];
}
