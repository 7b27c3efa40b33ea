using System.Text.Json;
using System.Text.Json.Serialization;

namespace FolioModel.Cli.Explain;

/// <summary>An explanation as one JSON object.</summary>
internal static class JsonForm
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Explanation explanation) => JsonSerializer.Serialize(
        new
        {
            scenario = explanation.Scenario,
            question = explanation.Question,
            profile = explanation.Profile,
            order = explanation.Order,
            result = TableForm.ResultOf(explanation),
            steps = explanation.Steps.Select(StepOf),
            answer = explanation.Answer,
            remarks = explanation.Remarks,
        },
        Options);

    private static object StepOf(ExplanationStep step) => new
    {
        index = step.Index,
        folio = step.Folio,
        task = step.Task,
        caller = step.Caller,
        operation = step.Operation,
        function = step.Function,
        count = step.Count,
        delta = step.Delta,
        frozen = step.IsFrozen ? true : (bool?)null,
        holders = step.Holders.Select(h => new
        {
            kind = h.Kind.Name,
            @class = JsonNamingPolicy.CamelCase.ConvertName(h.Class.ToString()),
            detail = h.Detail,
            count = h.Count,
        }),
        takes = step.Takes,
        drops = step.Drops,
        gives = step.Gives,
        note = step.Note,
    };
}
