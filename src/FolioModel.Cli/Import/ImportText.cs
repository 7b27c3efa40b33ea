using System.Globalization;
using FolioModel.Diagnosis;

namespace FolioModel.Cli.Import;

/// <summary>Prints what a trace says, as text.</summary>
internal static class ImportText
{
    private const int MostShown = 20;
    private const int MostFunctions = 6;

    public static void Write(TraceReport report, TextWriter output)
    {
        output.WriteLine(Line($"{report.Lines:N0} lines, {report.Events:N0} events of {report.Pages:N0} pages, {report.Lives:N0} freed"));
        output.WriteLine(Line(
            $"{report.Attributed:N0} of {report.Changes:N0} changes of reference counts attributed ({report.AttributedPart:P2})"));
        output.WriteLine();
        output.WriteLine("taken for");
        foreach ((HolderKind kind, long amount) in report.Holders.OrderByDescending(static holder => holder.Value))
        {
            output.WriteLine(Line($"  {amount,10:N0}  {kind}"));
        }

        WriteLeaks(report, output);
        WriteProblems(report, output);
        foreach ((long pfn, IReadOnlyList<TraceChange> balance) in report.Balances)
        {
            WriteBalance(pfn, balance, output);
        }
    }

    private static void WriteLeaks(TraceReport report, TextWriter output)
    {
        TraceLeak[] lost = [.. report.Leaks.Where(static leak => leak.IsOrphan)];
        output.WriteLine();
        output.WriteLine(lost.Length == 0 ? "nothing is lost" : Line($"{lost.Length} never given back, and nobody else holds the page"));
        foreach (TraceLeak leak in lost.Take(MostShown))
        {
            WriteLeak(leak, output);
        }

        TraceLeak[] held = [.. report.Leaks.Where(static leak => !leak.IsOrphan)];
        if (held.Length > 0)
        {
            output.WriteLine();
            output.WriteLine(Line($"{held.Length} still held at the end, beside other holders"));
            foreach (TraceLeak leak in held.Take(MostShown))
            {
                WriteLeak(leak, output);
            }
        }
    }

    private static void WriteLeak(TraceLeak leak, TextWriter output)
    {
        TraceHolding holding = leak.Holding;
        string taker = holding.Taker.Length > 0 ? holding.Taker : "(no stack)";
        output.WriteLine(Line($"  pfn 0x{leak.Pfn:x}, count {leak.Count}: {holding.Kind} {holding.Amount}, taken by {taker}"));
        output.WriteLine(Line($"      {holding.Task} at {holding.Seconds:F6}, line {holding.Line}"));
        if (holding.Stack.Count > 0)
        {
            output.WriteLine($"      {string.Join(" < ", holding.Stack.Take(MostFunctions))}");
        }
    }

    private static void WriteProblems(TraceReport report, TextWriter output)
    {
        if (report.Unexplained.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("not explained");
        foreach (TraceProblem problem in report.Unexplained.Take(MostShown))
        {
            output.WriteLine(Line($"  line {problem.Line}, pfn 0x{problem.Pfn:x}: {problem.What}"));
        }

        if (report.Unexplained.Count > MostShown)
        {
            output.WriteLine(Line($"  and {report.Unexplained.Count - MostShown:N0} more"));
        }
    }

    private static void WriteBalance(long pfn, IReadOnlyList<TraceChange> balance, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(Line($"pfn 0x{pfn:x}"));
        foreach (TraceChange change in balance)
        {
            string kind = change.Kind?.ToString() ?? "?";
            string from = change.Amount > 0 ? ""
                : change.TakenAt > 0 ? Line($" (taken in line {change.TakenAt})")
                : " (taken before the trace)";
            output.WriteLine(Line(
                $"  {change.Seconds,12:F6} {change.Amount,5:+#;-#} = {change.Count,-4} {kind,-14} {change.Function}, {change.Task}{from}"));
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
