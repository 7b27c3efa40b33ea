using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Patches of states by columns, where the patches of all folios are rows of their own: most of a trace is in them.</summary>
/// <remarks>A row of a folio has its frame as <c>of</c>; one that has nothing else is of a folio that is gone.</remarks>
internal static class PackedPatches
{
    private const string Folios = "folios";
    private const string Frame = "of";

    /// <summary>Packs patches.</summary>
    public static JsonObject Of(IReadOnlyList<JsonObject> patches)
    {
        List<JsonObject> rows = [];
        JsonArray counts = [];
        foreach (JsonObject patch in patches)
        {
            JsonObject? folios = patch[Folios] as JsonObject;
            counts.Add(folios?.Count ?? -1);
            foreach ((string frame, JsonNode? changes) in folios ?? [])
            {
                JsonObject row = new() { [Frame] = frame };
                foreach ((string member, JsonNode? value) in changes as JsonObject ?? [])
                {
                    row[member] = value?.DeepClone();
                }

                rows.Add(row);
            }
        }

        return new JsonObject { ["counts"] = counts, [Folios] = JsonColumns.Of(rows), ["rest"] = JsonColumns.Of(patches, Folios) };
    }

    /// <summary>The patches that were packed.</summary>
    public static List<JsonObject> PatchesOf(JsonObject packed)
    {
        int[] counts = [.. FolioTraceReader.Required<JsonArray>(packed, "counts", "the data").Select(static c => (int)c!)];
        List<JsonObject> rest = JsonColumns.Rows(FolioTraceReader.Required<JsonObject>(packed, "rest", "the data"), counts.Length);
        List<JsonObject> rows = JsonColumns.Rows(
            FolioTraceReader.Required<JsonObject>(packed, Folios, "the data"), counts.Sum(static c => Math.Max(c, 0)));
        List<JsonObject> patches = [];
        int next = 0;
        foreach ((JsonObject others, int count) in rest.Zip(counts))
        {
            JsonObject patch = [];
            if (count >= 0)
            {
                patch[Folios] = new JsonObject(rows.GetRange(next, count).Select(ChangeOf));
                next += count;
            }

            foreach ((string part, JsonNode? value) in others)
            {
                patch[part] = value?.DeepClone();
            }

            patches.Add(patch);
        }

        return patches;
    }

    private static KeyValuePair<string, JsonNode?> ChangeOf(JsonObject row)
    {
        string frame = (string)row[Frame]!;
        row.Remove(Frame);
        return KeyValuePair.Create(frame, row.Count == 0 ? null : (JsonNode?)row);
    }
}
