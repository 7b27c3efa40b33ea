using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Writes <c>folio-trace/1</c>: a step a line, so that two documents can be compared with any tool.</summary>
internal static class FolioTraceWriter
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(FolioTrace trace)
    {
        StringBuilder text = new("{\n");
        text.Append($"\"format\":\"{FolioTrace.Format}\",\n\"head\":").Append(TextOf(HeadOf(trace))).Append(",\n\"steps\":[");
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            JsonObject step = StepOf(trace.Steps[i]);
            step[i % FolioTrace.KeyframeInterval == 0 ? "state" : "patch"] = trace.Frames[i].DeepClone();
            text.Append(i == 0 ? "\n" : ",\n").Append(TextOf(step));
        }

        text.Append("\n]");
        if (trace.Graphs.Count > 0)
        {
            text.Append(",\n\"graphs\":[\n").AppendJoin(",\n", trace.Graphs.Select(static g => TextOf(GraphJson.Of(g)))).Append("\n]");
        }

        if (trace.Twin is { } twin)
        {
            text.Append(",\n\"twin\":").Append(TextOf(twin));
        }

        return text.Append("\n}\n").ToString();
    }

    private static string TextOf(JsonObject json) => json.ToJsonString(s_options);

    public static JsonObject HeadOf(FolioTrace trace)
    {
        FolioTraceHead head = trace.Head;
        JsonObject json = new()
        {
            ["name"] = head.Name,
            ["kind"] = head.Kind,
            ["question"] = head.Question,
            ["answer"] = head.Answer,
            ["remarks"] = Texts(head.Remarks),
            ["result"] = head.Result,
            ["profile"] = head.Profile,
            ["options"] = head.Options,
            ["machine"] = new JsonObject { ["pages"] = trace.Machine.Pages, ["cpus"] = trace.Machine.Cpus },
            ["holders"] = trace.Glossary.DeepClone(),
        };
        if (head.Source.Count > 0)
        {
            json["source"] = Texts(head.Source);
        }

        if (head.Questions.Count > 0)
        {
            json["questions"] = new JsonArray(
                [.. head.Questions.Select(static q => new JsonObject { ["step"] = q.Step, ["question"] = q.Question })]);
        }

        if (head.Sections.Count > 0)
        {
            json["sections"] = new JsonArray(
                [.. head.Sections.Select(static s => new JsonObject { ["step"] = s.Step, ["text"] = s.Text })]);
        }

        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static t => JsonValue.Create(t))]);

    public static JsonObject StepOf(FolioTraceStep step)
    {
        JsonObject json = new() { ["n"] = step.Number, ["task"] = step.Task, ["cpu"] = step.Cpu, ["caller"] = step.Caller };
        StateJson.Add(json, "operation", step.Operation);
        json["function"] = step.Function;
        StateJson.Add(json, "event", step.Event?.ToString());
        StateJson.Add(json, "folio", step.Folio);
        if (step.Pfn is { } pfn)
        {
            json["pfn"] = pfn;
            json["count"] = step.Count;
            json["delta"] = step.Delta;
        }

        StateJson.Add(json, "holder", step.Holder);
        if (step.Moves.Count > 0)
        {
            json["moves"] = new JsonArray([.. step.Moves.Select(static m => new JsonArray(m.Kind, m.Delta))]);
        }

        if (step.Cause is { } cause)
        {
            json["cause"] = cause;
        }

        if (step.Line is { } line)
        {
            json["line"] = line;
        }

        json["note"] = step.Note;
        return json;
    }
}
