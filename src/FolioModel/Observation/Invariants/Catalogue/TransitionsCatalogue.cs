namespace FolioModel.Observation;

/// <summary>Group L.</summary>
internal static class TransitionsCatalogue
{
    public static Invariant[] All { get; } =
    [
        new(
            113, InvariantGroups.Transitions, "StepChangesCountsAsDocumented",
            "Each atomic step changes the refcount of any folio by exactly the Δ documented for that step",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: every holder of every folio after every step"),
        new(
            114, InvariantGroups.Transitions, "AllocateAndPutIsTheIdentity",
            "allocate → put with nothing else returns the allocator to an equal multiset of free pages (after pcp drain, equal free lists up to order within a list)",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "IdentityProperties"),
        new(
            115, InvariantGroups.Transitions, "LookupAndPutIsTheIdentity",
            "Lookup followed by put is the identity on everything except referenced/active bits and batch slots",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "IdentityProperties"),
        new(
            116, InvariantGroups.Transitions, "InsertAndRemoveIsTheIdentity",
            "Insert followed by remove is the identity on the XArray (node count included) when no shadow is stored",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "IdentityProperties"),
        new(
            117, InvariantGroups.Transitions, "IsolateAndPutBackIsTheIdentity",
            "Isolate followed by put-back preserves list type and statistics (position may change)",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "IdentityProperties"),
        new(
            118, InvariantGroups.Transitions, "MigrationMovesEverything",
            "Migration preserves index, marks, dirty state, mapping holders; src ends with isolation only, dst with nr + private + migrated mappings",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "refinement: migrate"),
        new(
            119, InvariantGroups.Transitions, "PunchedPageComesBackPrepared",
            "Punch hole followed by allocate yields different or re-zeroed content, never stale guest data",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "GmemProperties: a punched page is not uptodate until it is prepared again"),
        new(
            120, InvariantGroups.Transitions, "ConcurrencyIsSerialisable",
            "For every schedule of two or three concurrent operations, the final state satisfies A–K and equals the final state of some serial order, up to: batch occupancy, list position, pfn identity, retry counts",
            "an operation does what it says and nothing else",
            null,
            InvariantMoment.Step, InvariantEnforcement.Property,
            "MuseumTests, ProgramTests, LockMatrixTests: every interleaving"),
    ];
}
