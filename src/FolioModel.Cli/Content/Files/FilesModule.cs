using FolioModel.Cli.Conform.Writeback;
using FolioModel.Cli.Modules;
using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>Regular files as a module.</summary>
internal sealed class FilesModule : CommandModule, IScriptOwner
{
    public override string Name => "files";

    public override IReadOnlyList<Invariant> Invariants => FileInvariants.All;

    public override IReadOnlyList<Scenario> Scenarios =>
        [new ReadMiss(), new ReadaheadWindows(), new WriteAndWriteback(), new UncachedWrite(), new DirtyThrottling()];

    public override IReadOnlyList<NamedSubject> Subjects =>
    [
        new("files", static () => new FileSubject()),
        new("files-large", static () => new FileSubject(new FileSubjectOptions { LargestOrder = new Order(4) })),
        new("files-full", static () => new FileSubject(new FileSubjectOptions { Capacity = 40, FailsRequests = true })),
        new("files-queue", static () => new FileSubject(new FileSubjectOptions { QueueDepth = 2 })),
    ];

    public IReadOnlyList<ScriptVerb> ScriptVerbs => FileScript.Verbs;

    public override IReadOnlyList<ExplorationProgram> Programs =>
    [
        FilePrograms.ReadAgainstTruncate, FilePrograms.WriteAgainstWriteback, FilePrograms.FaultAgainstHole, FilePrograms.FsyncAgainstDirty,
        FilePrograms.FaultAgainstTruncate, FilePrograms.FaultAgainstHoleAndRead, FilePrograms.ReadAgainstHole, FilePrograms.ReadAgainstRead,
        FilePrograms.TwoWritebacks,
    ];

    public override MatrixPart Matrix => FilesMatrix.Part;

    public override IReadOnlyList<ITraceReplayer> Replayers(bool ledger) => [new WritebackReplayer()];
}
