using FolioModel.Cli.Explore;

namespace FolioModel.Cli.Modules;

/// <summary>Every program that has a name: the museum's, those that only hold, and the pairs of the lock matrix.</summary>
internal sealed class ProgramCatalogue
{
    private const string WrongSuffix = "/wrong";
    private const char ProfileMark = '@';

    public ProgramCatalogue(IReadOnlyList<OwnerModule> modules)
    {
        Exhibits = [.. modules.SelectMany(static m => m.Exhibits)];
        Programs = [.. modules.SelectMany(static m => m.Programs)];
        LockClasses = [.. modules.SelectMany(static m => m.LockClasses).OrderBy(static c => c.Rank)];
        Matrix = new MatrixCatalogue(modules);
    }

    /// <summary>Wrong operations, each beside the right one.</summary>
    public IReadOnlyList<Exhibit> Exhibits { get; }

    /// <summary>Programs that hold in every interleaving.</summary>
    public IReadOnlyList<ExplorationProgram> Programs { get; }

    /// <summary>The classes of locks that a program can leave out: those of the core and of every owner, outer before inner.</summary>
    public IReadOnlyList<LockClass> LockClasses { get; }

    /// <summary>The rows of the lock matrix and their pairs.</summary>
    public MatrixCatalogue Matrix { get; }

    /// <summary>All names, without those of wrong operations and of left-out locks.</summary>
    public IEnumerable<string> Names =>
        Exhibits.Select(static e => e.Name).Concat(Programs.Select(static p => p.Name)).Concat(Matrix.Pairs.Select(static p => p.Name));

    /// <summary>The programs that go wrong because a class of locks is not taken: one for each class that has a witness.</summary>
    public IEnumerable<ExplorationProgram> WithoutLocks => Matrix.Witnesses.Select(Without);

    /// <summary>Finds a scenario by its name.</summary>
    /// <param name="name">
    /// A name; with <c>/wrong</c> behind an exhibit's for the wrong operation, or <c>-LOCK</c> behind any, as in
    /// <c>remove+remove-FolioLock</c>, for a class of locks that no task takes; and last <c>@PROFILE</c>, as in <c>hole-fill@6.18</c>, for
    /// another kernel than the scenario's own.
    /// </param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public ExplorationProgram Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int at = name.LastIndexOf(ProfileMark);
        if (at >= 0)
        {
            return On(Find(name[..at]), name[(at + 1)..]);
        }

        if (FindWhole(name) is { } found)
        {
            return found;
        }

        int dash = name.LastIndexOf('-');
        if (dash > 0 && FindLockClass(name[(dash + 1)..]) is { } lockClass && FindWhole(name[..dash]) is { } locked)
        {
            return Without(locked, lockClass);
        }

        throw new KeyNotFoundException(
            $"there is no scenario '{name}'; {NearestName.Question(name.Split('/')[0], Names)}'folio explore --list' names them all");
    }

    /// <summary>The same with a class of locks that no task takes.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="lockClass">The locks.</param>
    public static ExplorationProgram Without(ExplorationProgram scenario, LockClass lockClass)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario with { Name = $"{scenario.Name}-{lockClass}", WithoutLock = lockClass };
    }

    /// <summary>The same on another kernel.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="profile">The name of the kernel's profile, or a release.</param>
    /// <exception cref="KeyNotFoundException">There is no such profile.</exception>
    public static ExplorationProgram On(ExplorationProgram scenario, string profile)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        KernelProfile kernel = KernelProfile.Find(profile) ?? throw new KeyNotFoundException(
            $"there is no profile '{profile}'; expected one of {string.Join(", ", KernelProfile.All.Select(static p => p.Name))}");
        return scenario with { Name = $"{scenario.Name}{ProfileMark}{kernel.Name}", Profile = kernel };
    }

    /// <summary>The program of a witness, with the locks left out.</summary>
    public ExplorationProgram Without(LockWitness witness) => Without(Find(witness.Program), witness.LockClass);

    /// <summary>Finds an exhibit by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Exhibit Exhibit(string name) => Exhibits.FirstOrDefault(e => e.Name == name)
        ?? throw new KeyNotFoundException(
            $"there is no exhibit '{name}'; the names are {string.Join(", ", Exhibits.Select(static e => e.Name))}");

    private LockClass? FindLockClass(string name) =>
        LockClasses.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private ExplorationProgram? FindWhole(string name)
    {
        bool wrong = name.EndsWith(WrongSuffix, StringComparison.Ordinal);
        string plain = wrong ? name[..^WrongSuffix.Length] : name;
        if (Exhibits.FirstOrDefault(e => e.Name == plain) is { } exhibit)
        {
            return wrong ? exhibit.WrongOne : exhibit.Right;
        }

        return wrong ? null : Programs.FirstOrDefault(p => p.Name == name) ?? Matrix.Find(name)?.Program;
    }
}
