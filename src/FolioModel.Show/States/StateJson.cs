using System.Globalization;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A picture of a machine as the <c>state</c> object of <c>folio-trace/1</c>.</summary>
/// <remarks>Frames are numbers; members are named by hexadecimal frames, file numbers and names, so that patches stay small.</remarks>
internal static class StateJson
{
    public static JsonObject Of(MachineSnapshot snapshot) => new()
    {
        ["folios"] = Members(snapshot.Folios.Values, static f => KeyOf(f.Pfn), FolioJson.Of),
        ["zones"] = Members(snapshot.Zones, static z => z.Kind.ToString(), MemoryJson.Of),
        ["files"] = Members(snapshot.Files.Values, static f => f.Id.ToString(CultureInfo.InvariantCulture), FileJson.Of),
        ["lru"] = LruJson.Of(snapshot),
        ["tasks"] = Members(snapshot.Tasks, static t => t.Id.ToString(CultureInfo.InvariantCulture), TaskJson),
        ["processes"] = Members(
            snapshot.Processes.Select((p, i) => (Process: p, Number: 1 + snapshot.Processes.Take(i).Count(o => o.Name == p.Name))),
            static p => p.Number == 1 ? p.Process.Name : $"{p.Process.Name} ({p.Number})", static p => ProcessJson(p.Process)),
        ["swap"] = Members(snapshot.Swap, static s => s.Type.ToString(CultureInfo.InvariantCulture), SwapJson),
        ["counters"] = Members(snapshot.Counters.Where(static c => c.Value != 0), static c => c.Key, static c => c.Value),
    };

    /// <summary>The name of a folio's member: its first frame as the model prints it.</summary>
    public static string KeyOf(Pfn pfn) => $"0x{pfn.Value:x}";

    public static JsonArray Frames(IEnumerable<Pfn> frames) => new([.. frames.Select(static f => JsonValue.Create(f.Value))]);

    public static JsonObject Members<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), (JsonNode?)value(item))));

    private static JsonObject TaskJson(TaskSnapshot task)
    {
        JsonObject json = new() { ["name"] = task.Name, ["cpu"] = task.Cpu };
        Add(json, "function", task.Function);
        Add(json, "operation", task.Operation);
        Add(json, "point", task.State == TaskRunState.Ready ? task.Point?.ToString() : null);
        Add(json, "runs", task.State?.ToString());
        Add(json, "waitsFor", task.WaitsFor);
        Add(json, "waitsOn", task.WaitsOn);
        if (task.Held.Length > 0)
        {
            json["locks"] = new JsonArray([.. task.Held.Select(static l => JsonValue.Create(l))]);
        }

        return json;
    }

    private static JsonObject ProcessJson(ProcessSnapshot process) => new()
    {
        ["areas"] = new JsonArray([.. process.Areas.Select(static a => JsonValue.Create(a))]),
        ["entries"] = Members(
            process.Entries, static e => $"{e.Page}",
            static e => new JsonArray(
                e.Frame.Value, $"{(e.IsHuge ? "huge " : "")}{(e.IsWritable ? "w" : "r")}{(e.IsDirty ? "d" : "")}{(e.IsYoung ? "y" : "")}")),
    };

    private static JsonObject SwapJson(SwapSnapshot swap) => new()
    {
        ["pages"] = swap.Pages,
        ["slots"] = Members(
            swap.Slots,
            static s => s.Offset.ToString(CultureInfo.InvariantCulture),
            static s => new JsonArray(s.Users, s.IsCached ? 1 : 0)),
    };

    public static void Add(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
