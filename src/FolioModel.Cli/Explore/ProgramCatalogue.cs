using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Gmem;
using FolioModel.Cli.Content.Hugetlb;
using FolioModel.Cli.Content.Shmem;
using FolioModel.Cli.Explore.Matrix;
using FolioModel.Gmem;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Explore;

/// <summary>Every scenario that has a name: the museum's, the programs and the pairs of the lock matrix.</summary>
internal static class ProgramCatalogue
{
    private const string WrongSuffix = "/wrong";

    /// <summary>Programs that hold in every interleaving, larger ones than the museum's, or made to show what a lock is for.</summary>
    public static IReadOnlyList<ExplorationProgram> Programs { get; } =
        [GuestPrograms.AllocatePunchConvert, FilePrograms.LookupSplitTruncate, FilePrograms.IsolateNeighbours, FilePrograms.TwoAllocations, GuestPrograms.TwoSlots,
            ShmemPrograms.SwapInAgainstTruncation, ShmemPrograms.FallocateAgainstHole, ShmemPrograms.FallocateAgainstTruncation,
            ShmemPrograms.WriteAgainstSwapOut, .. HugetlbPrograms.All];

    /// <summary>The classes of locks that a scenario can leave out: those of the core and of every owner, outer before inner.</summary>
    public static IReadOnlyList<LockClass> LockClasses { get; } =
        [.. LockClass.Core.Concat(GmemLocks.All).Concat(HugetlbLocks.All).OrderBy(static c => c.Rank)];

    /// <summary>All names, without those of wrong operations and of left-out locks.</summary>
    public static IEnumerable<string> Names =>
        Exhibits.All.Select(static e => e.Name).Concat(Programs.Select(static p => p.Name)).Concat(LockMatrix.Pairs.Select(static p => p.Name));

    /// <summary>Finds a scenario by its name.</summary>
    /// <param name="name">
    /// A name; with <c>/wrong</c> behind an exhibit's for the wrong operation, or <c>-LOCK</c> behind any, as in <c>remove+remove-FolioLock</c>, for a
    /// class of locks that nobody takes.
    /// </param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static ExplorationProgram Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (FindWhole(name) is { } found)
        {
            return found;
        }

        int dash = name.LastIndexOf('-');
        if (dash > 0 && FindLockClass(name[(dash + 1)..]) is { } lockClass && FindWhole(name[..dash]) is { } locked)
        {
            return Without(locked, lockClass);
        }

        throw new KeyNotFoundException($"there is no scenario '{name}'; {NearestName.Question(name, Names)}'folio explore --list' names them all");
    }

    /// <summary>The same with a class of locks that nobody takes.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="lockClass">The locks.</param>
    public static ExplorationProgram Without(ExplorationProgram scenario, LockClass lockClass)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario with { Name = $"{scenario.Name}-{lockClass}", WithoutLock = lockClass };
    }

    private static LockClass? FindLockClass(string name) =>
        LockClasses.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ExplorationProgram? FindWhole(string name)
    {
        bool wrong = name.EndsWith(WrongSuffix, StringComparison.Ordinal);
        string plain = wrong ? name[..^WrongSuffix.Length] : name;
        if (Exhibits.All.FirstOrDefault(e => e.Name == plain) is { } exhibit)
        {
            return wrong ? exhibit.WrongOne : exhibit.Right;
        }

        return wrong ? null : Programs.FirstOrDefault(p => p.Name == name) ?? LockMatrix.FindPair(name);
    }
}
