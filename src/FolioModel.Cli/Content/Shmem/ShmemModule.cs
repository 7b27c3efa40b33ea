using FolioModel.Cli.Content.Hugetlb;
using FolioModel.Cli.Modules;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>shmem as a module.</summary>
internal sealed class ShmemModule : CommandModule
{
    public override string Name => "shmem";

    public override IReadOnlyList<Invariant> Invariants =>
        ShmemInvariants.All;

    public override IReadOnlyList<Scenario> Scenarios => [new ShmemFallocate(), new ShmemSwap(), new MapAndPin()];

    public override IReadOnlyList<NamedSubject> Subjects =>
    [
        new("shmem", static () => new ShmemSubject()),
        new("shmem-refined", static () => new ShmemRefinedSubject()),
        new("shmem-full", static () => new ShmemSubject(new ShmemSubjectOptions { MountPages = 20, SwapPages = 5 })),
        new("shmem-huge",
            static () => new ShmemSubject(
            new ShmemSubjectOptions { Pages = 1 << 13, FilePages = 1024, HugePages = HugePagePolicy.Always })),
        new("shmem-huge-full", static () => new ShmemSubject(new ShmemSubjectOptions
        {
            Pages = 1 << 13,
            FilePages = 1024,
            MountPages = 600,
            HugePages = HugePagePolicy.Always,
        })),
    ];

    public override IReadOnlyList<ExplorationProgram> Programs =>
    [
        ShmemPrograms.WriteAgainstTruncation,
        ShmemPrograms.SwapInAgainstTruncation, ShmemPrograms.FallocateAgainstHole, ShmemPrograms.FallocateAgainstTruncation,
        ShmemPrograms.WriteAgainstSwapOut, ShmemPrograms.SwapInAgainstWriteEnd,
    ];

    public override MatrixPart Matrix => ShmemMatrix.Part;

    public override IReadOnlyList<string> RecordingFamilies => ["shmem_huge", "shmem"];

    internal override IReadOnlyDictionary<string, TraceMappingFactory> TraceMappings { get; } = new Dictionary<string, TraceMappingFactory>
    {
        ["shmem"] = static (machine, header, _) => new ShmemMapping(machine, header),
    };
}
