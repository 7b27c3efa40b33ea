namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>A prediction with some settings changed, which shows what these are worth.</summary>
/// <param name="Changes">The settings, as <c>--set</c> takes them.</param>
/// <param name="Why">What the change stands for.</param>
internal sealed record Variant(string[] Changes, string Why)
{
    /// <summary>The changes that the page shows for one pipeline whose files do not fit in memory.</summary>
    public static IReadOnlyList<Variant> OfSingle { get; } =
    [
        new([], "all constants as in the table"),
        new(["dirty_ratio=20"], "the limit that the description of the runs states"),
        new(["disk_write_mb_s=420"], "the authors' benchmark of the disk"),
        new(["numa_nodes=1"], "memory with one latency"),
        new(["used_gb=0"], "no memory used by others"),
        new(["dirty_ratio=20", "disk_write_mb_s=420", "numa_nodes=1"], "nothing but what the description says"),
        new(["page_order=4"], "folios of 64 KiB"),
        new(["page_order=9"], "folios of 2 MiB"),
    ];

    /// <summary>The changes that the page shows for pipelines side by side.</summary>
    public static IReadOnlyList<Variant> OfSets { get; } =
    [
        new([], "all constants as in the table"),
        new(["flush_replaced=0"], "closing a file writes nothing"),
        new(["dirty_ratio=20"], "the limit that the description of the runs states"),
        new(["disk_write_mb_s=420"], "the authors' benchmark of the disk"),
        new(["write_share_while_reading=0.333"], "reads go first twice, as with `mq-deadline`"),
        new(["dirty_ratio=20", "disk_write_mb_s=420", "flush_replaced=0"], "nothing but what the description says"),
    ];

    /// <summary>Only the constants that the description of the runs states: what the first table shows beside what was reached.</summary>
    public static Variant ByDescription { get; } =
        new(["dirty_ratio=20", "disk_write_mb_s=420", "numa_nodes=1", "flush_replaced=0"], "nothing but what the description says");

    /// <summary>The changes as the command line takes them.</summary>
    public string Settings => Changes.Length == 0 ? "none" : string.Join(", ", Changes.Select(static c => $"`{c}`"));
}
