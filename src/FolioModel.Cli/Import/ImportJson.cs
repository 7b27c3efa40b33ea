using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FolioModel.Diagnosis;

namespace FolioModel.Cli.Import;

/// <summary>Prints what a trace says, as one JSON object.</summary>
internal static class ImportJson
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(TraceReport report) => new JsonObject
    {
        ["lines"] = report.Lines,
        ["events"] = report.Events,
        ["pages"] = report.Pages,
        ["freed"] = report.Lives,
        ["changes"] = report.Changes,
        ["attributed"] = report.Attributed,
        ["holders"] = new JsonObject(report.Holders.Select(static h => KeyValuePair.Create<string, JsonNode?>(h.Key.Name, h.Value))),
        ["leaks"] = new JsonArray([.. report.Leaks.Select(LeakOf)]),
        ["unexplained"] = new JsonArray([.. report.Unexplained.Select(static p => new JsonObject
        {
            ["line"] = p.Line,
            ["pfn"] = p.Pfn,
            ["what"] = p.What,
        })]),
        ["balances"] = new JsonArray([.. report.Balances.Select(static b => new JsonObject
        {
            ["pfn"] = b.Key,
            ["changes"] = new JsonArray([.. b.Value.Select(ChangeOf)]),
        })]),
    }.ToJsonString(s_indented);

    private static JsonObject LeakOf(TraceLeak leak) => new()
    {
        ["pfn"] = leak.Pfn,
        ["count"] = leak.Count,
        ["orphan"] = leak.IsOrphan,
        ["kind"] = leak.Holding.Kind.Name,
        ["amount"] = leak.Holding.Amount,
        ["taker"] = leak.Holding.Taker,
        ["task"] = leak.Holding.Task,
        ["seconds"] = leak.Holding.Seconds,
        ["line"] = leak.Holding.Line,
        ["stack"] = new JsonArray([.. leak.Holding.Stack.Select(static function => JsonValue.Create(function))]),
    };

    private static JsonObject ChangeOf(TraceChange change) => new()
    {
        ["amount"] = change.Amount,
        ["kind"] = change.Kind?.Name,
        ["function"] = change.Function,
        ["task"] = change.Task,
        ["seconds"] = change.Seconds,
        ["count"] = change.Count,
        ["line"] = change.Line,
        ["takenAt"] = change.TakenAt,
    };
}
