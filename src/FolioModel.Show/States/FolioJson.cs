using System.Text.Json;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A folio in the <c>state</c> object of <c>folio-trace/1</c>.</summary>
internal static class FolioJson
{
    public static JsonObject Of(FolioSnapshot folio)
    {
        JsonObject json = new()
        {
            ["life"] = folio.Life,
            ["order"] = folio.Order.Value,
            ["count"] = folio.RefCount,
            ["expected"] = folio.ExpectedCount,
            ["flags"] = FlagsOf(folio.Flags),
            ["holders"] = new JsonArray([.. folio.Holders.Select(HolderJson)]),
            ["lamps"] = StateJson.Members(
                Lamp.Of(folio), static l => l.Name, static l => new JsonArray([.. l.InTheWay.Select(static w => JsonValue.Create(w))])),
        };
        AddPlace(json, folio);
        StateJson.Add(json, "lockedBy", folio.LockedBy);
        if (folio.IsFrozen)
        {
            json["frozen"] = true;
        }

        return json;
    }

    public static JsonObject HolderJson(ReferenceHolder holder)
    {
        JsonObject json = new()
        {
            ["kind"] = holder.Kind.Name,
            ["class"] = JsonNamingPolicy.CamelCase.ConvertName(holder.Class.ToString()),
            ["count"] = holder.Count,
        };
        StateJson.Add(json, "detail", holder.Detail.Length > 0 ? holder.Detail : null);
        StateJson.Add(json, "task", holder.Task?.Name);
        StateJson.Add(json, "site", holder.CallSite);
        return json;
    }

    private static void AddPlace(JsonObject json, FolioSnapshot folio)
    {
        if (folio.FileId != 0)
        {
            json["file"] = folio.FileId;
            json["index"] = folio.Index.Value;
        }

        if (folio.MapCount != 0)
        {
            json["mapped"] = folio.MapCount;
        }

        if (folio.PinCount != 0)
        {
            json["pins"] = folio.PinCount;
        }
    }

    private static JsonArray FlagsOf(FolioFlags flags) =>
        flags == FolioFlags.None ? [] : new([.. flags.ToString().Split(", ").Select(static f => JsonValue.Create(f))]);
}
