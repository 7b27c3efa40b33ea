using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of what a step may change.</summary>
public static class TransitionInvariants
{
    /// <summary>I-113. Each atomic step changes the refcount of any folio by exactly the Δ documented for that step.</summary>
    public static readonly Invariant StepChangesCountsAsDocumented = new(
        Invariant.Core, nameof(StepChangesCountsAsDocumented),
        "Each atomic step changes the refcount of any folio by exactly the Δ documented for that step",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 113,
        Group = InvariantGroups.Transitions,
        Where = "refinement: every holder of every folio after every step",
    };

    /// <summary>
    /// I-114. allocate → put with nothing else returns the allocator to an equal multiset of free pages (after pcp drain, equal free
    /// lists up to order within a list).
    /// </summary>
    public static readonly Invariant AllocateAndPutIsTheIdentity = new(
        Invariant.Core, nameof(AllocateAndPutIsTheIdentity),
        "allocate → put with nothing else returns the allocator to an equal multiset of free pages (after pcp drain, equal "
            + "free lists up to order within a list)",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 114,
        Group = InvariantGroups.Transitions,
        Where = "IdentityProperties",
    };

    /// <summary>I-115. Lookup followed by put is the identity on everything except referenced/active bits and batch slots.</summary>
    public static readonly Invariant LookupAndPutIsTheIdentity = new(
        Invariant.Core, nameof(LookupAndPutIsTheIdentity),
        "Lookup followed by put is the identity on everything except referenced/active bits and batch slots",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 115,
        Group = InvariantGroups.Transitions,
        Where = "IdentityProperties",
    };

    /// <summary>I-116. Insert followed by remove is the identity on the XArray (node count included) when no shadow is stored.</summary>
    public static readonly Invariant InsertAndRemoveIsTheIdentity = new(
        Invariant.Core, nameof(InsertAndRemoveIsTheIdentity),
        "Insert followed by remove is the identity on the XArray (node count included) when no shadow is stored",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 116,
        Group = InvariantGroups.Transitions,
        Where = "IdentityProperties",
    };

    /// <summary>I-117. Isolate followed by put-back preserves list type and statistics (position may change).</summary>
    public static readonly Invariant IsolateAndPutBackIsTheIdentity = new(
        Invariant.Core, nameof(IsolateAndPutBackIsTheIdentity),
        "Isolate followed by put-back preserves list type and statistics (position may change)",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 117,
        Group = InvariantGroups.Transitions,
        Where = "IdentityProperties",
    };

    /// <summary>
    /// I-118. Migration preserves index, marks, dirty state, mapping holders; src ends with isolation only, dst with nr + private +
    /// migrated mappings.
    /// </summary>
    public static readonly Invariant MigrationMovesEverything = new(
        Invariant.Core, nameof(MigrationMovesEverything),
        "Migration preserves index, marks, dirty state, mapping holders; src ends with isolation only, dst with nr + private + "
            + "migrated mappings",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 118,
        Group = InvariantGroups.Transitions,
        Where = "refinement: migrate",
    };

    /// <summary>I-119. Punch hole followed by allocate yields different or re-zeroed content, never stale guest data.</summary>
    public static readonly Invariant PunchedPageComesBackPrepared = new(
        Invariant.Core, nameof(PunchedPageComesBackPrepared),
        "Punch hole followed by allocate yields different or re-zeroed content, never stale guest data",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 119,
        Group = InvariantGroups.Transitions,
        Where = "the properties of owners: a punched page is not uptodate until it is prepared again",
    };

    /// <summary>
    /// I-120. For every schedule of two or three concurrent operations, the final state satisfies A–K and equals the final state of some
    /// serial order, up to: batch occupancy, list position, pfn identity, retry counts.
    /// </summary>
    public static readonly Invariant ConcurrencyIsSerialisable = new(
        Invariant.Core, nameof(ConcurrencyIsSerialisable),
        "For every schedule of two or three concurrent operations, the final state satisfies A–K and equals the final state of "
            + "some serial order, up to: batch occupancy, list position, pfn identity, retry counts",
        InvariantMoment.Step, InvariantEnforcement.Property)
    {
        Number = 120,
        Group = InvariantGroups.Transitions,
        Where = "MuseumTests, ProgramTests, LockMatrixTests: every interleaving",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        StepChangesCountsAsDocumented,
        AllocateAndPutIsTheIdentity,
        LookupAndPutIsTheIdentity,
        InsertAndRemoveIsTheIdentity,
        IsolateAndPutBackIsTheIdentity,
        MigrationMovesEverything,
        PunchedPageComesBackPrepared,
        ConcurrencyIsSerialisable,
    ];
}
