using System.Text.Json;

namespace FolioModel.Mutation;

/// <summary>A mutant that changes nothing anybody can see, reviewed by a person.</summary>
/// <param name="Name">The mutant's name.</param>
/// <param name="Where">The file and the change, for readers.</param>
/// <param name="Reason">Why nothing can be seen.</param>
internal sealed record Equivalent(string Name, string Where, string Reason)
{
    /// <summary>The reviewed list.</summary>
    public static IReadOnlyDictionary<string, Equivalent> Load(string root) => JsonSerializer.Deserialize<Equivalent[]>(
        File.ReadAllText(Path.Combine(root, "eng", "FolioModel.Mutation", "equivalent-mutants.json")), Json.Long)!.ToDictionary(static e =>
            e.Name);
}
