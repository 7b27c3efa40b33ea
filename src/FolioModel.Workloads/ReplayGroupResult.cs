namespace FolioModel.Workloads;

/// <summary>The part of a group in the result of a replay with <see cref="ReplayOptions.Groups"/>.</summary>
public sealed record ReplayGroupResult : ReplayStatistics
{
    /// <summary>The group's name.</summary>
    public required string Name { get; init; }

    /// <summary>The group's own limit, in pages; null for none.</summary>
    public required long? MaxPages { get; init; }

    /// <summary>Pages charged to the group at the end, the tree's nodes among them.</summary>
    public required long ChargedPages { get; init; }
}
