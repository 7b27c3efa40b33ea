using System.Text;

namespace FolioModel.Exploration.Reports;

/// <summary>A trace as a table: a row for each step, a column for each task, and the counts with their holders.</summary>
public static class TraceTable
{
    /// <summary>Writes the table, in Markdown, which reads well as plain text too.</summary>
    /// <param name="trace">The trace.</param>
    public static string Write(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        trace = trace.Joined();
        List<string[]> rows = [["step", .. trace.Tasks, "count = holders"]];
        foreach (TraceStep step in trace.Steps)
        {
            string[] row = new string[trace.Tasks.Count + 2];
            Array.Fill(row, "");
            row[0] = step.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            row[step.Task + 1] = CellOf(step);
            row[^1] = string.Join("; ", step.Counts);
            rows.Add(row);
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        for (int i = 0; i < rows.Count; i++)
        {
            AppendRow(text, rows[i], widths, ' ');
            if (i == 0)
            {
                AppendRow(text, [.. widths.Select(w => new string('-', w))], widths, ' ');
            }
        }

        if (trace.Violation is { } violation)
        {
            text.Append('\n').Append(violation.Kind).Append(": ").Append(violation.Message).Append('\n');
        }

        return text.ToString();
    }

    internal static string CellOf(TraceStep step)
    {
        string events = step.Events.Count > 0 ? ": " + string.Join(", ", step.Events) : "";
        return $"{step.From}{events}{(step.Then is null ? "" : $"; {step.Then}")}".Replace('|', '/').ReplaceLineEndings(" ");
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths, char fill)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append("| ").Append(cells[i].PadRight(widths[i], fill)).Append(' ');
        }

        text.Append("|\n");
    }
}
