namespace FolioModel.Workloads;

/// <summary>The counts of a replay: for all of memory, or for the part of one group.</summary>
public abstract record ReplayStatistics
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>Accesses: pages of requests, or whole requests.</summary>
    public required long Accesses { get; init; }

    /// <summary>Accesses that found their page in the cache.</summary>
    public required long Hits { get; init; }

    /// <summary>Accesses that did not.</summary>
    public long Misses => Accesses - Hits;

    /// <summary>The fraction of accesses that were hits; 0 without accesses.</summary>
    public double HitRatio => Accesses == 0 ? 0 : (double)Hits / Accesses;

    /// <summary>Pages evicted; those of a group go because of its own limit or of the one of all groups.</summary>
    public required long Evictions { get; init; }

    /// <summary>Misses of pages that had been in the cache before and left a shadow.</summary>
    public required long Refaults { get; init; }

    /// <summary>Pages that reclaim looked at.</summary>
    public required long Scanned { get; init; }

    /// <summary>Pages that reclaim looked at for each one that it evicted; 0 without evictions.</summary>
    public double ScannedPerEviction => Evictions == 0 ? 0 : (double)Scanned / Evictions;

    /// <summary>Pages written back.</summary>
    public required long Written { get; init; }

    /// <summary>Pages that readahead brought in beyond those asked for.</summary>
    public long ReadaheadPages { get; init; }

    /// <summary>Pages that readahead brought in and that were evicted before their first use.</summary>
    public long ReadaheadUnused { get; init; }

    /// <summary>The fraction of <see cref="ReadaheadPages"/> that were evicted unused; 0 without readahead.</summary>
    public double ReadaheadWaste => ReadaheadPages == 0 ? 0 : (double)ReadaheadUnused / ReadaheadPages;

    /// <summary>Simulated time for which requests waited for the device; zero where no device is simulated.</summary>
    public TimeSpan Waited { get; init; }
}
