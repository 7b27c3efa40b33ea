using Spectre.Console;

namespace FolioModel.Cli.Conform;

/// <summary>The result of a replay for people.</summary>
internal static class ConformText
{
    public static void Write(ConformanceReport report, int shown, TextWriter output)
    {
        IAnsiConsole console = Terminal.On(output, Terminal.Unwrapped);
        foreach (TraceDifference difference in report.Kept.Take(shown))
        {
            Write(console, difference);
        }

        if (report.Differences > Math.Min(shown, report.Kept.Count))
        {
            console.MarkupLineInterpolated(
                $"[grey]{report.Differences - Math.Min(shown, report.Kept.Count)} more traces differ; see --show[/]");
        }

        foreach ((string name, int count) in report.Missing)
        {
            console.MarkupLineInterpolated($"[yellow]not modelled:[/] {name}, {count} times");
        }

        console.MarkupLineInterpolated(
            $"{report.Files:N0} files, {report.Traces:N0} traces, {report.Operations:N0} operations, {report.Compared:N0} values compared");
        string colour = report.Differences == 0 ? "green" : "red";
        console.MarkupLine(
            $"[{colour}]{report.Differences:N0} differences[/]{(report.Missing.Count > 0 ? ", [yellow]incomplete[/]" : "")}");
    }

    /// <summary>Lists how many values of each field were compared, family by family.</summary>
    public static void WriteFields(ConformanceReport report, TextWriter output)
    {
        IAnsiConsole console = Terminal.On(output, Terminal.Unwrapped);
        foreach ((string family, ComparedFields fields) in report.Fields)
        {
            console.MarkupLineInterpolated($"[bold]{family}[/]: {fields.Total:N0} values");
            foreach ((string field, long values) in fields.ByField)
            {
                console.MarkupLineInterpolated($"  {field,-28} {values,14:N0}");
            }
        }
    }

    private static void Write(IAnsiConsole console, TraceDifference difference)
    {
        console.MarkupLineInterpolated($"[red]difference[/] in trace [bold]{difference.Trace}[/] of {difference.File}");
        console.MarkupLineInterpolated($"  operation  {difference.Operation}");
        console.MarkupLineInterpolated($"  field      {difference.Field}");
        console.MarkupLineInterpolated($"  expected   [green]{difference.Expected}[/]");
        console.MarkupLineInterpolated($"  actual     [red]{difference.Actual}[/]");
        for (int i = 0; i < difference.Holders.Count; i++)
        {
            console.MarkupLineInterpolated($"  {(i == 0 ? "holders" : ""),-9}  {difference.Holders[i]}");
        }
    }
}
