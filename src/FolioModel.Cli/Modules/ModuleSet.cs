using FolioModel.Cli.Explore;

namespace FolioModel.Cli.Modules;

/// <summary>The modules that one run of the command works with: what the tools know, they know from here.</summary>
internal sealed class ModuleSet
{
    // Made when asked for: a verb needs one of them.
    private readonly Lazy<IReadOnlyList<Scenario>> _scenarios;
    private readonly Lazy<IReadOnlyList<NamedSubject>> _subjects;
    private readonly Lazy<ProgramCatalogue> _programs;

    /// <param name="modules">The modules.</param>
    /// <param name="command">How the command is called with them, for lines that say how to see something again.</param>
    public ModuleSet(IReadOnlyList<OwnerModule> modules, string command = "folio")
    {
        Modules = modules;
        Command = command;
        _scenarios = new(() => [.. modules.SelectMany(static m => m.Scenarios)]);
        _subjects = new(() => [.. modules.SelectMany(static m => m.Subjects).OrderBy(static s => s.Name, StringComparer.Ordinal)]);
        _programs = new(() => new ProgramCatalogue(modules));
    }

    /// <summary>The owners that come with the command.</summary>
    public static ModuleSet BuiltIn { get; } = new(Content.BuiltInModules.All);

    public IReadOnlyList<OwnerModule> Modules { get; }

    /// <summary>The command with the options that load these modules: <c>folio</c>, or <c>folio --module PATH</c>.</summary>
    public string Command { get; }

    /// <summary>The scenarios of <c>folio explain</c>, in the order in which it lists them.</summary>
    public IReadOnlyList<Scenario> Scenarios => _scenarios.Value;

    /// <summary>The subjects of <c>folio check</c>, by name.</summary>
    public IReadOnlyList<NamedSubject> Subjects => _subjects.Value;

    /// <summary>The programs of <c>folio explore</c>.</summary>
    public ProgramCatalogue Programs => _programs.Value;

    /// <summary>The verbs that owners add to scenario files.</summary>
    public IReadOnlyList<ScriptVerb> ScriptVerbs => [.. Modules.OfType<IScriptOwner>().SelectMany(static o => o.ScriptVerbs)];

    /// <summary>The families of recordings, those whose names could hide another's first.</summary>
    public IEnumerable<string> RecordingFamilies =>
        Modules.SelectMany(static m => m.RecordingFamilies).OrderByDescending(static f => f.Length)
            .ThenBy(static f => f, StringComparer.Ordinal);

    /// <summary>The same with the modules of an assembly behind.</summary>
    /// <param name="path">The assembly.</param>
    /// <exception cref="BadModuleException">It cannot be used, or two modules use one name.</exception>
    public ModuleSet With(string path)
    {
        string argument = path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
        ModuleSet all = new([.. Modules, .. ModuleFile.Load(path)], $"{Command} --module {argument}");
        try
        {
            all.RefuseSharedNames();
        }
        catch (Exception e) when (e is not BadModuleException)
        {
            // The owner's code: a property of its module, or the initializer of a class behind one.
            Exception cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            throw cause is FileNotFoundException missing ? ModuleFile.Missing(path, missing)
                : new BadModuleException($"{path}: reading its module threw {cause.GetType().Name}: {cause.Message}");
        }

        return all;
    }

    /// <summary>Finds a scenario.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public Scenario Scenario(string name) => Scenarios.FirstOrDefault(s => s.Name == name)
        ?? throw new UsageException($"there is no scenario '{name}'; {Nearest(name)}");

    /// <summary>The name that is most like another, or all of them.</summary>
    private string Nearest(string name) => NearestName.Question(name, Scenarios.Select(static s => s.Name)) is { Length: > 0 } question
        ? $"{question}'folio explain --list' names them all"
        : $"expected one of {string.Join(", ", Scenarios.Select(static s => s.Name))}";

    /// <summary>Finds a subject.</summary>
    /// <returns>What makes a fresh one, or null.</returns>
    public Func<Subject>? Subject(string name) => Subjects.FirstOrDefault(s => s.Name == name)?.Create;

    /// <summary>Each name must lead to one thing.</summary>
    /// <exception cref="BadModuleException">Two modules use one name.</exception>
    public void RefuseSharedNames()
    {
        RefuseTwice("module", Modules.Select(static m => m.Name));
        RefuseTwice("scenario", Scenarios.Select(static s => s.Name));
        RefuseTwice("subject", Subjects.Select(static s => s.Name));
        RefuseTwice("program", Programs.Names);
        RefuseTwice("class of locks", Programs.LockClasses.Select(static c => c.Name));
        RefuseTwice("kind of holder", Modules.SelectMany(static m => m.HolderKinds).Select(static k => k.Name));
        RefuseTwice("invariant", Modules.SelectMany(static m => m.Invariants).Select(static i => i.Id));
        RefuseTwice("file in the lock matrix", Programs.Matrix.Files.Select(static f => f.Name));
        RefuseTwice("row in the lock matrix", Programs.Matrix.Rows.Select(static r => r.Name));
    }

    private static void RefuseTwice(string what, IEnumerable<string> names)
    {
        if (names.GroupBy(static n => n, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
        {
            throw new BadModuleException($"two modules have, or one has twice, a {what} of the name '{twice.Key}'");
        }
    }
}
