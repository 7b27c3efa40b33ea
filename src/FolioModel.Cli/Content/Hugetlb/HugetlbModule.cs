using FolioModel.Cli.Modules;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>hugetlb as a module.</summary>
internal sealed class HugetlbModule : CommandModule
{
    public override string Name => "hugetlb";

    public override IReadOnlyList<Invariant> Invariants => HugetlbInvariants.All;

    public override IReadOnlyList<LockClass> LockClasses => HugetlbLocks.All;

    public override IReadOnlyList<HolderKind> HolderKinds => [HugetlbHolders.User, HugetlbHolders.Isolation];

    public override IReadOnlyList<Scenario> Scenarios => [new HugetlbFallocate()];

    public override IReadOnlyList<NamedSubject> Subjects =>
    [
        new("hugetlb", static () => new HugetlbSubject()),
        new("hugetlb-refined", static () => new HugetlbSubject(new HugetlbSubjectOptions { Refined = true })),
        new("hugetlb-unlimited",
            static () => new HugetlbSubject(new HugetlbSubjectOptions { Maximum = null, Minimum = null, PoolPages = 3 })),
        new("hugetlb-minimum",
            static () => new HugetlbSubject(new HugetlbSubjectOptions { Maximum = null, Minimum = 2, PoolPages = 3, Refined = true })),
    ];

    public override IReadOnlyList<ExplorationProgram> Programs => HugetlbPrograms.All;

    public override MatrixPart Matrix => HugetlbMatrix.Part;

    public override IReadOnlyList<string> RecordingFamilies => ["hugetlb"];
}
