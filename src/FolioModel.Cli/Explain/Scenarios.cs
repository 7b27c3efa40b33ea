using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Gmem;
using FolioModel.Cli.Content.Hugetlb;
using FolioModel.Cli.Content.Shmem;

namespace FolioModel.Cli.Explain;

/// <summary>All scenarios, in the order in which the command lists them.</summary>
internal static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new GmemAllocate(), new GmemPunchHole(), new GmemConvert(), new ShmemFallocate(), new HugetlbFallocate(), new ShmemSwap(), new LookupHit(),
        new GrabRace(), new MapAndPin(), new TruncatePartial(), new Migrate(), new Leak(), new WrongModel(),
    ];

    public static Scenario ByName(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new UsageException($"there is no scenario '{name}'; expected one of {string.Join(", ", All.Select(s => s.Name))}");
}
