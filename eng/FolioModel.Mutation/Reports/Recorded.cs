using System.Text.Json;

namespace FolioModel.Mutation;

/// <summary>The last sample that was recorded in the repository.</summary>
/// <param name="Seed">How it was chosen.</param>
/// <param name="Mutants">How many mutants there were to choose from.</param>
/// <param name="Outcomes">What became of those chosen.</param>
internal sealed record Recorded(string Seed, int Mutants, Outcome[] Outcomes)
{
    private static string PathIn(string root) => Path.Combine(root, "eng", "FolioModel.Mutation", "results.json");

    public static Recorded Load(string root) => JsonSerializer.Deserialize<Recorded>(File.ReadAllText(PathIn(root)), Json.Long)!;

    public void Save(string root) => File.WriteAllText(PathIn(root), JsonSerializer.Serialize(this, Json.Long) + "\n");
}
