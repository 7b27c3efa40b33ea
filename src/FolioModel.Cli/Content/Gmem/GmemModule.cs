using FolioModel.Cli.Modules;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>guest_memfd as a module.</summary>
internal sealed class GmemModule : CommandModule, IScriptOwner
{
    public override string Name => "gmem";

    public override IReadOnlyList<Invariant> Invariants => GmemInvariants.All;

    public override IReadOnlyList<LockClass> LockClasses => GmemLocks.All;

    public override IReadOnlyList<HolderKind> HolderKinds => [GmemHolders.KvmPfn];

    public override IReadOnlyList<Scenario> Scenarios => [new GmemAllocate(), new GmemPunchHole(), new GmemConvert()];

    public override IReadOnlyList<NamedSubject> Subjects =>
    [
        new("gmem", static () => new GmemSubject()),
        new("gmem-huge", static () => new GmemSubject(new GmemOptions
        {
            Huge = true,
            Profile = GmemProfile.V11,
            Monitor = new MonitorOptions { ExceptOwners = [GmemInvariants.Owner], StepsBetweenFullValidations = 64 },
        })),
        new("gmem-refined", static () => new GmemSubject(new GmemOptions { Pages = 1024, Refined = true })),
        new("gmem-small", static () => new GmemSubject(new GmemOptions { Pages = 48 })),
    ];

    public override IReadOnlyList<ExplorationProgram> Programs => [GuestPrograms.AllocatePunchConvert, GuestPrograms.TwoSlots];

    public override IReadOnlyList<Exhibit> Exhibits =>
        [GmemExhibits.FaultWithoutSequence, GmemExhibits.ConvertWithoutDrain, GmemExhibits.SignedBind, GmemExhibits.UnbindAgainstRelease];

    public IReadOnlyList<ScriptVerb> ScriptVerbs => GmemScript.Verbs;

    public override MatrixPart Matrix => GmemMatrix.Part;

    public override IReadOnlyList<string> RecordingFamilies => ["guest_memfd_calls", "gmem"];

    internal override IReadOnlyDictionary<string, TraceMappingFactory> TraceMappings { get; } = new Dictionary<string, TraceMappingFactory>
    {
        ["guest_memfd"] = static (machine, header, _) => new GuestMemfdMapping(machine, header),
    };

    public override IReadOnlyList<ITraceReplayer> Replayers(bool ledger) => [new GuestMemfdCallReplayer()];
}
