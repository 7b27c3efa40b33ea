namespace FolioModel.Workloads;

/// <summary>How requests are replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>
    /// Whether a request is one access of one object, as in simulators of eviction policies, rather than one access for each page. The
    /// cache then holds exactly as many objects as asked for, and evicts one for each that enters.
    /// </summary>
    public bool WholeRequests { get; init; }

    /// <summary>
    /// Pages of the largest readahead window (<c>read_ahead_kb</c> divided by 4); 0 for no readahead. Needs <see cref="FileSizes"/>, and a
    /// trace that names ranges of files.
    /// </summary>
    public int ReadaheadPages { get; init; }

    /// <summary>
    /// Hundredths of the memory that may be dirty before writers wait; the flusher begins at half of it. Null to count a written page as
    /// written back at once. Needs <see cref="FileSizes"/>, and a trace that names ranges of files.
    /// </summary>
    public int? DirtyRatio { get; init; }

    /// <summary>The bytes of each file, as <see cref="Workload.Measure"/> finds them.</summary>
    public IReadOnlyDictionary<ulong, long> FileSizes { get; init; } = new Dictionary<ulong, long>();

    /// <summary>
    /// The groups below the one that limits them all to the size of memory; empty for that one alone. Files that no group takes belong to
    /// one more. Needs a trace that names ranges of files.
    /// </summary>
    public IReadOnlyList<ReplayGroup> Groups { get; init; } = [];

    /// <summary>How many moments of the replay the results shall remember at most; 0 for none.</summary>
    public int Moments { get; init; }

    /// <summary>Whether files have readahead, dirty pages, a flusher and a device, and the times of the trace pass.</summary>
    public bool UsesFiles => ReadaheadPages > 0 || DirtyRatio is not null;
}
