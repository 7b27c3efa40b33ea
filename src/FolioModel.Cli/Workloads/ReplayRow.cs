using System.Text.Json.Serialization;

namespace FolioModel.Cli.Workloads;

/// <summary>
/// A row of the Parquet file; the columns have the names of <c>--csv</c>. Null where a row is not of a group, or is not timed by itself.
/// </summary>
internal sealed record ReplayRow
{
    [JsonPropertyName("trace")]
    public string Trace { get; init; } = "";

    [JsonPropertyName("format")]
    public string Format { get; init; } = "";

    [JsonPropertyName("policy")]
    public string Policy { get; init; } = "";

    [JsonPropertyName("memory_pages")]
    public long MemoryPages { get; init; }

    [JsonPropertyName("group")]
    public string? Group { get; init; }

    [JsonPropertyName("group_policy")]
    public string? GroupPolicy { get; init; }

    [JsonPropertyName("group_max_pages")]
    public long? GroupMaxPages { get; init; }

    [JsonPropertyName("group_charged_pages")]
    public long? GroupChargedPages { get; init; }

    [JsonPropertyName("accesses")]
    public long Accesses { get; init; }

    [JsonPropertyName("hits")]
    public long Hits { get; init; }

    [JsonPropertyName("misses")]
    public long Misses { get; init; }

    [JsonPropertyName("evictions")]
    public long Evictions { get; init; }

    [JsonPropertyName("refaults")]
    public long Refaults { get; init; }

    [JsonPropertyName("scanned")]
    public long Scanned { get; init; }

    [JsonPropertyName("written")]
    public long Written { get; init; }

    [JsonPropertyName("readahead_pages")]
    public long ReadaheadPages { get; init; }

    [JsonPropertyName("readahead_unused")]
    public long ReadaheadUnused { get; init; }

    [JsonPropertyName("waited_seconds")]
    public double WaitedSeconds { get; init; }

    [JsonPropertyName("seconds")]
    public double? Seconds { get; init; }
}
