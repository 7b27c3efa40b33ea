using System.Globalization;
using System.Text;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>The document that shows predictions beside measurements.</summary>
internal static class ValidationPage
{
    private const string GoalsMark = "<!-- goals -->";
    private const string SingleMark = "<!-- single-variants -->";
    private const string SetsMark = "<!-- set-variants -->";
    private const string NodesMark = "<!-- node-lists -->";

    /// <summary>
    /// Writes <c>validation.md</c>, with plots of times and, where it was measured, of memory. Predicts each run once more by its
    /// description alone, and the last single pipeline and the last pipelines side by side for each variant.
    /// </summary>
    /// <param name="directory">Where to.</param>
    /// <param name="files">The measured runs.</param>
    /// <param name="runs">Their predictions.</param>
    /// <param name="options">How they were predicted.</param>
    public static void Write(string directory, IReadOnlyList<string> files, IReadOnlyList<PredictedRun> runs, PredictOptions options)
    {
        Directory.CreateDirectory(directory);
        StringBuilder page = new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "validation-head.md")));
        PredictedRun[] strict = [.. files.Select(file =>
        {
            options.Progress?.Invoke($"{Path.GetFileNameWithoutExtension(file)}, {Variant.ByDescription.Why}");
            return new Predictor(options.With(Variant.ByDescription.Changes)).Predict(file);
        })];
        page.Replace(GoalsMark, Part(text => ValidationSummary.Goals(text, runs, strict)));
        string single = Variants(files, runs, options, Variant.OfSingle, static r => r.Runs.Count == 0 && r.MeanError is not null);
        page.Replace(SingleMark, single);
        page.Replace(SetsMark, Variants(files, runs, options, Variant.OfSets, static r => r.Runs.Count > 0));
        page.Replace(NodesMark, NodesOf(runs));
        page.AppendLine();
        page.AppendLine("## Predicted and measured");
        page.AppendLine();
        foreach (PredictedRun run in runs)
        {
            page.AppendLine(Text($"### {run.Name}"));
            page.AppendLine();
            if (run.Runs.Count > 0)
            {
                Sets(page, run);
                Plot(page, directory, $"{run.Name}_times.svg", "Times over the number of pipelines", ComparisonPlot.Sets(run.Runs));
            }
            else
            {
                Operations(page, run);
                Plot(page, directory, $"{run.Name}_times.svg", "Times of the operations", ComparisonPlot.Operations(run.Operations));
            }

            if (run.MeasuredMemory.Count > 0)
            {
                Plot(page, directory, $"{run.Name}.svg", "Memory over time: measured and predicted", MemoryPlot.Draw(run));
            }
        }

        string text = page.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        File.WriteAllText(Path.Combine(directory, "validation.md"), text);
    }

    /// <summary>The bytes that two nodes with lists of their own would leave cached, for the runs in which memory is short.</summary>
    private static string NodesOf(IReadOnlyList<PredictedRun> runs) => Part(text =>
    {
        foreach (PredictedRun run in runs.Where(static r => r.CachedError > 0.01 && r.MeasuredMemory.Count > 0))
        {
            ValidationSummary.Nodes(text, run);
        }
    });

    private static string Variants(
        IReadOnlyList<string> files, IReadOnlyList<PredictedRun> runs, PredictOptions options, IReadOnlyList<Variant> variants,
        Func<PredictedRun, bool> fits)
    {
        int at = runs.ToList().FindLastIndex(r => fits(r));
        if (at < 0)
        {
            return "";
        }

        List<(Variant, PredictedRun)> results = [];
        foreach (Variant variant in variants)
        {
            options.Progress?.Invoke($"{runs[at].Name}, changed: {variant.Settings}");
            bool isChanged = variant.Changes.Length > 0;
            results.Add((variant, isChanged ? new Predictor(options.With(variant.Changes)).Predict(files[at]) : runs[at]));
        }

        return Part(text => ValidationSummary.Variants(text, results));
    }

    private static string Part(Action<StringBuilder> write)
    {
        StringBuilder text = new();
        write(text);
        return text.ToString().TrimEnd();
    }

    private static void Plot(StringBuilder page, string directory, string name, string what, string svg)
    {
        File.WriteAllText(Path.Combine(directory, name), svg);
        page.AppendLine(Text($"![{what}]({name})"));
        page.AppendLine();
    }

    private static void Operations(StringBuilder page, PredictedRun run)
    {
        page.Append("| operation | measured, s | predicted, s | error | WRENCH-cache, s ");
        page.AppendLine("| cached GB of each file, and sum: measured | predicted | WRENCH-cache |");
        page.AppendLine("|---|---:|---:|---:|---:|---|---|---|");
        foreach (PredictedOperation o in run.Operations)
        {
            page.Append(Text($"| {o.Op} | {o.Measured:F1} | {o.Predicted:F1} | {o.Error * 100:F1} % | {o.Wrench:F1} "));
            page.AppendLine($"| {List(o.MeasuredCachedGb)} | {List(o.CachedGb)} | {List(o.WrenchCachedGb)} |");
        }

        page.AppendLine();
        page.Append(Text($"Mean error {run.MeanError * 100:F1} %; "));
        page.Append(Text($"cached bytes differ by at most {run.CachedError * 100:F1} % of a file; "));
        page.AppendLine(Text($"dirty memory differs by {run.DirtyError * 100:F1} % of all memory on average."));
        page.AppendLine();
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
        page.Append(Text($"Mean error: reads {Mean(run, 0):F1} %, writes {Mean(run, 1):F1} %, makespan {Mean(run, 2):F1} %. "));
        page.AppendLine("The means of writes, taken apart:");
        page.AppendLine();
        page.AppendLine("| pipelines | write, first repetition: measured | predicted | later repetitions: measured | predicted |");
        page.AppendLine("|---:|---:|---:|---:|---:|");
        foreach (PredictedSet s in run.Runs)
        {
            page.Append(Text($"| {s.Pipelines} | {s.Rounds.First[1]:F1} | {s.PredictedFirst[1]:F1} "));
            page.AppendLine(Text($"| {s.Rounds.Later[1]:F1} | {s.PredictedLater[1]:F1} |"));
        }

        page.AppendLine();
    }

    private static string Triple(PredictedSet set, int number) =>
        Text($"{set.Measured[number]:F1} | {set.Predicted[number]:F1} | {set.Wrench[number]:F1}");

    private static double Mean(PredictedRun run, int number) => run.Runs.Average(s => s.Error(number)) * 100;

    private static string List(double[]? gigabytes) => gigabytes is null
        ? "" : Text($"{string.Join(" ", gigabytes.Select(static gb => Text($"{gb:F1}")))}, {gigabytes.Sum():F1}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
