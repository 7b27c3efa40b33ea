using System.Globalization;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Lists, generations and batches in the <c>state</c> object of <c>folio-trace/1</c>.</summary>
internal static class LruJson
{
    public static JsonObject Of(MachineSnapshot snapshot) => new()
    {
        ["lists"] = StateJson.Members(
            snapshot.Lists, static l => l.List.ToString(),
            static l => new JsonObject { ["pages"] = l.Pages.Value, ["folios"] = StateJson.Frames(l.Folios) }),
        ["batches"] = StateJson.Members(
            snapshot.Batches.GroupBy(static b => b.Cpu), static g => g.Key.ToString(CultureInfo.InvariantCulture),
            static g => StateJson.Members(g, static b => b.Kind.ToString(), static b => StateJson.Frames(b.Folios))),
        ["generations"] = StateJson.Members(
            snapshot.Generations, static g => $"{(g.IsAnon ? "anon" : "file")} {g.Sequence}",
            static g => new JsonObject { ["pages"] = g.Pages.Value, ["folios"] = StateJson.Frames(g.Folios) }),
    };
}
