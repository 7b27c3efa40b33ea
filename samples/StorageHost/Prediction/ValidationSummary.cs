using System.Globalization;
using System.Text;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>The first tables of the validation page: what was aimed at and reached, and what each setting is worth.</summary>
internal static class ValidationSummary
{
    private const double SetGoal = 12;

    /// <summary>The goals, the errors reached, and the time and memory of the simulation itself.</summary>
    public static void Goals(StringBuilder page, IReadOnlyList<PredictedRun> runs)
    {
        page.AppendLine("| run | | reached | aimed at | WRENCH-cache |");
        page.AppendLine("|---|---|---:|---:|---:|");
        foreach (PredictedRun run in runs)
        {
            if (run.Runs.Count > 0)
            {
                for (int i = 0; i < PredictedSet.Names.Length; i++)
                {
                    int number = i;
                    double wrench = run.Runs.Average(s => s.WrenchError(number));
                    Goal(page, run.Name, $"mean error: {PredictedSet.Names[i]}", run.Runs.Average(s => s.Error(number)), SetGoal, wrench);
                }
            }
            else if (run.MeanError is { } mean)
            {
                Goal(page, run.Name, "mean error of the operations", mean, 10, run.Operations.Average(static o => o.WrenchError));
                Goal(page, run.Name, "largest difference of cached bytes, of a file", run.CachedError, 5, null);
                Goal(page, run.Name, "mean difference of dirty memory, of all memory", run.DirtyError, 5, null);
            }
        }

        page.AppendLine();
        page.AppendLine("| run | simulated in | peak of real memory |");
        page.AppendLine("|---|---:|---:|");
        foreach (PredictedRun run in runs)
        {
            page.AppendLine(Text($"| {run.Name} | {run.Seconds:F1} s | {run.PeakBytes / 1e9:F2} GB |"));
        }
    }

    /// <summary>A run predicted with other settings.</summary>
    public static void Variants(StringBuilder page, IReadOnlyList<(Variant Variant, PredictedRun Run)> runs)
    {
        bool single = runs[0].Run.Runs.Count == 0;
        page.AppendLine(single
            ? "| `--set` | | mean error of the operations | simulated in | peak of real memory |"
            : "| `--set` | | reads | writes | makespan | simulated in | peak of real memory |");
        page.AppendLine(single ? "|---|---|---:|---:|---:|" : "|---|---|---:|---:|---:|---:|---:|");
        foreach ((Variant variant, PredictedRun run) in runs)
        {
            IEnumerable<double?> means = single
                ? [run.MeanError] : Enumerable.Range(0, PredictedSet.Names.Length).Select(i => (double?)run.Runs.Average(s => s.Error(i)));
            string errors = string.Join(" | ", means.Select(Percent));
            page.AppendLine(Text($"| {variant.Settings} | {variant.Why} | {errors} | {run.Seconds:F1} s | {run.PeakBytes / 1e9:F2} GB |"));
        }
    }

    private static void Goal(StringBuilder page, string run, string what, double? reached, double goal, double? wrench)
    {
        string mark = reached * 100 > goal ? " (missed)" : "";
        page.AppendLine(Text($"| {run} | {what} | {Percent(reached)}{mark} | {goal:F0} % | {Percent(wrench)} |"));
    }

    private static string Percent(double? part) => part is { } value ? Text($"{value * 100:F1} %") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
