using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A trace as a page keeps it where it is long: by columns, and without the whole states that every 64th step repeats.</summary>
/// <remarks>
/// The page needs the whole state of the first step alone, since it makes all others once. Nothing is lost:
/// <see cref="DocumentOf"/> makes the document <c>folio-trace/1</c> of it again.
/// </remarks>
internal static class PackedTrace
{
    public const string Format = "folio-pack/1";

    /// <summary>Packs a trace.</summary>
    public static JsonObject Of(FolioTrace trace)
    {
        JsonObject packed = new()
        {
            ["format"] = Format,
            ["head"] = FolioTraceWriter.HeadOf(trace),
            ["count"] = trace.Steps.Count,
            ["steps"] = JsonColumns.Of([.. trace.Steps.Select(FolioTraceWriter.StepOf)], "n"),
            ["patches"] = PackedPatches.Of(PatchesOf(trace)),
        };
        if (trace.Graphs.Count > 0)
        {
            packed["graphs"] = new JsonArray([.. trace.Graphs.Select(PackedGraph.Of)]);
        }

        if (trace.Twin is { } twin)
        {
            packed["twin"] = twin.DeepClone();
        }

        return packed;
    }

    /// <summary>The document <c>folio-trace/1</c> that was packed.</summary>
    public static JsonObject DocumentOf(JsonObject packed)
    {
        int count = (int)FolioTraceReader.Required<JsonValue>(packed, "count", "the data");
        List<JsonObject> rows = JsonColumns.Rows(FolioTraceReader.Required<JsonObject>(packed, "steps", "the data"), count);
        List<JsonObject> patches = PackedPatches.PatchesOf(FolioTraceReader.Required<JsonObject>(packed, "patches", "the data"));
        JsonObject state = [];
        for (int i = 0; i < count; i++)
        {
            MergePatch.Apply(state, patches[i]);
            rows[i]["n"] = i;
            bool isWhole = i % FolioTrace.KeyframeInterval == 0;
            rows[i][isWhole ? "state" : "patch"] = isWhole ? state.DeepClone() : patches[i];
        }

        JsonObject document = new()
        {
            ["format"] = FolioTrace.Format,
            ["head"] = FolioTraceReader.Required<JsonObject>(packed, "head", "the data").DeepClone(),
            ["steps"] = new JsonArray([.. rows]),
        };
        if (packed["graphs"] is JsonArray graphs)
        {
            document["graphs"] = new JsonArray([.. graphs.Select(static g => PackedGraph.DocumentOf((JsonObject)g!))]);
        }

        if (packed["twin"] is { } twin)
        {
            document["twin"] = twin.DeepClone();
        }

        return document;
    }

    /// <summary>The changes of each step in the state; of the first step, its whole state.</summary>
    private static List<JsonObject> PatchesOf(FolioTrace trace)
    {
        List<JsonObject> patches = [];
        JsonObject state = [];
        for (int i = 0; i < trace.Frames.Count; i++)
        {
            JsonObject frame = trace.Frames[i];
            JsonObject patch = i % FolioTrace.KeyframeInterval == 0 ? MergePatch.Between(state, frame) : frame;
            patches.Add(patch);
            MergePatch.Apply(state, patch);
        }

        return patches;
    }
}
