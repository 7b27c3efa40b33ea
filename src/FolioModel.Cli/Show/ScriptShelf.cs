using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Show;

/// <summary>Scenario files that come with the command, found by their names.</summary>
internal sealed class ScriptShelf
{
    private readonly string _kind;

    private ScriptShelf(string kind)
    {
        _kind = kind;
        Names =
        [
            .. typeof(ScriptShelf).Assembly.GetManifestResourceNames().Where(n => n.StartsWith($"{kind}.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(n => n[(kind.Length + 1)..^ScenarioFile.Ending.Length]),
        ];
    }

    /// <summary>The lessons, with prose, questions and a teacher's sheet.</summary>
    public static ScriptShelf Lessons { get; } = new("lesson");

    /// <summary>Shorter stories with prose and questions.</summary>
    public static ScriptShelf Stories { get; } = new("story");

    /// <summary>Programs that refute what many believe, a program for each belief.</summary>
    public static ScriptShelf Beliefs { get; } = new("belief");

    /// <summary>All shelves.</summary>
    public static IReadOnlyList<ScriptShelf> All { get; } = [Lessons, Stories, Beliefs];

    /// <summary>The names of the scenario files, in the order in which they are taught.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The shelf's word: <c>lesson</c>, <c>story</c> or <c>belief</c>.</summary>
    public string Kind => _kind;

    /// <summary>Finds a scenario file on any shelf.</summary>
    /// <param name="name">Its name, such as <c>01-buddy</c>.</param>
    /// <returns>The scenario file, or null.</returns>
    public static FolioScript? FindAny(string name) => All.Select(shelf => shelf.Find(name)).FirstOrDefault(static s => s is not null);

    /// <summary>Finds a scenario file on this shelf.</summary>
    /// <param name="name">Its name, such as <c>01-buddy</c>.</param>
    /// <returns>The scenario file, or null.</returns>
    public FolioScript? Find(string name)
    {
        using Stream? stream = typeof(ScriptShelf).Assembly.GetManifestResourceStream($"{_kind}.{name}{ScenarioFile.Ending}");
        if (stream is null)
        {
            return null;
        }

        using StreamReader reader = new(stream);
        return FolioScript.Parse(reader.ReadToEnd(), name, ModuleSet.BuiltIn.ScriptVerbs);
    }
}
