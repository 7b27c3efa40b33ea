namespace FolioModel.Cli.Show;

/// <summary>A scenario file given by its path, or on standard input as <c>-</c>.</summary>
internal static class ScenarioFile
{
    public const string Ending = ".folio";

    /// <summary>Reads a scenario file, or gives null where the name is none.</summary>
    /// <param name="name">A path that ends in <c>.folio</c>, or <c>-</c>.</param>
    public static FolioScript? TryRead(string name) =>
        name == "-" ? FolioScript.Parse(Console.In.ReadToEnd(), "standard-input")

            : name.EndsWith(Ending, StringComparison.Ordinal)
            ? FolioScript.Parse(File.ReadAllText(name), Path.GetFileNameWithoutExtension(name))
        : null;
}
