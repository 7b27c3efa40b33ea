using System.Diagnostics;
using FolioModel.Samples.StorageHost.Simulation;
using FolioModel.Samples.StorageHost.Workloads;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Runs what a file describes and compares.</summary>
internal sealed class Predictor(PredictOptions options)
{
    public PredictedRun Predict(string path)
    {
        string json = File.ReadAllText(path);
        string name = Path.GetFileNameWithoutExtension(path);
        PeakMemory.Begin();
        Stopwatch watch = Stopwatch.StartNew();
        PredictedRun run = MeasuredRun.TryParse(name, json) is { } measured
            ? measured.IsSingle ? Single(measured) : SideBySide(measured)
            : General(name, Workload.Parse(json));
        return run with { Seconds = watch.Elapsed.TotalSeconds, PeakBytes = PeakMemory.Bytes() };
    }

    private PredictedRun General(string name, Workload workload)
    {
        workload = workload with { Machine = options.Apply(workload.Machine) };
        Host host = new(workload.Machine);
        string[] files = [.. workload.Files.Select(static f => f.Name)
            .Concat(workload.Processes.SelectMany(static p => p.Steps).Select(static s => s.Write).OfType<string>()).Distinct()];
        host.Run(workload, files);
        return new PredictedRun
        {
            Name = name,
            Operations = [.. host.Operations.Select(static o => new PredictedOperation(
                $"{o.Process}: {o.Kind} {o.File}".TrimEnd(), o.Seconds, null, null, o.CachedGb, null, null))],
            Memory = host.Samples,
        };
    }

    private PredictedRun Single(MeasuredRun measured)
    {
        MachineSettings machine = options.Apply(measured.Machine());
        Host host = new(machine);
        host.Run(measured.Pipelines(1, machine, "one"), measured.FilesOf("one", 0), measured.Memory.LastOrDefault().Seconds);
        OperationResult[] transfers = [.. host.Operations.Where(static o => o.Kind is "read" or "write")];
        double[] real = measured.Seconds("real");
        double[] wrench = measured.Seconds("wrench_cache");
        double[][] cached = measured.CachedGb("real_fincore");
        double[][] wrenchCached = measured.CachedGb("wrench_cache_fincore");
        PredictedOperation[] operations = [.. transfers.Select((o, i) => new PredictedOperation(
            $"{o.Kind} {i / 2 + 1}", o.Seconds, i < real.Length ? real[i] : null, i < wrench.Length ? wrench[i] : null, o.CachedGb,
            i < cached.Length ? cached[i] : null, i < wrenchCached.Length ? wrenchCached[i] : null))];
        MemorySample[] memory = measured.Memory;
        return new PredictedRun
        {
            Name = measured.Name,
            Operations = operations,
            Memory = host.Samples,
            MeasuredMemory = memory,
            CachedError = CachedError(operations, measured.FileGb),
            DirtyError = memory.Length == 0 ? null : DirtyError(memory, host.Samples, measured.TotalMb),
        };
    }

    /// <summary>
    /// The runs follow each other on one machine, in growing numbers; clean pages are dropped between them. In the first round one pipeline
    /// of each run is new; the files of the others exist from the run before, and are emptied and written again. In later rounds all exist;
    /// these rounds are alike, so one stands for them.
    /// </summary>
    private PredictedRun SideBySide(MeasuredRun measured)
    {
        Host host = new(options.Apply(measured.Machine()));
        MeasuredSet[] runs = [.. measured.Runs];
        int most = runs.Max(static r => r.Pipelines);
        Dictionary<int, double[]> first = Round(host, measured, most, "first");
        Dictionary<int, double[]> later = Round(host, measured, most, "later");
        return new PredictedRun
        {
            Name = measured.Name,
            Runs = [.. runs.Select(run => new PredictedSet(
                run.Pipelines,
                run.Rounds.MeanOf(first[run.Pipelines], later[run.Pipelines]),
                run.Measured,
                run.Wrench)
            {
                Rounds = run.Rounds,
                PredictedFirst = first[run.Pipelines],
                PredictedLater = later[run.Pipelines],
            })],
        };
    }

    private Dictionary<int, double[]> Round(Host host, MeasuredRun measured, int most, string name)
    {
        Dictionary<int, double[]> means = [];
        for (int pipelines = 1; pipelines <= most; pipelines++)
        {
            host.Forget();
            double makespan = host.Run(measured.Pipelines(pipelines, host.Settings, "pipeline"), []);
            means.Add(pipelines, MeansOf(host.Operations, pipelines, makespan));
            options.Progress?.Invoke($"{name} round, {pipelines} pipelines: {means[pipelines][2]:F1} s");
        }

        return means;
    }

    private static double[] MeansOf(IReadOnlyList<OperationResult> operations, int pipelines, double makespan)
    {
        double reads = operations.Where(static o => o.Kind == "read").Sum(static o => o.Seconds) / pipelines;
        double writes = operations.Where(static o => o.Kind == "write").Sum(static o => o.Seconds) / pipelines;
        string[] last = [.. operations.Select(static o => o.Process).Distinct()
            .Where(static name => name.EndsWith("task3", StringComparison.Ordinal))];
        double end = last.Length == 0 ? makespan
            : last.Average(name => operations.Where(o => o.Process == name).Max(static o => o.Start + o.Seconds));
        return [reads, writes, end];
    }

    private static double CachedError(PredictedOperation[] operations, double fileGb)
    {
        double worst = 0;
        foreach (PredictedOperation operation in operations)
        {
            for (int file = 0; operation.MeasuredCachedGb is { } measured && file < measured.Length; file++)
            {
                worst = Math.Max(worst, Math.Abs(operation.CachedGb[file] - measured[file]) / fileGb);
            }
        }

        return worst;
    }

    /// <summary>Compares at the measured moments, as long as both go.</summary>
    private static double DirtyError(MemorySample[] measured, IReadOnlyList<MemorySample> ours, double totalMb)
    {
        double sum = 0;
        foreach (MemorySample sample in measured)
        {
            int at = (int)Math.Clamp(Math.Round(sample.Seconds), 0, ours.Count - 1);
            sum += Math.Abs(ours[at].DirtyMb - sample.DirtyMb);
        }

        return sum / measured.Length / totalMb;
    }
}
