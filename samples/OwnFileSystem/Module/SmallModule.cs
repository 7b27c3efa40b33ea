using FolioModel.Ledger;
using FolioModel.Locking;
using FolioModel.Observation;
using FolioModel.Testing;

namespace OwnFileSystem;

/// <summary>
/// The small filesystem as a module: <c>folio --module OwnFileSystem.dll</c> reads everything it knows of the owner here.
/// </summary>
public sealed class SmallModule : OwnerModule
{
    public override string Name => "smallfs";

    public override IReadOnlyList<LockClass> LockClasses => [Journal.LockClass];

    public override IReadOnlyList<HolderKind> HolderKinds => [Journal.Holder];

    public override IReadOnlyList<Invariant> Invariants =>
        [SmallInvariants.JournalHoldsOneReferencePerPage, SmallInvariants.JournalBlocksAddUp];

    public override IReadOnlyList<NamedSubject> Subjects =>
    [
        new("smallfs", static () => new SmallSubject(leaks: false)),
        new("smallfs-leaky", static () => new SmallSubject(leaks: true)),
    ];

    public override IReadOnlyList<Scenario> Scenarios => [new WriteAndCommit()];

    public override IReadOnlyList<ExplorationProgram> Programs => [SmallPrograms.CommitAgainstTruncation, SmallPrograms.TwoCommits];

    public override MatrixPart Matrix => SmallMatrix.Part;
}
