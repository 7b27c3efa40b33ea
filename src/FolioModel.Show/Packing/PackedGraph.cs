using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A graph of states by columns: its states, their patches, and the steps of all states in one row of columns.</summary>
internal static class PackedGraph
{
    /// <summary>Packs a graph.</summary>
    public static JsonObject Of(StateGraph graph)
    {
        JsonObject packed = GraphJson.Of(graph);
        List<JsonObject> states = [.. ((JsonArray)packed["states"]!).Select(static s => (JsonObject)s!)];
        List<JsonObject> steps = [];
        for (int i = 0; i < states.Count; i++)
        {
            JsonArray own = (JsonArray)states[i]["steps"]!;
            states[i]["moves"] = own.Count;
            steps.AddRange(own.Select(s => Moved((JsonObject)s!.DeepClone(), -i)));
        }

        packed["count"] = states.Count;
        packed["states"] = JsonColumns.Of(states, "patch", "steps");
        packed["patches"] = PackedPatches.Of([.. states.Select(static s => (JsonObject)s["patch"]!)]);
        packed["steps"] = JsonColumns.Of(steps);
        return packed;
    }

    /// <summary>The graph's object in <c>folio-trace/1</c>.</summary>
    public static JsonObject DocumentOf(JsonObject packed)
    {
        int count = (int)packed["count"]!;
        List<JsonObject> states = JsonColumns.Rows((JsonObject)packed["states"]!, count);
        List<JsonObject> patches = PackedPatches.PatchesOf((JsonObject)packed["patches"]!);
        List<JsonObject> steps = JsonColumns.Rows((JsonObject)packed["steps"]!, states.Sum(static s => (int)s["moves"]!));
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            int own = (int)states[i]["moves"]!;
            states[i].Remove("moves");
            states[i]["patch"] = patches[i];
            states[i]["steps"] = new JsonArray([.. steps.GetRange(next, own).Select(s => Moved(s, i))]);
            next += own;
        }

        JsonObject graph = (JsonObject)packed.DeepClone();
        Array.ForEach(["count", "patches", "steps"], name => graph.Remove(name));
        graph["states"] = new JsonArray([.. states]);
        return graph;
    }

    /// <summary>A step with the state that it leads to counted from another state.</summary>
    private static JsonObject Moved(JsonObject step, int by)
    {
        if (step["to"] is { } to)
        {
            step["to"] = (int)to + by;
        }

        return step;
    }
}
