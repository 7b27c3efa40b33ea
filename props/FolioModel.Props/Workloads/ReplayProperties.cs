using FolioModel.Props.Reclaim;
using FolioModel.Workloads;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Workloads;

/// <summary>A replay misses what independent references miss, and what it says does not depend on how it is run.</summary>
[TestFixture]
public sealed class ReplayProperties
{
    private const int Requests = 600;
    private const int GroupPages = 700;

    private static readonly Dictionary<string, Func<NaiveCache>> s_references = new()
    {
        ["lru"] = NaiveCache.Lru,
        ["fifo"] = NaiveCache.Fifo,
        ["clock"] = NaiveCache.Clock,
        ["mru"] = NaiveCache.Mru,
    };

    [Test]
    public void EachPolicyMissesWhatANaiveListOfItsNameMisses([Values("lru", "fifo", "clock", "mru")] string name)
    {
        Gen<(TraceRequest[] Work, int Capacity)> cases =
            from work in RandomWorkloads.Objects(Requests) from capacity in Gen.Choose(1, 120) select (work, capacity);
        ReplayOptions options = new() { WholeRequests = true };
        Check(cases, 60, tried =>
        {
            ReplayResult result = Replay(tried.Work, [ReplayPolicy.Parse(name)], [tried.Capacity], options).Single();
            (long misses, long evictions) = Misses(tried.Work, tried.Capacity, s_references[name]());
            Assert.That((result.Misses, result.Evictions), Is.EqualTo((misses, evictions)));
        });
    }

    [Test]
    public void ResultsAreThoseOfEachPolicyAndSizeAloneWithAnyNumberOfThreads()
    {
        Gen<(TraceRequest[] Work, int Threads, int AtOnce)> cases =
            from work in RandomWorkloads.Ranges(Requests)
            from threads in Gen.Choose(1, 4)
            from atOnce in Gen.Choose(1, Requests)
            select (work, threads, atOnce);
        ReplayPolicy[] policies = [ReplayPolicy.Classic, ReplayPolicy.Mglru, ReplayPolicy.Parse("lru")];
        long[] sizes = [GroupPages / 2, GroupPages];
        Check(cases, 8, tried =>
        {
            using ListReader reader = new(tried.Work, namesObjects: false, tried.AtOnce);
            IReadOnlyList<ReplayResult> sweep = Workload.Replay(reader, policies, sizes, threads: tried.Threads);
            IEnumerable<ReplayResult> alone =
                sizes.SelectMany(size => policies.Select(policy => Replay(tried.Work, [policy], [size]).Single()));
            Assert.That(sweep, Is.EqualTo(alone));
            Assert.That(sweep[0].Evictions, Is.Positive, "the smaller size was never full");
        });
    }

    [Test]
    public void AReplayThatIsStoppedSaysWhatIsKnownOfTheRequestsBefore()
    {
        Gen<(TraceRequest[] Work, int AtOnce, int Batches)> cases =
            from work in RandomWorkloads.Ranges(Requests)
            from atOnce in Gen.Choose(1, Requests / 4)
            from batches in Gen.Choose(1, 4)
            select (work, atOnce, batches);
        Check(cases, 15, static tried =>
        {
            using CancellationTokenSource stop = new();
            using ListReader reader = new(tried.Work, namesObjects: false, tried.AtOnce);
            int batches = 0;
            IReadOnlyList<ReplayResult> stopped = Workload.Replay(
                reader, [ReplayPolicy.Classic, ReplayPolicy.Mglru], [GroupPages], threads: 2, progress: _ =>
                {
                    if (++batches == tried.Batches)
                    {
                        stop.Cancel();
                    }
                }, cancellation: stop.Token);
            Assert.That(batches, Is.EqualTo(tried.Batches));
            TraceRequest[] before = tried.Work[..Math.Min(tried.Work.Length, tried.AtOnce * tried.Batches)];
            Assert.That(stopped, Is.EqualTo(Replay(before, [ReplayPolicy.Classic, ReplayPolicy.Mglru], [GroupPages])));
        });
    }

    private static (long Misses, long Evictions) Misses(TraceRequest[] work, int capacity, NaiveCache cache)
    {
        long misses = 0;
        long evictions = 0;
        foreach (TraceRequest request in work)
        {
            if (cache.Has(request.File))
            {
                cache.Use(request.File);
                continue;
            }

            misses++;
            if (cache.Count == capacity)
            {
                cache.Evict();
                evictions++;
            }

            cache.Add(request.File);
        }

        return (misses, evictions);
    }

    private static IReadOnlyList<ReplayResult> Replay(
        TraceRequest[] work, IReadOnlyList<ReplayPolicy> policies, IReadOnlyList<long> memory, ReplayOptions? options = null)
    {
        using ListReader reader = new(work, namesObjects: options is not null);
        return Workload.Replay(reader, policies, memory, options);
    }

    private static void Check<T>(Gen<T> cases, int tests, Action<T> holds) =>
        Prop.ForAll(Arb.From(cases), tried => { holds(tried); return true; }).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
}
