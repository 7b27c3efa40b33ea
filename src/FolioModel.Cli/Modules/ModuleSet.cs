namespace FolioModel.Cli.Modules;

/// <summary>The modules that one run of the command works with: what the tools know, they know from here.</summary>
internal sealed class ModuleSet
{
    public ModuleSet(IReadOnlyList<OwnerModule> modules)
    {
        Modules = modules;
        Scenarios = [.. modules.SelectMany(static m => m.Scenarios)];
        Subjects = [.. modules.SelectMany(static m => m.Subjects).OrderBy(static s => s.Name, StringComparer.Ordinal)];
        Programs = new ProgramCatalogue(modules);
        RefuseTwice("module", modules.Select(static m => m.Name));
        RefuseTwice("scenario", Scenarios.Select(static s => s.Name));
        RefuseTwice("subject", Subjects.Select(static s => s.Name));
        RefuseTwice("program", Programs.Names);
    }

    /// <summary>The owners that come with the command.</summary>
    public static ModuleSet BuiltIn { get; } = new(Content.BuiltInModules.All);

    public IReadOnlyList<OwnerModule> Modules { get; }

    /// <summary>What <c>folio explain</c> can show, in the order in which it is listed.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; }

    /// <summary>What <c>folio check</c> can run programs on, by name.</summary>
    public IReadOnlyList<NamedSubject> Subjects { get; }

    /// <summary>What <c>folio explore</c> can explore.</summary>
    public ProgramCatalogue Programs { get; }

    /// <summary>The families of recordings, those whose names could hide another's first.</summary>
    public IEnumerable<string> RecordingFamilies =>
        Modules.SelectMany(static m => m.RecordingFamilies).OrderByDescending(static f => f.Length).ThenBy(static f => f, StringComparer.Ordinal);

    /// <summary>The same with further modules behind.</summary>
    public ModuleSet With(IEnumerable<OwnerModule> more) => new([.. Modules, .. more]);

    /// <summary>Finds a scenario.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public Scenario Scenario(string name) => Scenarios.FirstOrDefault(s => s.Name == name)
        ?? throw new UsageException($"there is no scenario '{name}'; expected one of {string.Join(", ", Scenarios.Select(static s => s.Name))}");

    /// <summary>Finds a subject.</summary>
    /// <returns>What makes a fresh one, or null.</returns>
    public Func<Subject>? Subject(string name) => Subjects.FirstOrDefault(s => s.Name == name)?.Create;

    private static void RefuseTwice(string what, IEnumerable<string> names)
    {
        if (names.GroupBy(static n => n, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
        {
            throw new BadModuleException($"two modules have a {what} of the name '{twice.Key}'");
        }
    }
}
