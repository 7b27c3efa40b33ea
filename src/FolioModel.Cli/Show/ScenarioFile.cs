using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Show;

/// <summary>A scenario file given by its path, or on standard input as <c>-</c>.</summary>
internal static class ScenarioFile
{
    public const string Ending = ".folio";

    /// <summary>Reads a scenario file, or gives null where the name is none.</summary>
    /// <param name="name">A path that ends in <c>.folio</c>, or <c>-</c>.</param>
    /// <param name="modules">The modules whose verbs it may use; null for those that come with the command.</param>
    public static FolioScript? TryRead(string name, ModuleSet? modules = null)
    {
        IReadOnlyList<ScriptVerb> verbs = (modules ?? ModuleSet.BuiltIn).ScriptVerbs;
        return name == "-" ? FolioScript.Parse(Console.In.ReadToEnd(), "standard-input", verbs)
            : name.EndsWith(Ending, StringComparison.Ordinal)
                ? FolioScript.Parse(File.ReadAllText(name), Path.GetFileNameWithoutExtension(name), verbs)
            : null;
    }
}
