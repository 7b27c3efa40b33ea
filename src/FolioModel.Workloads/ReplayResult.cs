namespace FolioModel.Workloads;

/// <summary>The result of a replay with one policy and one size of memory.</summary>
public sealed record ReplayResult : ReplayStatistics
{
    /// <summary>The size of memory, in pages; with whole requests, the number of objects.</summary>
    public required long MemoryPages { get; init; }

    /// <summary>The parts of the groups; empty without <see cref="ReplayOptions.Groups"/>.</summary>
    public IReadOnlyList<ReplayGroupResult> Groups { get; init; } = [];

    /// <summary>Moments of the replay, as many as <see cref="ReplayOptions.Moments"/> asks for.</summary>
    public IReadOnlyList<ReplayMoment> Moments { get; init; } = [];
}
