using System.Globalization;
using System.Text;

namespace FolioModel.Testing;

/// <summary>A trace as a table: a row for each step, a column for each task, and the counts with their holders.</summary>
public static class TraceTable
{
    /// <summary>Below this many columns of text, cells are hard to read: the counts then go below the row.</summary>
    private const int NarrowestCell = 24;

    private const int LongestPlace = 3;

    /// <summary>Writes the table in Markdown, a row a line.</summary>
    /// <param name="trace">The trace.</param>
    public static string Write(Trace trace)
    {
        List<string[]> rows = RowsOf(trace = Shown(trace));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        for (int i = 0; i < rows.Count; i++)
        {
            AppendLine(text, rows[i], widths);
            if (i == 0)
            {
                AppendLine(text, [.. widths.Select(static w => new string('-', w))], widths);
            }
        }

        return AppendViolation(text, trace, int.MaxValue).ToString();
    }

    /// <summary>Writes the table for a terminal: cells are wrapped, so that no line is longer than the window is wide.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="width">Columns of the window; from 40.</param>
    public static string Write(Trace trace, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 40);
        List<string[]> rows = RowsOf(trace = Shown(trace));
        int step = Math.Max(rows[0][0].Length, rows[^1][0].Length);
        bool below = (width - step - 4) / (trace.Tasks.Count + 1) - 3 < NarrowestCell;
        List<string[]> cells = below ? [.. rows.Select(static row => row[..^1])] : rows;
        int[] widths = WidthsOf(cells, width);
        StringBuilder text = new();
        for (int i = 0; i < rows.Count; i++)
        {
            AppendWrapped(text, cells[i], widths);
            if (below && i > 0 && rows[i][^1].Length > 0)
            {
                string margin = new(' ', step + 3);
                foreach (string line in Wrap($"= {rows[i][^1]}", width - margin.Length))
                {
                    text.Append(margin).Append(line).Append('\n');
                }
            }

            text.Append(i == 0 || i == rows.Count - 1 ? $"|{string.Join('|', widths.Select(static w => new string('-', w + 2)))}|\n" : "");
        }

        return AppendViolation(text, trace, width).ToString();
    }

    /// <summary>The effect of a step, in one line: where it went on, what happened, and where it stands.</summary>
    internal static string CellOf(TraceStep step)
    {
        string[] places = step.From.Split(", ");
        string from = places.Length <= LongestPlace ? step.From : $"{places[0]}, ({places.Length - 2} more), {places[^1]}";
        string events = step.Events.Count > 0 ? ": " + string.Join(", ", step.Events) : "";
        return $"{from}{events}{(step.Then is null ? "" : $"; {step.Then}")}".Replace('|', '/').ReplaceLineEndings(" ");
    }

    /// <summary>Silent steps are joined, and what went wrong is said once, below the table.</summary>
    private static Trace Shown(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Trace joined = trace.Joined();
        return joined.Violation is { } violation && joined.Steps.Count > 0 && joined.Steps[^1] is { Then: { } then } last
            && then == $"{violation.Kind}"
            ? joined with { Steps = [.. joined.Steps.SkipLast(1), last with { Then = $"{violation.Kind}, see below" }] }
            : joined;
    }

    private static List<string[]> RowsOf(Trace trace)
    {
        List<string[]> rows = [["step", .. trace.Tasks, "count = holders"]];
        if (trace.Start.Count > 0)
        {
            rows.Add(["0", .. trace.Tasks.Select(static _ => ""), string.Join("; ", trace.Start)]);
        }

        foreach (TraceStep step in trace.Steps)
        {
            string[] row = new string[trace.Tasks.Count + 2];
            Array.Fill(row, "");
            row[0] = step.Number.ToString(CultureInfo.InvariantCulture);
            row[step.Task + 1] = CellOf(step);
            row[^1] = string.Join("; ", step.Counts.Concat(step.Shared));
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The width that each column needs; wide columns are cut to a share of the window.</summary>
    private static int[] WidthsOf(List<string[]> rows, int width)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        int over = widths.Sum(static w => w + 3) + 1 - width;
        while (over > 0)
        {
            int widest = widths.Max();
            int at = Array.LastIndexOf(widths, widest);
            if (widest <= rows[0].Max(static head => head.Length))
            {
                break;
            }

            int next = widths.Where((_, i) => i != at).Max();
            int cut = Math.Clamp(widest - next, 1, over);
            widths[at] -= cut;
            over -= cut;
        }

        return widths;
    }

    private static void AppendWrapped(StringBuilder text, string[] cells, int[] widths)
    {
        List<string>[] lines = [.. cells.Select((cell, i) => Wrap(cell, widths[i]))];
        for (int line = 0; line < lines.Max(static l => l.Count); line++)
        {
            AppendLine(text, [.. lines.Select(l => line < l.Count ? l[line] : "")], widths);
        }
    }

    /// <summary>Breaks a text between words, and words that are too long where they must be.</summary>
    private static List<string> Wrap(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            string rest = word;
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + rest.Length > width)
            {
                lines.Add("");
            }

            while (rest.Length > width)
            {
                lines[^1] = rest[..width];
                rest = rest[width..];
                lines.Add("");
            }

            lines[^1] += lines[^1].Length == 0 ? rest : $" {rest}";
        }

        return lines;
    }

    private static StringBuilder AppendViolation(StringBuilder text, Trace trace, int width)
    {
        if (trace.Unfinished is { } unfinished)
        {
            text.Append('\n');
            foreach (string line in Wrap($"Unfinished: {unfinished}", width))
            {
                text.Append(line).Append('\n');
            }
        }

        if (trace.Violation is { } violation)
        {
            text.Append('\n');
            foreach (string line in Wrap($"{violation.Kind}: {violation.Message.ReplaceLineEndings(" ")}", width))
            {
                text.Append(line).Append('\n');
            }
        }

        return text;
    }

    private static void AppendLine(StringBuilder text, string[] cells, int[] widths)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append("| ").Append(cells[i].PadRight(widths[i])).Append(' ');
        }

        text.Append("|\n");
    }
}
