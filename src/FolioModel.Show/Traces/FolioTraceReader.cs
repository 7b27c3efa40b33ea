using System.Text.Json;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Reads <c>folio-trace/1</c>.</summary>
internal static class FolioTraceReader
{
    public static FolioTrace Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            JsonObject document = JsonNode.Parse(json) as JsonObject ?? throw new BadFolioTraceException("expected a JSON object");
            string? format = (string?)document["format"];
            if (format != FolioTrace.Format)
            {
                throw new BadFolioTraceException($"format '{format}': expected '{FolioTrace.Format}'");
            }

            return Read(document);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new BadFolioTraceException(error.Message);
        }
    }

    /// <summary>Reads the data of a page, packed and compressed.</summary>
    public static FolioTrace ReadPacked(string data)
    {
        try
        {
            JsonObject? packed = JsonNode.Parse(Compression.Unpacked(data)) as JsonObject;
            return packed is not null && (string?)packed["format"] == PackedTrace.Format ? Read(PackedTrace.DocumentOf(packed))
                : throw new BadFolioTraceException($"the page's data is not of the format '{PackedTrace.Format}'");
        }
        catch (Exception error) when (
            error is JsonException or InvalidOperationException or InvalidDataException or FormatException or ArgumentException)
        {
            throw new BadFolioTraceException($"the page's data is damaged: {error.Message}");
        }
    }

    private static FolioTrace Read(JsonObject document)
    {
        JsonObject head = Required<JsonObject>(document, "head", "the document");
        JsonObject machine = Required<JsonObject>(head, "machine", "head");
        List<FolioTraceStep> steps = [];
        List<JsonObject> frames = [];
        foreach (JsonNode? node in Required<JsonArray>(document, "steps", "the document"))
        {
            JsonObject step = node as JsonObject ?? throw new BadFolioTraceException($"step {steps.Count}: expected an object");
            string where = $"step {steps.Count}";
            if (steps.Count != Number(step, "n", where))
            {
                throw new BadFolioTraceException($"{where}: n is {step["n"]}, expected {steps.Count}");
            }

            frames.Add(
                (JsonObject)Required<JsonObject>(
                    step, frames.Count % FolioTrace.KeyframeInterval == 0 ? "state" : "patch", where).DeepClone());
            steps.Add(StepOf(step, where));
        }

        return new FolioTrace(
            HeadOf(head), new MachineShape(Number(machine, "pages", "machine"), Number(machine, "cpus", "machine")), steps, frames,
            (JsonObject)Required<JsonObject>(head, "holders", "head").DeepClone())
        {
            Twin = (document["twin"] as JsonObject)?.DeepClone() as JsonObject,
            Graphs = [.. (document["graphs"] as JsonArray ?? []).Select(static g => GraphJson.Read((JsonObject)g!))],
        };
    }

    private static FolioTraceHead HeadOf(JsonObject head) => new(Text(head, "name", "head"), Text(head, "kind", "head"))
    {
        Question = Text(head, "question", "head"),
        Answer = Text(head, "answer", "head"),
        Remarks = Texts(head["remarks"]),
        Result = Text(head, "result", "head"),
        Profile = Text(head, "profile", "head"),
        Options = Text(head, "options", "head"),
        Source = Texts(head["source"]),
        Sections = [.. (head["sections"] as JsonArray ?? []).Select(static s => SectionOf((JsonObject)s!))],
        Questions = [.. (head["questions"] as JsonArray ?? []).Select(static q => QuestionOf((JsonObject)q!))],
    };

    private static (int Step, string Text) SectionOf(JsonObject section) =>
        (Number(section, "step", "sections"), Text(section, "text", "sections"));

    private static (int Step, string Question) QuestionOf(JsonObject question) =>
        (Number(question, "step", "questions"), Text(question, "question", "questions"));

    private static FolioTraceStep StepOf(JsonObject step, string where) =>
        new(
            Number(step, "n", where), Text(step, "task", where), Text(step, "caller", where), Text(step, "function", where),
            Text(step, "note", where))
        {
            Operation = (string?)step["operation"],
            Cpu = Number(step, "cpu", where),
            Event = (string?)step["event"] is { } name ? Enum.Parse<KernelEventKind>(name) : null,
            Folio = (string?)step["folio"],
            Pfn = (int?)step["pfn"],
            Count = (int?)step["count"] ?? 0,
            Delta = (int?)step["delta"] ?? 0,
            Holder = (string?)step["holder"],
            Moves = [.. (step["moves"] as JsonArray ?? []).Select(static m => ((string)m![0]!, (int)m[1]!))],
            Cause = (int?)step["cause"],
            Line = (int?)step["line"],
        };

    private static IReadOnlyList<string> Texts(JsonNode? texts) => [.. (texts as JsonArray ?? []).Select(static t => (string)t!)];

    /// <summary>A member that a document must have.</summary>
    public static T Required<T>(JsonObject parent, string name, string where)
        where T : JsonNode => parent[name] as T ?? throw new BadFolioTraceException($"{where}: expected a member '{name}'");

    private static string Text(JsonObject parent, string name, string where) =>
        (string?)parent[name] ?? throw new BadFolioTraceException($"{where}: expected a text '{name}'");

    private static int Number(JsonObject parent, string name, string where) =>
        (int?)parent[name] ?? throw new BadFolioTraceException($"{where}: expected a number '{name}'");
}
