namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>Which hugetlb a <see cref="HugetlbSubject"/> is.</summary>
internal sealed record HugetlbSubjectOptions
{
    /// <summary>Huge pages of the pool at the start.</summary>
    public int PoolPages { get; init; } = 5;

    /// <summary>The most huge pages of the mount; null for no limit.</summary>
    public int? Maximum { get; init; } = 5;

    /// <summary>The huge pages that the pool keeps for the mount; null for none.</summary>
    public int? Minimum { get; init; } = 2;

    /// <summary>Whether the specification runs beside the model.</summary>
    public bool Refined { get; init; }

    /// <summary>The checks after each step; null for the cheap invariants, and everything each 64th step.</summary>
    public MonitorOptions? Monitor { get; init; }
}
