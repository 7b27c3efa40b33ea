using FolioModel.Observation;

namespace OwnFileSystem;

/// <summary>The invariants of the small filesystem.</summary>
public static class SmallInvariants
{
    private const string Owner = "smallfs";

    /// <summary>The journal owns one reference to each page of the running transaction, and to no other page.</summary>
    public static readonly Invariant JournalHoldsOneReferencePerPage = new(
        Owner, nameof(JournalHoldsOneReferencePerPage),
        "The journal owns one reference to each page of the running transaction, and to no other page",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Reason = "a reference too many keeps the page in memory for ever, one too few lets reclaim free a page that is not on disk",
        Where = nameof(SmallChecks),
    };

    /// <summary>Free blocks and pages of the running transaction are all blocks of the journal.</summary>
    public static readonly Invariant JournalBlocksAddUp = new(
        Owner, nameof(JournalBlocksAddUp),
        "Free blocks and pages of the running transaction are all blocks of the journal",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Reason = "a lost block is never used again",
        Where = nameof(SmallChecks),
    };
}
