using FolioModel.Workloads;

namespace FolioModel.Bench.Replaying;

/// <summary>Takes the time that a reader needs, apart from what is done with its requests.</summary>
internal sealed class TimedReader(ITraceReader inner) : ITraceReader
{
    /// <summary>CPU time of reading so far.</summary>
    public double Nanoseconds { get; private set; }

    public string Format => inner.Format;

    public bool NamesObjects => inner.NamesObjects;

    public string NameOf(ulong file) => inner.NameOf(file);

    public int Read(Span<TraceRequest> requests)
    {
        double start = ThreadClock.Nanoseconds();
        int count = inner.Read(requests);
        Nanoseconds += ThreadClock.Nanoseconds() - start;
        return count;
    }

    public void Dispose() => inner.Dispose();
}
