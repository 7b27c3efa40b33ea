using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FolioModel.Calibration;

/// <summary>A mistake to be planted: one piece of one source file replaced.</summary>
/// <param name="Id">Its name.</param>
/// <param name="File">The source file, from the repository's root.</param>
/// <param name="Find">What is there: exactly once.</param>
/// <param name="Replace">What is put in its place.</param>
/// <param name="Breaks">What it breaks, in one line.</param>
/// <param name="Expect">Which invariant should see it; "none" where it cannot be seen, with the reason.</param>
/// <param name="Shortest">Steps of the shortest program known that shows it, 0 where none is.</param>
/// <param name="Remark">Why a hunt may let it live, or tell a longer story; empty where it may not.</param>
internal sealed record PlantedBug(string Id, string File, string Find, string Replace, string Breaks, string Expect = "", int Shortest = 0,
    string Remark = "")
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The project whose assembly it changes.</summary>
    [JsonIgnore]
    public string Project => File.Split('/')[1];

    /// <summary>Whether the patch says itself that nobody can see it.</summary>
    [JsonIgnore]
    public bool IsEquivalent => Expect.StartsWith("none", StringComparison.Ordinal);

    public static IReadOnlyList<PlantedBug> Load(string root, string list = "planted-bugs.json") =>
        JsonSerializer.Deserialize<PlantedBug[]>(
            System.IO.File.ReadAllText(Path.Combine(root, "eng", "FolioModel.Calibration", list)), s_options)!;

    public static void Save(string root, IEnumerable<PlantedBug> bugs) =>
        System.IO.File.WriteAllText(Path.Combine(root, "eng", "FolioModel.Calibration", "planted-bugs.json"),
            JsonSerializer.Serialize(bugs, s_options) + "\n");

    /// <summary>The file's text with the bug in it.</summary>
    /// <exception cref="InvalidOperationException">The place is not there exactly once: the source has moved on.</exception>
    public string Plant(string root)
    {
        string text = System.IO.File.ReadAllText(Path.Combine(root, File));
        int at = text.IndexOf(Find, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(Find, at + 1, StringComparison.Ordinal) < 0
            ? text.Remove(at, Find.Length).Insert(at, Replace)
            : throw new InvalidOperationException($"{Id}: its place in {File} is not there exactly once");
    }
}
