namespace FolioModel.Workloads.Running;

/// <summary>The cache of one policy and one size, to which accesses are made.</summary>
internal abstract class ReplayCache(ReplayPolicy policy, long memory)
{
    protected ReplayPolicy Policy { get; } = policy;

    protected long Memory { get; } = memory;

    protected long Accesses { get; set; }

    protected long Hits { get; set; }

    protected long Refaults { get; set; }

    protected long Written { get; set; }

    /// <summary>Lets another thread make the next accesses.</summary>
    public abstract void HandOver();

    /// <summary>Makes the accesses of some requests.</summary>
    public abstract void Access(ReadOnlySpan<TraceRequest> requests);

    public abstract ReplayResult Result();
}
