using FolioModel;
using FolioModel.Testing;

namespace OwnFileSystem;

/// <summary>Shows who holds a page from the write until it is on disk.</summary>
internal sealed class WriteAndCommit : Scenario
{
    private static readonly HolderWords s_journal = new(
        Journal.Holder,
        Taken: "the journal takes one: the page cannot be freed before it is committed",
        FolioStays: "the journal lets the page go: it is on disk, or truncated",
        WasLast: "the page was truncated before its commit ended",
        OwnReference: "the journal's reference, which it took when the page was written");

    public override string Name => "smallfs-commit";

    public override string Summary => "who holds a page of the small filesystem from the write until the commit";

    public override IReadOnlyList<ScenarioOption> Options => [new("truncate", "The file is truncated before the commit.")];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfile.Linux612);
        SmallFileSystem fileSystem = new(machine, blocks: 4);
        SmallFile file = fileSystem.Create("notes");
        StepRecorder recorder = new(s_journal);
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        file.Write(PageIndex.Zero);
        machine.Batches.DrainAll();
        if (request.Has("truncate"))
        {
            file.Truncate(default);
        }

        int committed = fileSystem.Journal.Commit();
        machine.Observer = null;
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, $"pages committed: {committed}", recorder.Steps,
            OwnReference.AnswerFrom(recorder.Steps, s_journal),
            ["A page of the running transaction has one reference more than a clean one: reclaim finds that somebody else uses it."]);
    }
}
