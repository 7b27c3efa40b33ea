using System.Globalization;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>A prediction as a table for people.</summary>
internal static class PredictionText
{
    public static void Write(TextWriter output, PredictedRun run)
    {
        output.WriteLine(Text($"{run.Name}: simulated in {run.Seconds:F1} s, {run.PeakBytes / 1e9:F2} GB of memory"));
        if (run.Runs.Count > 0)
        {
            WriteSets(output, run);
            return;
        }

        output.WriteLine("  operation                      measured  predicted   error  WRENCH-cache   error  cached GB (measured)");
        foreach (PredictedOperation operation in run.Operations)
        {
            output.Write(Text($"  {operation.Op,-28} {Seconds(operation.Measured),10} {operation.Predicted,10:F2} "));
            output.Write(Text($"{Percent(operation.Error),7} {Seconds(operation.Wrench),13} {Percent(operation.WrenchError),7}  "));
            output.WriteLine(Cached(operation));
        }

        if (run.MeanError is { } mean)
        {
            output.WriteLine(Text($"  mean error {mean:P1}; WRENCH-cache {run.Operations.Average(static o => o.WrenchError ?? 0):P1}"));
        }

        if (run.CachedError is { } cached)
        {
            output.WriteLine(Text($"  cached bytes: largest difference {cached:P1} of a file"));
        }

        if (run.DirtyError is { } dirty)
        {
            output.WriteLine(Text($"  dirty memory: mean difference {dirty:P1} of all memory"));
        }
    }

    private static void WriteSets(TextWriter output, PredictedRun run)
    {
        output.WriteLine("  pipelines   read: measured predicted   write: measured predicted   makespan: measured predicted");
        foreach (PredictedSet set in run.Runs)
        {
            output.Write(Text($"  {set.Pipelines,9} {set.Measured[0],16:F1} {set.Predicted[0],9:F1} "));
            output.Write(Text($"{set.Measured[1],17:F1} {set.Predicted[1],9:F1} "));
            output.WriteLine(Text($"{set.Measured[2],20:F1} {set.Predicted[2],9:F1}"));
        }

        for (int i = 0; i < PredictedSet.Names.Length; i++)
        {
            int number = i;
            double wrench = run.Runs.Average(s => s.WrenchError(number));
            double error = run.Runs.Average(s => s.Error(number));
            output.WriteLine(Text($"  {PredictedSet.Names[i]}: mean error {error:P1}; WRENCH-cache {wrench:P1}"));
        }
    }

    private static string Seconds(double? value) => value is { } seconds ? Text($"{seconds:F2}") : "";

    private static string Percent(double? value) => value is { } part ? Text($"{part * 100:F1} %") : "";

    private static string Cached(PredictedOperation operation)
    {
        string ours = string.Join(" ", operation.CachedGb.Select(static gb => Text($"{gb:F1}")));
        return operation.MeasuredCachedGb is { } measured
            ? $"{ours} ({string.Join(" ", measured.Select(static gb => Text($"{gb:F1}")))})" : ours;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
