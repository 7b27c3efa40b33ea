using System.Globalization;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A file's page cache in the <c>state</c> object of <c>folio-trace/1</c>.</summary>
internal static class FileJson
{
    public static JsonObject Of(FileSnapshot file) => new()
    {
        ["name"] = file.Name,
        ["size"] = file.Size,
        ["pages"] = file.Pages.Value,
        ["chunkShift"] = file.ChunkShift,
        ["entries"] = StateJson.Members(file.Entries.Values, static e => e.Index.Value.ToString(CultureInfo.InvariantCulture), EntryJson),
        ["nodes"] = StateJson.Members(file.Nodes, static n => $"{n.Shift}/{n.First.Value}", NodeJson),
    };

    private static JsonObject EntryJson(EntrySnapshot entry)
    {
        JsonObject json = new() { ["order"] = entry.Order.Value };
        if (entry.Folio is { } folio)
        {
            json["folio"] = folio.Value;
        }

        StateJson.Add(json, "value", entry.Value is { } value ? $"0x{value:x}" : null);
        StateJson.Add(json, "marks", MarksOf(entry.IsDirty, entry.IsWriteback, entry.IsToWrite));
        return json;
    }

    private static JsonObject NodeJson(NodeSnapshot node) =>
        StateJson.Members(node.Slots, static s => s.Number.ToString(CultureInfo.InvariantCulture), SlotJson);

    /// <summary>A slot as a short array: what it holds, the number, and the marks.</summary>
    private static JsonArray SlotJson(SlotSnapshot slot)
    {
        JsonArray json = slot.Content switch
        {
            SlotContent.Folio => new("folio", slot.Folio!.Value.Value),
            SlotContent.Value => new("value", $"0x{slot.Value:x}"),
            SlotContent.Sibling => new("sibling", slot.Head!.Value),
            SlotContent.Node => new("node"),
            _ => new("internal"),
        };
        if (MarksOf(slot.IsDirty, slot.IsWriteback, slot.IsToWrite) is { } marks)
        {
            json.Add(new JsonObject { ["marks"] = marks });
        }

        return json;
    }

    private static string? MarksOf(bool dirty, bool writeback, bool toWrite) =>
        dirty || writeback || toWrite ? $"{(dirty ? "d" : "")}{(writeback ? "w" : "")}{(toWrite ? "t" : "")}" : null;
}
