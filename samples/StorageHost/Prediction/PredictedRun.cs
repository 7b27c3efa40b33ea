using FolioModel.Samples.StorageHost.Simulation;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>The prediction for one file, beside the measurement where there is one.</summary>
internal sealed record PredictedRun
{
    public required string Name { get; init; }

    /// <summary>The operations of a single pipeline or of a workload, computing included only for a workload.</summary>
    public IReadOnlyList<PredictedOperation> Operations { get; init; } = [];

    /// <summary>Pipelines side by side.</summary>
    public IReadOnlyList<PredictedSet> Runs { get; init; } = [];

    /// <summary>Memory over time, ours.</summary>
    public IReadOnlyList<MemorySample> Memory { get; init; } = [];

    /// <summary>Memory over time, measured.</summary>
    public IReadOnlyList<MemorySample> MeasuredMemory { get; init; } = [];

    /// <summary>The largest difference of a file's cached bytes after an operation, as a part of the file.</summary>
    public double? CachedError { get; init; }

    /// <summary>The mean difference of dirty memory, as a part of all memory.</summary>
    public double? DirtyError { get; init; }

    /// <summary>Seconds that the simulation took.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes of real memory that the simulation used at most.</summary>
    public long PeakBytes { get; init; }

    public double? MeanError => Operations.Average(static o => o.Error);

    public static double ErrorOf(double measured, double predicted) => Math.Abs(predicted - measured) / measured;
}
