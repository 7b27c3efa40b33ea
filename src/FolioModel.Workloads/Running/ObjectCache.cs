using FolioModel.Reclaim;

namespace FolioModel.Workloads.Running;

/// <summary>A cache of exactly so many objects under a policy, as simulators of eviction policies have it.</summary>
internal sealed class ObjectCache(ReplayPolicy policy, long objects, ReplayOptions options)
    : ReplayCache(policy, objects, options.Moments)
{
    private const int AtOnce = 1 << 10;

    private readonly PolicyCache _cache = new(policy.Create!(objects), checked((int)objects));
    private readonly ulong[] _keys = new ulong[AtOnce];

    public override void HandOver()
    {
        // The cache is bound to no thread.
    }

    protected override void Run(ReadOnlySpan<TraceRequest> requests)
    {
        while (!requests.IsEmpty)
        {
            int count = Math.Min(requests.Length, AtOnce);
            for (int i = 0; i < count; i++)
            {
                _keys[i] = PageIndices.KeyOf(requests[i].File, requests[i].FirstPage);
            }

            _cache.Access(_keys.AsSpan(0, count));
            (Accesses, Hits) = (_cache.Accesses, _cache.Hits);
            requests = requests[count..];
        }
    }

    public override ReplayResult Result() => new()
    {
        Policy = Policy.Name,
        MemoryPages = Memory,
        Accesses = Accesses,
        Hits = Hits,
        Evictions = _cache.Evictions,
        Refaults = _cache.Refaults,
        Scanned = _cache.Evictions,
        Written = Written,
        Moments = Moments,
    };
}
