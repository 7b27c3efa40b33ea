using FolioModel.Workloads.Running;

namespace FolioModel.Workloads.Comparing;

/// <summary>Finds where two policies differ: a first pass finds the access, a second one watches its page.</summary>
internal sealed class PolicyComparison(
    Func<ITraceReader> open, ReplayPolicy first, ReplayPolicy second, long memory, ReplayOptions options)
{
    /// <summary>Requests so far, both passes.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="cancellation">Ends the comparison early.</param>
    /// <returns>The first difference, or null if there is none.</returns>
    public PolicyDifference? Find(CancellationToken cancellation)
    {
        if (FindAccess(cancellation) is not { } found)
        {
            return null;
        }

        using ITraceReader reader = open();
        MachineCache[] caches = Pair(reader);
        PageStory[] stories = [.. caches.Select(c => new PageStory(c, found.File, found.Page))];
        ForEach(reader, (number, request) =>
        {
            if (number == found.Request)
            {
                return false;
            }

            for (int i = 0; i < caches.Length; i++)
            {
                stories[i].Request = number;
                caches[i].Access(new ReadOnlySpan<TraceRequest>(in request));
            }

            return true;
        }, cancellation);
        PolicySide[] sides =
        [
            .. caches.Select((c, i) => new PolicySide(
                c.Policy.Name, c.Has(found.File, found.Page), stories[i].State, stories[i].Events)),
        ];
        return new PolicyDifference(found.Request, found.File, found.Page, sides[0], sides[1]);
    }

    private MachineCache[] Pair(ITraceReader reader) =>
        [.. new[] { first, second }.Select(p => (MachineCache)Workload.CacheFor(p, memory, options, reader))];

    private (long Request, ulong File, long Page)? FindAccess(CancellationToken cancellation)
    {
        using ITraceReader reader = open();
        MachineCache[] caches = Pair(reader);
        (long, ulong, long)? found = null;
        ForEach(reader, (number, request) =>
        {
            bool accesses = request.Operation is not (TraceOperation.Sync or TraceOperation.Discard);
            for (long page = request.FirstPage; accesses && page < request.FirstPage + request.Pages; page++)
            {
                if (caches[0].Has(request.File, page) != caches[1].Has(request.File, page))
                {
                    found = (number, request.File, page);
                    return false;
                }
            }

            foreach (MachineCache cache in caches)
            {
                cache.Access(new ReadOnlySpan<TraceRequest>(in request));
            }

            return true;
        }, cancellation);
        return found;
    }

    private void ForEach(ITraceReader reader, Func<long, TraceRequest, bool> goesOn, CancellationToken cancellation)
    {
        TraceRequest[] batch = new TraceRequest[1 << 10];
        long number = 0;
        for (int count; !cancellation.IsCancellationRequested && (count = reader.Read(batch)) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                if (!goesOn(++number, batch[i]))
                {
                    return;
                }
            }

            Progress?.Invoke(number);
        }
    }
}
