namespace FolioModel.Workloads.Running;

/// <summary>The cache of one policy and one size, to which accesses are made.</summary>
internal abstract class ReplayCache(ReplayPolicy policy, long memory, int moments)
{
    private readonly MomentLog _log = new(moments);

    public ReplayPolicy Policy { get; } = policy;

    protected long Memory { get; } = memory;

    protected long Accesses { get; set; }

    protected long Hits { get; set; }

    protected long Written { get; set; }

    protected IReadOnlyList<ReplayMoment> Moments => _log.Moments;

    private long _requests;

    /// <summary>Lets another thread make the next accesses.</summary>
    public abstract void HandOver();

    /// <summary>Makes the accesses of some requests.</summary>
    public void Access(ReadOnlySpan<TraceRequest> requests)
    {
        while (!requests.IsEmpty)
        {
            // Moments lie where the trace says, whatever the size of the batches.
            int count = (int)Math.Min(requests.Length, _log.RequestsUntilDue(_requests));
            Run(requests[..count]);
            _requests += count;
            requests = requests[count..];
            if (_log.IsDue(_requests))
            {
                _log.Note(new ReplayMoment(_requests, Accesses, Hits, Resident()));
            }
        }
    }

    public abstract ReplayResult Result();

    protected abstract void Run(ReadOnlySpan<TraceRequest> requests);

    /// <summary>The files with the most pages in memory.</summary>
    protected virtual IReadOnlyList<ResidentFile> Resident() => [];
}
