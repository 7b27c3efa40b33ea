namespace FolioModel.Workloads;

/// <summary>The part of a group in the result of a replay with <see cref="ReplayOptions.Groups"/>.</summary>
public sealed record ReplayGroupResult
{
    /// <summary>The group's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the group's policy.</summary>
    public required string Policy { get; init; }

    /// <summary>The group's own limit, in pages; null for none.</summary>
    public required long? MaxPages { get; init; }

    /// <summary>Accesses to pages of the group's files.</summary>
    public required long Accesses { get; init; }

    /// <summary>Accesses that found their page in the cache.</summary>
    public required long Hits { get; init; }

    /// <summary>Accesses that did not.</summary>
    public long Misses => Accesses - Hits;

    /// <summary>The fraction of accesses that were hits; 0 without accesses.</summary>
    public double HitRatio => Accesses == 0 ? 0 : (double)Hits / Accesses;

    /// <summary>Pages of the group that were evicted, because of its own limit or of the one of all groups.</summary>
    public required long Evictions { get; init; }

    /// <summary>Misses of pages that had been in the cache before and left a shadow.</summary>
    public required long Refaults { get; init; }

    /// <summary>Pages of the group that reclaim looked at.</summary>
    public required long Scanned { get; init; }

    /// <summary>Pages charged to the group at the end, the tree's nodes among them.</summary>
    public required long ChargedPages { get; init; }
}
