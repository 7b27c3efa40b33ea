using System.Text.Json.Serialization;

namespace FolioModel.Cli.Workloads;

/// <summary>A row of the Parquet file; the columns have the names of <c>--csv</c>. Null where a group has no such number.</summary>
internal sealed class ReplayRow
{
    [JsonPropertyName("trace")]
    public required string Trace { get; init; }

    [JsonPropertyName("format")]
    public required string Format { get; init; }

    [JsonPropertyName("policy")]
    public required string Policy { get; init; }

    [JsonPropertyName("memory_pages")]
    public required long MemoryPages { get; init; }

    [JsonPropertyName("group")]
    public string? Group { get; init; }

    [JsonPropertyName("group_policy")]
    public string? GroupPolicy { get; init; }

    [JsonPropertyName("group_max_pages")]
    public long? GroupMaxPages { get; init; }

    [JsonPropertyName("group_charged_pages")]
    public long? GroupChargedPages { get; init; }

    [JsonPropertyName("accesses")]
    public required long Accesses { get; init; }

    [JsonPropertyName("hits")]
    public required long Hits { get; init; }

    [JsonPropertyName("misses")]
    public required long Misses { get; init; }

    [JsonPropertyName("evictions")]
    public required long Evictions { get; init; }

    [JsonPropertyName("refaults")]
    public required long Refaults { get; init; }

    [JsonPropertyName("scanned")]
    public required long Scanned { get; init; }

    [JsonPropertyName("written")]
    public long? Written { get; init; }

    [JsonPropertyName("readahead_pages")]
    public long? ReadaheadPages { get; init; }

    [JsonPropertyName("readahead_unused")]
    public long? ReadaheadUnused { get; init; }

    [JsonPropertyName("waited_seconds")]
    public double? WaitedSeconds { get; init; }

    [JsonPropertyName("seconds")]
    public double? Seconds { get; init; }
}
