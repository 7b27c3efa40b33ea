namespace FolioModel.Samples.StorageHost.Workloads;

/// <summary>A process: what it does, and when it begins.</summary>
internal sealed record ProcessSettings
{
    public required string Name { get; init; }

    /// <summary>Processes that must be over before it begins.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Seconds that it waits then.</summary>
    public double StartSeconds { get; init; }

    public IReadOnlyList<StepSettings> Steps { get; init; } = [];
}
