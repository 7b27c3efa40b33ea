using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of the private memory of processes.</summary>
public static class AnonymousInvariants
{
    /// <summary>I-143. The reverse map finds every page-table entry of an anonymous folio.</summary>
    public static readonly Invariant ReverseMapFindsTheEntries = new(
        Invariant.Core, nameof(ReverseMapFindsTheEntries),
        "Every page-table entry lies in an area of its process, and that of an anonymous folio in one of the folio's family, at its index",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 143,
        Group = InvariantGroups.Reclaim,
        Reason = "reclaim can unmap only what it finds",
        KernelCheck = "VM_BUG_ON_PAGE in __page_check_anon_rmap",
        Where = "MappingChecks",
    };

    /// <summary>I-144. A page of a process shows what was written last.</summary>
    public static readonly Invariant ContentsSurvive = new(
        Invariant.Core, nameof(ContentsSurvive),
        "A private page shows what its process wrote last, whether it is in memory, in the swap cache or in a slot, and what no other "
            + "process wrote",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 144,
        Group = InvariantGroups.Reclaim,
        Reason = "memory that forgets is no memory",
        Where = "subjects anon, anon-mglru and anon-full",
    };

    /// <summary>I-145. A page that is pinned for writing stays the page that its process sees.</summary>
    public static readonly Invariant PinnedPagesStayMapped = new(
        Invariant.Core, nameof(PinnedPagesStayMapped),
        "A page that is pinned for writing stays the one that its process sees, through fork, copies and reclaim, until that gives it back",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 145,
        Group = InvariantGroups.Reclaim,
        Reason = "the process would miss what the device writes",
        KernelCheck = "folio_try_share_anon_rmap_pte",
        Where = "subjects anon, anon-mglru and anon-full",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } = [ReverseMapFindsTheEntries, ContentsSurvive, PinnedPagesStayMapped];
}
