using System.Runtime.ExceptionServices;
using FolioModel.Workloads.Running;

namespace FolioModel.Workloads;

/// <summary>Replays the requests of a trace through page caches of several policies and sizes, in one pass over the trace.</summary>
/// <example><code>
/// using ITraceReader reader = TraceReaders.Open("trace.oracleGeneral.zst");
/// IReadOnlyList&lt;ReplayResult&gt; results = Workload.Replay(reader, [ReplayPolicy.Classic, ReplayPolicy.Mglru], [100_000]);
/// Console.WriteLine($"{results[0].HitRatio:0.000} against {results[1].HitRatio:0.000}");
/// </code></example>
public static class Workload
{
    private const int BatchRequests = 1 << 13;

    /// <summary>Replays a trace.</summary>
    /// <param name="reader">The trace.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="memory">The sizes of memory, in pages; with whole requests, in objects.</param>
    /// <param name="options">How requests are replayed; null for one access a page.</param>
    /// <param name="threads">The number of threads. Results do not depend on it.</param>
    /// <param name="progress">The observer, called after each batch with the requests so far; or null.</param>
    /// <param name="times">Where to count the time that each result takes; or null.</param>
    /// <param name="cancellation">Ends the replay early; the results are then those of the requests so far.</param>
    /// <returns>A result for each policy and size, ordered by size, then as the policies were given.</returns>
    /// <exception cref="MalformedWorkloadException">A record is not what the format says.</exception>
    /// <exception cref="InvalidOperationException">A size of memory is too small for a policy, which is named.</exception>
    public static IReadOnlyList<ReplayResult> Replay(
        ITraceReader reader, IReadOnlyList<ReplayPolicy> policies, IReadOnlyList<long> memory, ReplayOptions? options = null,
        int threads = 1, Action<long>? progress = null, ReplayTimes? times = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        options ??= new ReplayOptions();
        CheckOptions(options, policies, reader);
        ReplayCache[] caches = [.. memory.SelectMany(m => policies.Select(p => CacheFor(p, m, options, reader)))];
        TraceRequest[] batch = new TraceRequest[BatchRequests];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        times?.Begin(caches.Length);
        if (threads > 1)
        {
            Array.ForEach(caches, static c => c.HandOver());
        }

        long requests = 0;
        for (int count; !cancellation.IsCancellationRequested && (count = reader.Read(batch)) > 0;)
        {
            if (threads == 1)
            {
                for (int i = 0; i < caches.Length; i++)
                {
                    Access(caches, i, batch.AsSpan(0, count), times);
                }
            }
            else
            {
                AccessSideBySide(caches, batch.AsMemory(0, count), parallel, times);
            }

            requests += count;
            progress?.Invoke(requests);
        }

        return [.. caches.Select(static c => c.Result())];
    }

    private static void Access(ReplayCache[] caches, int number, ReadOnlySpan<TraceRequest> batch, ReplayTimes? times)
    {
        if (times is null)
        {
            caches[number].Access(batch);
        }
        else
        {
            times.Measure(number, caches[number], batch);
        }
    }

    /// <summary>Replays a batch on all caches; of several failures the first cache's is thrown, whichever thread came first.</summary>
    private static void AccessSideBySide(
        ReplayCache[] caches, ReadOnlyMemory<TraceRequest> batch, ParallelOptions parallel, ReplayTimes? times)
    {
        ExceptionDispatchInfo?[] failures = new ExceptionDispatchInfo?[caches.Length];
        Parallel.For(0, caches.Length, parallel, i =>
        {
            try
            {
                Access(caches, i, batch.Span, times);
                caches[i].HandOver();
            }
            catch (InvalidOperationException e)
            {
                failures[i] = ExceptionDispatchInfo.Capture(e);
            }
        });
        Array.Find(failures, static f => f is not null)?.Throw();
    }

    /// <summary>
    /// Counts the requests of a trace and the distinct pages or objects that they access, and finds the sizes of the files.
    /// </summary>
    /// <param name="reader">The trace.</param>
    /// <param name="options">How requests are replayed; null for one access a page.</param>
    public static WorkloadMeasure Measure(ITraceReader reader, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        HashSet<(ulong, long)> seen = [];
        Dictionary<ulong, long> sizes = [];
        TraceRequest[] batch = new TraceRequest[BatchRequests];
        long requests = 0;
        long accesses = 0;
        for (int count; (count = reader.Read(batch)) > 0;)
        {
            requests += count;
            foreach (ref readonly TraceRequest request in batch.AsSpan(0, count))
            {
                long pages = options?.WholeRequests == true ? 1
                    : request.Operation is TraceOperation.Sync or TraceOperation.Discard ? 0 : request.Pages;
                accesses += pages;
                for (long page = 0; page < pages; page++)
                {
                    seen.Add((request.File, request.FirstPage + page));
                }

                if (!reader.NamesObjects)
                {
                    sizes[request.File] = Math.Max(sizes.GetValueOrDefault(request.File), request.Offset + Math.Max(1, request.Length));
                }
            }
        }

        return new WorkloadMeasure(requests, accesses, seen.Count, sizes);
    }

    internal static ReplayCache CacheFor(ReplayPolicy policy, long memory, ReplayOptions options, ITraceReader reader) =>
        options.UsesFiles ? new FileCache(policy, memory, options, reader.NameOf)
        : options.WholeRequests && policy.Create is not null ? new ObjectCache(policy, memory, options)
        : new GroupCache(policy, memory, options, options.WholeRequests || reader.NamesObjects, reader.NameOf);

    private static void CheckOptions(ReplayOptions options, IReadOnlyList<ReplayPolicy> policies, ITraceReader reader)
    {
        if ((options.UsesFiles || options.Groups.Count > 0) && (options.WholeRequests || reader.NamesObjects))
        {
            throw new ArgumentException(
                $"readahead, dirty pages and groups need requests for ranges of files, and the trace ({reader.Format}) "
                + (options.WholeRequests ? "is replayed by whole requests" : "names objects"), nameof(options));
        }

        if (options.Groups.FirstOrDefault(static g => g.Policy is { Create: null }) is { } kernels)
        {
            throw new ArgumentException($"group {kernels.Name}: the kernel's own reclaim is the machine's, not a group's", nameof(options));
        }

        if (policies.Count == 0)
        {
            throw new ArgumentException("expected at least one policy", nameof(policies));
        }
    }
}
