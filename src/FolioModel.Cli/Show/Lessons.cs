using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Show;

/// <summary>The lessons that come with the command: scenario files with prose and questions.</summary>
internal static class Lessons
{
    private const string Prefix = "lesson.";

    /// <summary>Their names, in the order in which they are taught.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Lessons).Assembly.GetManifestResourceNames().Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(static n => n[Prefix.Length..^ScenarioFile.Ending.Length]),
    ];

    /// <summary>Finds a lesson.</summary>
    /// <param name="name">Its name, such as <c>01-buddy</c>.</param>
    /// <returns>The lesson, or null.</returns>
    public static FolioScript? Find(string name)
    {
        using Stream? stream = typeof(Lessons).Assembly.GetManifestResourceStream($"{Prefix}{name}{ScenarioFile.Ending}");
        if (stream is null)
        {
            return null;
        }

        using StreamReader reader = new(stream);
        return FolioScript.Parse(reader.ReadToEnd(), name, ModuleSet.BuiltIn.ScriptVerbs);
    }
}
