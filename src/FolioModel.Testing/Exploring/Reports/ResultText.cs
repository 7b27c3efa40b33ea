using System.Globalization;
using System.Text;
using FolioModel.Testing.Search;

namespace FolioModel.Testing;

/// <summary>The result of an exploration as a few lines for people.</summary>
public static class ResultText
{
    /// <summary>Writes all there is to say: <see cref="Summary"/>, the remarks, the token, and the table of a violation.</summary>
    /// <param name="result">The result.</param>
    public static string Write(ExplorationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new(Summary(result));
        foreach (string remark in result.Remarks)
        {
            text.Append('\n').Append(remark);
        }

        foreach (string joined in JoinedNotes(result))
        {
            text.Append('\n').Append(joined);
        }

        if (result.Token is { } token)
        {
            string size = result.Violation is { Path.Count: > 0 } violation
                ? $"{violation.Preemptions} preemptions, {violation.Path.Count} steps; " : "";
            text.Append(CultureInfo.InvariantCulture, $"\n{size}replay token: {token}");
        }

        if (result.Violation is { Path.Count: > 0 } shown)
        {
            text.Append("\n\n").Append(TraceTable.Write(Replay.Run(result.Program, shown.Path)));
        }

        return text.ToString();
    }

    /// <summary>Writes one line: what was explored, the verdict and the counts.</summary>
    /// <param name="result">The result.</param>
    public static string Summary(ExplorationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string collision = result.CollisionProbability is { } probability && result.Verdict == Verdict.Exhaustive
            ? $" (two taken for one: below {Collisions.Describe(probability)})" : "";
        string states = result.States > 0 ? $"{result.States} states{collision}, " : "";
        string counts = $"{result.Executions} executions, {result.Steps} steps, {states}{result.Elapsed.TotalSeconds:0.000} s";
        string but = result.Verdict == Verdict.Exhaustive && JoinedNotes(result).Count > 0 ? ", not of the calls within a step" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{result.Program.Name}: {VerdictOf(result)}{but}; {counts}");
    }

    /// <summary>The steps in which no other task can come between two calls, where the verdict could be read otherwise.</summary>
    /// <param name="result">The result.</param>
    public static IReadOnlyList<string> JoinedNotes(ExplorationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        const string Advice = "no other task runs between the calls of one step; await machine.PointAsync(SchedulingPoint.Put) lets them";
        return result.Verdict != Verdict.Violation && JoinedCalls.In(result.Program) is { Count: > 0 } joined ? [.. joined, Advice] : [];
    }

    private static string VerdictOf(ExplorationResult result) => result.Verdict switch
    {
        Verdict.Exhaustive => "holds in every interleaving of its steps (exhaustive)",
        Verdict.BoundedBy => $"nothing wrong found, but the search was bounded by {result.BoundedBy}",
        _ => $"violated, {result.Violation!.Kind}: {result.Violation.Message}",
    };
}
