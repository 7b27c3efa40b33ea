using System.Text;

namespace FolioModel.Testing;

/// <summary>A trace as a Mermaid sequence diagram.</summary>
public static class TraceDiagram
{
    /// <summary>Writes the diagram.</summary>
    /// <param name="trace">The trace.</param>
    public static string Write(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        trace = trace.Joined();
        StringBuilder text = new("sequenceDiagram\n");
        for (int i = 0; i < trace.Tasks.Count; i++)
        {
            text.Append("    participant ").Append((char)('a' + i)).Append(" as ").Append(Plain(trace.Tasks[i])).Append('\n');
        }

        text.Append("    participant m as memory\n");
        foreach (TraceStep step in trace.Steps)
        {
            char task = (char)('a' + step.Task);
            text.Append("    ").Append(task).Append("->>m: ").Append(step.Number).Append(". ").Append(Plain(TraceTable.CellOf(step)))
                .Append('\n');
            foreach (string count in step.Counts)
            {
                text.Append("    Note right of m: ").Append(Plain(count)).Append('\n');
            }
        }

        if (trace.Unfinished is { } unfinished)
        {
            text.Append("    Note over a,m: ").Append(Plain($"Unfinished: {unfinished}")).Append('\n');
        }

        if (trace.Violation is { } violation)
        {
            text.Append("    Note over a,m: ").Append(Plain($"{violation.Kind}: {violation.Message}")).Append('\n');
        }

        return text.ToString();
    }

    private static string Plain(string text) => text.Replace(';', ',').Replace('#', ' ').ReplaceLineEndings(" ");
}
