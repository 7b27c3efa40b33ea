using FolioModel.Workloads;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests that a replay allocates nothing for a request once its tables have grown to the trace.</summary>
[TestFixture]
internal sealed class ReplayAllocationTests
{
    private const int Objects = 4000;
    private const int Requests = 200_000;

    [TestCase("classic", false)]
    [TestCase("mglru", false)]
    [TestCase("lru", true)]
    public void ARequestAllocatesNothing(string policy, bool wholeRequests)
    {
        using Meter reader = new();
        ReplayResult result = Workload.Replay(
            reader, [ReplayPolicy.Parse(policy)], [1000], new ReplayOptions { WholeRequests = wholeRequests }).Single();
        Assert.That(result.Evictions, Is.GreaterThan(Requests / 4));
        Assert.That(reader.Allocated, Is.Zero);
    }

    /// <summary>Goes round objects in steps, and measures what is allocated between the requests of its second half.</summary>
    private sealed class Meter : ITraceReader
    {
        private int _next;
        private long _atHalf;

        public string Format => "meter";

        public bool NamesObjects => true;

        public long Allocated { get; private set; }

        public int Read(Span<TraceRequest> requests)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            _atHalf = _next < Requests / 2 ? now : _atHalf;
            Allocated = now - _atHalf;
            int count = Math.Min(requests.Length, Requests - _next);
            for (int i = 0; i < count; i++)
            {
                ulong name = (ulong)(_next % 3 == 0 ? _next % 100 : _next * 7L % Objects);
                requests[i] = new TraceRequest(name, 0, PageSize.Bytes, _next++, TraceOperation.Read);
            }

            return count;
        }

        public void Dispose()
        {
            // There is nothing to close.
        }
    }
}
