using System.Text.Encodings.Web;
using System.Text.Json;

namespace FolioModel.Testing;

/// <summary>The result of an exploration as one JSON object.</summary>
public static class ResultJson
{
    private static readonly JsonSerializerOptions s_options =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object.</summary>
    /// <param name="result">The result.</param>
    public static string Write(ExplorationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Trace? trace = result.Violation is { Path.Count: > 0 } violation ? Replay.Run(result.Program, violation.Path) : null;
        return JsonSerializer.Serialize(
            new
            {
                scenario = result.Program.Name,
                verdict = JsonNamingPolicy.CamelCase.ConvertName(result.Verdict.ToString()),
                boundedBy = result.BoundedBy,
                executions = result.Executions,
                steps = result.Steps,
                states = result.States,
                collisionProbability = result.CollisionProbability,
                finalStates = result.FinalStates.Count,
                seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
                kind = result.Violation is null ? null : JsonNamingPolicy.CamelCase.ConvertName(result.Violation.Kind.ToString()),
                message = result.Violation?.Message,
                preemptions = result.Violation?.Preemptions,
                token = result.Token,
                tasks = trace?.Tasks,
                trace = StepsOf(trace),
                remarks = result.Remarks,
                joinedCalls = ResultText.JoinedNotes(result),
            },
            s_options);
    }

    /// <summary>Writes one interleaving, in the same form: it says nothing of the others.</summary>
    /// <param name="trace">The interleaving.</param>
    /// <param name="token">The token that it was replayed from.</param>
    public static string Write(Trace trace, string token)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Verdict verdict = trace.Violation is null ? Verdict.BoundedBy : Verdict.Violation;
        return JsonSerializer.Serialize(
            new
            {
                verdict = JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString()),
                boundedBy = trace.Violation is null ? trace.Unfinished ?? "one interleaving" : null,
                executions = 1,
                steps = trace.Steps.Count,
                kind = trace.Violation is null ? null : JsonNamingPolicy.CamelCase.ConvertName(trace.Violation.Kind.ToString()),
                message = trace.Violation?.Message,
                token,
                tasks = trace.Tasks,
                trace = StepsOf(trace),
            },
            s_options);
    }

    private static IEnumerable<object>? StepsOf(Trace? trace) => trace?.Steps.Select(s => new
    {
        step = s.Number,
        task = trace.Tasks[s.Task],
        from = s.From,
        events = s.Events,
        then = s.Then,
        counts = s.Counts,
    });
}
