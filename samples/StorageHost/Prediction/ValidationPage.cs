using System.Globalization;
using System.Text;
using FolioModel.Samples.StorageHost.Simulation;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>The document that shows predictions beside measurements.</summary>
internal static class ValidationPage
{
    /// <summary>Writes <c>validation.md</c>, and a plot of memory for each run whose memory was measured.</summary>
    /// <param name="directory">Where to.</param>
    /// <param name="runs">The predictions.</param>
    public static void Write(string directory, IReadOnlyList<PredictedRun> runs)
    {
        Directory.CreateDirectory(directory);
        StringBuilder page = new();
        page.AppendLine("## Predicted and measured");
        page.AppendLine();
        foreach (PredictedRun run in runs)
        {
            page.AppendLine(Text($"### {run.Name}"));
            page.AppendLine();
            if (run.Runs.Count > 0)
            {
                Sets(page, run);
            }
            else
            {
                Operations(page, run);
            }

            page.AppendLine();
            if (run.MeasuredMemory.Count > 0)
            {
                string plot = $"{run.Name}.svg";
                File.WriteAllText(Path.Combine(directory, plot), MemoryPlot.Draw(run));
                page.AppendLine(Text($"![Memory over time: measured and predicted]({plot})"));
                page.AppendLine();
            }
        }

        File.WriteAllText(Path.Combine(directory, "validation-tables.md"), page.ToString().ReplaceLineEndings("\n"));
    }

    private static void Operations(StringBuilder page, PredictedRun run)
    {
        page.AppendLine("| operation | measured, s | predicted, s | error | WRENCH-cache, s | cached GB: measured | predicted |");
        page.AppendLine("|---|---:|---:|---:|---:|---|---|");
        foreach (PredictedOperation o in run.Operations)
        {
            page.Append(Text($"| {o.Op} | {o.Measured:F1} | {o.Predicted:F1} | {o.Error * 100:F1} % | {o.Wrench:F1} "));
            page.AppendLine($"| {List(o.MeasuredCachedGb)} | {List(o.CachedGb)} |");
        }

        page.AppendLine();
        page.Append(Text($"Mean error {run.MeanError * 100:F1} %; "));
        page.Append(Text($"cached bytes differ by at most {run.CachedError * 100:F1} % of a file; "));
        page.AppendLine(Text($"dirty memory differs by {run.DirtyError * 100:F1} % of all memory on average."));
    }

    private static void Sets(StringBuilder page, PredictedRun run)
    {
        page.Append("| pipelines | read: measured | predicted | WRENCH-cache | write: measured | predicted | WRENCH-cache ");
        page.AppendLine("| makespan: measured | predicted | WRENCH-cache |");
        page.AppendLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (PredictedSet s in run.Runs)
        {
            page.AppendLine(Text($"| {s.Pipelines} | {Triple(s, 0)} | {Triple(s, 1)} | {Triple(s, 2)} |"));
        }

        page.AppendLine();
        page.AppendLine(Text(
            $"Mean error: reads {Mean(run, 0):F1} %, writes {Mean(run, 1):F1} %, makespan {Mean(run, 2):F1} %."));
    }

    private static string Triple(PredictedSet set, int number) =>
        Text($"{set.Measured[number]:F1} | {set.Predicted[number]:F1} | {set.Wrench[number]:F1}");

    private static double Mean(PredictedRun run, int number) => run.Runs.Average(s => s.Error(number)) * 100;

    private static string List(double[]? gigabytes) =>
        gigabytes is null ? "" : string.Join(" ", gigabytes.Select(static gb => Text($"{gb:F1}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
