using FolioModel.Cli.Modules;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>hugetlb as a module.</summary>
internal sealed class HugetlbModule : CommandModule
{
    public override string Name => "hugetlb";

    /// <summary>The group of shmem and hugetlb is numbered through: this is the first one of hugetlb.</summary>
    public const int FirstInvariant = 109;

    public override IReadOnlyList<Invariant> Invariants =>
        [.. FolioModel.Observation.Invariants.All.Where(static i => i.Group == InvariantGroups.ShmemAndHugetlb && i.Number >= FirstInvariant)];

    public override IReadOnlyList<LockClass> LockClasses => HugetlbLocks.All;

    public override IReadOnlyList<HolderKind> HolderKinds => [HugetlbHolders.User, HugetlbHolders.Isolation];

    public override IReadOnlyList<Scenario> Scenarios => [new HugetlbFallocate()];

    public override IReadOnlyList<ExplorationProgram> Programs => HugetlbPrograms.All;

    public override MatrixPart Matrix => HugetlbMatrix.Part;

    public override IReadOnlyList<string> RecordingFamilies => ["hugetlb"];
}
