namespace FolioModel.Workloads;

/// <summary>The result of a replay with one policy and one size of memory.</summary>
public sealed record ReplayResult
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>The size of memory, in pages; with whole requests, the number of objects.</summary>
    public required long MemoryPages { get; init; }

    /// <summary>Accesses: pages of requests, or whole requests.</summary>
    public required long Accesses { get; init; }

    /// <summary>Accesses that found their page in the cache.</summary>
    public required long Hits { get; init; }

    /// <summary>Accesses that did not.</summary>
    public long Misses => Accesses - Hits;

    /// <summary>The fraction of accesses that were hits; 0 without accesses.</summary>
    public double HitRatio => Accesses == 0 ? 0 : (double)Hits / Accesses;

    /// <summary>Pages evicted.</summary>
    public required long Evictions { get; init; }

    /// <summary>Misses of pages that had been in the cache before and left a shadow.</summary>
    public required long Refaults { get; init; }

    /// <summary>Pages that reclaim looked at.</summary>
    public required long Scanned { get; init; }

    /// <summary>Pages written back.</summary>
    public required long Written { get; init; }

    /// <summary>Pages that readahead brought in beyond those asked for.</summary>
    public long ReadaheadPages { get; init; }

    /// <summary>Pages that readahead brought in and that were evicted before their first use.</summary>
    public long ReadaheadUnused { get; init; }

    /// <summary>Simulated time for which requests waited for the device; zero where no device is simulated.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>The parts of the groups; empty without <see cref="ReplayOptions.Groups"/>.</summary>
    public IReadOnlyList<ReplayGroupResult> Groups { get; init; } = [];

    /// <summary>Moments of the replay, as many as <see cref="ReplayOptions.Moments"/> asks for.</summary>
    public IReadOnlyList<ReplayMoment> Moments { get; init; } = [];
}
