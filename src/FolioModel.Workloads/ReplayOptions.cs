namespace FolioModel.Workloads;

/// <summary>How requests are replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>
    /// Whether a request is one access of one object, as in simulators of eviction policies, rather than one access for each page. The
    /// cache then holds exactly as many objects as asked for, and evicts one for each that enters.
    /// </summary>
    public bool WholeRequests { get; init; }
}
