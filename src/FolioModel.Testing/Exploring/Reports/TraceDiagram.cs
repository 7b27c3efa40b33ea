using System.Text;

namespace FolioModel.Testing;

/// <summary>A trace as a Mermaid sequence diagram.</summary>
public static class TraceDiagram
{
    private const int LabelWidth = 48;

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
            string arrow = step.Events.Any(static e => e.StartsWith('-')) ? "-->>" : "->>";
            text.Append("    ").Append(task).Append(arrow).Append("m: ").Append(step.Number).Append(". ")
                .Append(Broken(Plain(TraceTable.CellOf(step)))).Append('\n');
            foreach (string count in step.Counts.Concat(step.Shared))
            {
                text.Append("    Note right of m: ").Append(Broken(Plain(count))).Append('\n');
            }
        }

        if (trace.Unfinished is { } unfinished)
        {
            text.Append("    Note over a,m: ").Append(Broken(Plain($"Unfinished: {unfinished}"))).Append('\n');
        }

        if (trace.Violation is { } violation)
        {
            text.Append("    Note over a,m: ").Append(Broken(Plain($"{violation.Kind}: {violation.Message}"))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Breaks a long label between words: Mermaid clips what does not fit beside an arrow.</summary>
    internal static string Broken(string text)
    {
        StringBuilder broken = new();
        int column = 0;
        foreach (string word in text.Split(' '))
        {
            bool breaks = column > 0 && column + word.Length > LabelWidth;
            broken.Append(breaks ? "<br/>" : column > 0 ? " " : "").Append(word);
            column = breaks ? word.Length : column + 1 + word.Length;
        }

        return broken.ToString();
    }

    /// <summary>A label without the signs that Mermaid reads as its own.</summary>
    internal static string Plain(string text) => text.Replace(';', ',').Replace('#', ' ').ReplaceLineEndings(" ");
}
