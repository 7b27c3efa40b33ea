using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A graph in <c>folio-trace/1</c>.</summary>
internal static class GraphJson
{
    public static JsonObject Of(StateGraph graph)
    {
        JsonObject json = new()
        {
            ["program"] = graph.Program,
            ["summary"] = graph.Summary,
            ["tasks"] = Texts(graph.Tasks),
            ["story"] = Texts(graph.Story),
            ["states"] = new JsonArray([.. graph.States.Select(StateOf)]),
        };
        StateJson.Add(json, "without", graph.WithoutLock);
        if (graph.IsCut)
        {
            json["cut"] = true;
        }

        return json;
    }

    public static StateGraph Read(JsonObject json) => new(
        (string)json["program"]!, (string)json["summary"]!, TextsOf(json["tasks"]),
        [.. ((JsonArray)json["states"]!).Select(static s => ReadState((JsonObject)s!))])
    {
        WithoutLock = (string?)json["without"],
        IsCut = (bool?)json["cut"] ?? false,
        Story = TextsOf(json["story"]),
    };

    private static JsonObject StateOf(GraphState state)
    {
        JsonObject json = new() { ["parent"] = state.Parent, ["patch"] = state.Patch.DeepClone() };
        StateJson.Add(json, "wrong", state.Wrong);
        if (state.IsEnd)
        {
            json["end"] = true;
        }

        json["steps"] = new JsonArray([.. state.Steps.Select(StepOf)]);
        return json;
    }

    private static JsonObject StepOf(GraphStep step)
    {
        JsonObject json = new() { ["move"] = step.Move };
        if (step.To is { } to)
        {
            json["to"] = to;
        }

        json["from"] = step.From;
        StateJson.Add(json, "then", step.Then);
        if (step.Events.Count > 0)
        {
            json["events"] = new JsonArray([.. step.Events.Select(EventOf)]);
        }

        return json;
    }

    private static JsonObject EventOf(GraphEvent e)
    {
        JsonObject json = new() { ["text"] = e.Text, ["event"] = e.Kind, ["pfn"] = e.Pfn, ["delta"] = e.Delta };
        StateJson.Add(json, "holder", e.Holder);
        json["function"] = e.Function;
        return json;
    }

    private static GraphState ReadState(JsonObject json) => new((int)json["parent"]!, (JsonObject)json["patch"]!.DeepClone())
    {
        Wrong = (string?)json["wrong"],
        IsEnd = (bool?)json["end"] ?? false,
        Steps = [.. ((JsonArray)json["steps"]!).Select(static s => ReadStep((JsonObject)s!))],
    };

    private static GraphStep ReadStep(JsonObject json) => new(
        (string)json["move"]!, (int?)json["to"], (string)json["from"]!, (string?)json["then"],
        [.. (json["events"] as JsonArray ?? []).Select(static e => ReadEvent((JsonObject)e!))]);

    private static GraphEvent ReadEvent(JsonObject json) =>
        new(
            (string)json["text"]!, (string)json["event"]!, (int)json["pfn"]!, (int)json["delta"]!, (string?)json["holder"],
            (string)json["function"]!);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static t => JsonValue.Create(t))]);

    private static IReadOnlyList<string> TextsOf(JsonNode? texts) => [.. ((JsonArray)texts!).Select(static t => (string)t!)];
}
