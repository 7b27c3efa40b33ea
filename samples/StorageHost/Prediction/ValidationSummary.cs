using System.Globalization;
using System.Text;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>The first tables of the validation page: what was aimed at and reached, and what each setting is worth.</summary>
internal static class ValidationSummary
{
    private const double SetGoal = 12;

    /// <summary>The goals, the errors reached, and the time and memory of the simulation itself.</summary>
    /// <param name="page">The page.</param>
    /// <param name="runs">The predictions.</param>
    /// <param name="strict">The predictions of the same runs with no constant but those of their description.</param>
    public static void Goals(StringBuilder page, IReadOnlyList<PredictedRun> runs, IReadOnlyList<PredictedRun> strict)
    {
        page.AppendLine("| run | | reached | by the description alone | aimed at | WRENCH-cache |");
        page.AppendLine("|---|---|---:|---:|---:|---:|");
        foreach ((PredictedRun run, PredictedRun plain) in runs.Zip(strict))
        {
            if (run.Runs.Count > 0)
            {
                for (int i = 0; i < PredictedSet.Names.Length; i++)
                {
                    int number = i;
                    double wrench = run.Runs.Average(s => s.WrenchError(number));
                    (double, double?) errors = (run.Runs.Average(s => s.Error(number)), plain.Runs.Average(s => s.Error(number)));
                    Goal(page, run.Name, $"mean error: {PredictedSet.Names[i]}", errors, SetGoal, wrench);
                }
            }
            else if (run.MeanError is { } mean)
            {
                double? wrench = run.Operations.Average(static o => o.WrenchError);
                Goal(page, run.Name, "mean error of the operations", (mean, plain.MeanError), 10, wrench);
                Goal(page, run.Name, "largest difference of cached bytes, of a file", (run.CachedError, plain.CachedError), 5, null);
                Goal(page, run.Name, "mean difference of dirty memory, of all memory", (run.DirtyError, plain.DirtyError), 5, null);
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

    /// <summary>
    /// The bytes that are cached after each write: measured, predicted, and by the calculation with two nodes, once with equal shares of
    /// the reclaimed memory and once with the share that comes closest.
    /// </summary>
    public static void Nodes(StringBuilder page, PredictedRun run)
    {
        PredictedOperation[] writes =
            [.. run.Operations.Where(static o => o.Op.StartsWith("write", StringComparison.Ordinal) && o.MeasuredCachedGb is not null)];
        double[][] measured = [.. writes.Select(static o => o.MeasuredCachedGb!)];
        double file = measured[0].Max();

        // What is left free when memory is full is no memory to use.
        double most = run.MeasuredMemory.Max(static s => s.FreeMb + s.CacheMb) - run.MeasuredMemory.Min(static s => s.FreeMb);
        NodeLists equal = NodeLists.Closest(file, most / 1000, measured, [0.5]);
        NodeLists closest = NodeLists.Closest(file, most / 1000, measured, Enumerable.Range(30, 51).Select(static i => i / 100.0));
        page.Append("  | cached GB of each file after | measured | one list (predicted) | two nodes that give the same ");
        page.AppendLine(Text($"| two nodes, {closest.LocalShare:P0} from the process's own, tasks on nodes {closest.Placement} |"));
        page.AppendLine("  |---|---|---|---|---|");
        for (int i = 0; i < writes.Length; i++)
        {
            page.Append(Text($"  | {writes[i].Op} | {List(measured[i])} | {List(writes[i].CachedGb)} "));
            page.AppendLine(Text($"| {List(equal.CachedGb[i])} | {List(closest.CachedGb[i])} |"));
        }

        page.Append(Text($"  | largest difference, of a file | | {Percent(run.CachedError)} "));
        page.AppendLine(Text($"| {Percent(equal.LargestError)} | {Percent(closest.LargestError)} |"));
    }

    private static string List(double[] values) => string.Join(' ', values.Select(static v => Text($"{v:F1}")));

    private static void Goal(
        StringBuilder page, string run, string what, (double? Reached, double? Strict) errors, double goal, double? wrench) =>
        page.AppendLine(Text(
            $"| {run} | {what} | {Mark(errors.Reached, goal)} | {Mark(errors.Strict, goal)} | {goal:F0} % | {Percent(wrench)} |"));

    private static string Mark(double? error, double goal) => Percent(error) + (error * 100 > goal ? " (missed)" : "");

    private static string Percent(double? part) => part is { } value ? Text($"{value * 100:F1} %") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
