using FolioModel.Tests.Explain;
using FolioModel.Workloads;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests replays against references that were written without the model.</summary>
[TestFixture]
internal sealed class ReplayTests
{
    private const int Requests = 20_000;

    private static readonly ReplayOptions s_whole = new() { WholeRequests = true };

    [TestCase(40, 100)]
    [TestCase(100, 400)]
    [TestCase(500, 5000)]
    public void LruFifoAndClockMissAsTheReferencesDo(int capacity, int objects)
    {
        ulong[] work = Skewed(Requests, objects, seed: capacity);
        ReplayPolicy[] policies = [.. new[] { "lru", "fifo", "clock" }.Select(ReplayPolicy.Parse)];
        IReadOnlyList<ReplayResult> results = Replay(work, policies, capacity, s_whole);
        Assert.That(results.Select(static r => r.Misses), Is.EqualTo(new long[]
        {
            MissesOfLru(work, capacity), MissesOfFifo(work, capacity), MissesOfClock(work, capacity),
        }));
        Assert.That(results.Select(r => r.Evictions), Is.EqualTo(results.Select(r => r.Misses - capacity)));
    }

    [Test]
    public void ResultsDoNotDependOnThreadsNorOnWhatElseIsReplayed()
    {
        ulong[] work = Skewed(Requests, 2000, seed: 9);
        IReadOnlyList<ReplayResult> together = Replay(work, ReplayPolicy.Known, 700, new ReplayOptions(), threads: 3);
        foreach (ReplayResult result in together)
        {
            Assert.That(Replay(work, [ReplayPolicy.Parse(result.Policy)], 700, new ReplayOptions()).Single(), Is.EqualTo(result));
        }
    }

    [Test]
    public void AGroupAtItsLimitMissesMoreWithLessMemoryAndAScanDoesNotEmptyMglru()
    {
        ulong[] work = Skewed(Requests, 4000, seed: 3);
        IReadOnlyList<ReplayResult> small = Replay(work, [ReplayPolicy.Classic, ReplayPolicy.Mglru], 600, new ReplayOptions());
        IReadOnlyList<ReplayResult> large = Replay(work, [ReplayPolicy.Classic, ReplayPolicy.Mglru], 2400, new ReplayOptions());
        for (int i = 0; i < small.Count; i++)
        {
            Assert.That(small[i].Misses, Is.GreaterThan(large[i].Misses));
            Assert.That(small[i].Evictions, Is.Positive);
            Assert.That(small[i].Scanned, Is.GreaterThanOrEqualTo(small[i].Evictions));
            Assert.That(small[i].Refaults, Is.Positive.And.LessThanOrEqualTo(small[i].Misses));
        }
    }

    [Test]
    public void RequestsAreCutIntoPages()
    {
        using ITraceReader reader = Traces.Open("0,W,4095,2,0\n0,R,0,8192,1\n0,R,12288,0,2\n"u8.ToArray());
        ReplayResult result = Workload.Replay(reader, [ReplayPolicy.Classic], [1000]).Single();
        Assert.That((result.Accesses, result.Hits, result.Written), Is.EqualTo((5, 2, 2)));
    }

    [Test]
    public void TheCommandAnswersInTextJsonAndCsv()
    {
        string trace = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"replay-{Guid.NewGuid():n}.bin");
        ulong[] work = Skewed(Requests, 1000, seed: 1);
        File.WriteAllBytes(trace, Traces.OracleGeneral(work.Select(static (w, i) => ((uint)i, w, 4096u))));
        try
        {
            CommandLine text = CommandLine.Run("replay", trace, "--memory", "10%,1M", "--policy", "classic,lru");
            Assert.That(text.ExitCode, Is.Zero, text.Error);
            Assert.That(text.Output, Does.Contain("oracleGeneral: 20,000 requests"));
            Assert.That(text.Output.Split('\n').Count(static l => l.Contains("lru", StringComparison.Ordinal)), Is.EqualTo(2));
            CommandLine json = CommandLine.Run("replay", trace, "--memory", "100p", "--policy", "lru", "--requests", "--json");
            Assert.That(json.Output, Does.Contain($"\"misses\": {MissesOfLru(work, 100)}"));
            CommandLine csv = CommandLine.Run("replay", trace, "--memory", "100p", "--policy", "lru", "--requests", "--csv");
            Assert.That(csv.Output, Does.Contain($"lru,100,20000,{Requests - MissesOfLru(work, 100)},{MissesOfLru(work, 100)},"));
        }
        finally
        {
            File.Delete(trace);
        }
    }

    [TestCase("--memory: expected a size such as 512M, 100000p or 10%, found '0'", "TRACE", "--memory", "0")]
    [TestCase("--memory: expected a size", "TRACE", "--memory", "1X")]
    [TestCase("--policy: expected one of classic, mglru", "TRACE", "--policy", "belady")]
    [TestCase("--json and --csv: expected one of them", "TRACE", "--json", "--csv")]
    [TestCase("Could not find file", "nowhere")]
    [TestCase("--parallel: expected 1 or more, found 0", "TRACE", "--parallel", "0")]
    [TestCase("classic with 2 pages: ENOMEM", "TRACE", "--memory", "2p", "--policy", "classic,mglru", "--parallel", "1")]
    [TestCase("classic with 2 pages: ENOMEM", "TRACE", "--memory", "2p", "--policy", "classic,mglru", "--parallel", "2")]
    public void BadInputIsOneLineAndExitCode2(string expected, params string[] arguments)
    {
        string trace = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"replay-{Guid.NewGuid():n}.csv");
        File.WriteAllText(trace, string.Concat(Enumerable.Range(0, 500).Select(static i => $"{i},R,{i * 1_000_000L},4096,1\n")));
        try
        {
            CommandLine run = CommandLine.Run(["replay", .. arguments.Select(a => a == "TRACE" ? trace : a)]);
            Assert.That(run.ExitCode, Is.EqualTo(2));
            Assert.That(run.Error, Does.Contain(expected));
            Assert.That(run.Output, Is.Empty);
        }
        finally
        {
            File.Delete(trace);
        }
    }

    [Test]
    public void Each_result_is_told_the_time_of_its_own_batches()
    {
        const int BatchesOfTheTrace = 3;
        using ITraceReader reader = Traces.Open(
            Traces.OracleGeneral(Skewed(20_000, 5_000, seed: 1).Select(static (w, i) => ((uint)i, w, 4096u))), "oracleGeneral");
        ReplayTimes times = new(new CountingClock());
        Workload.Replay(reader, [ReplayPolicy.Classic, ReplayPolicy.Mglru], [2000], times: times);
        TimeSpan expected = TimeSpan.FromSeconds(BatchesOfTheTrace);
        Assert.That(new[] { times.Of(0), times.Of(1) }, Is.EqualTo(new[] { expected, expected }));
    }

    private static IReadOnlyList<ReplayResult> Replay(
        ulong[] work, IReadOnlyList<ReplayPolicy> policies, int capacity, ReplayOptions options, int threads = 1)
    {
        using ITraceReader reader = Traces.Open(
            Traces.OracleGeneral(work.Select(static (w, i) => ((uint)i, w, 4096u))), "oracleGeneral");
        return Workload.Replay(reader, policies, [capacity], options, threads);
    }

    /// <summary>Objects of which low numbers are more frequent; some have numbers too large for a table.</summary>
    private static ulong[] Skewed(int requests, int objects, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, requests).Select(_ =>
        {
            ulong number = (ulong)(Math.Pow(random.NextDouble(), 3) * objects);
            return number % 5 == 0 ? number << 40 : number;
        })];
    }

    private static long MissesOfLru(ulong[] work, int capacity)
    {
        LinkedList<ulong> order = [];
        Dictionary<ulong, LinkedListNode<ulong>> cached = [];
        long misses = 0;
        foreach (ulong w in work)
        {
            if (cached.TryGetValue(w, out LinkedListNode<ulong>? node))
            {
                order.Remove(node);
                order.AddLast(node);
                continue;
            }

            misses++;
            if (cached.Count == capacity)
            {
                cached.Remove(order.First!.Value);
                order.RemoveFirst();
            }

            cached[w] = order.AddLast(w);
        }

        return misses;
    }

    private static long MissesOfFifo(ulong[] work, int capacity)
    {
        Queue<ulong> order = new();
        HashSet<ulong> cached = [];
        long misses = 0;
        foreach (ulong w in work)
        {
            if (cached.Contains(w))
            {
                continue;
            }

            misses++;
            if (cached.Count == capacity)
            {
                cached.Remove(order.Dequeue());
            }

            cached.Add(w);
            order.Enqueue(w);
        }

        return misses;
    }

    private static long MissesOfClock(ulong[] work, int capacity)
    {
        Queue<ulong> order = new();
        Dictionary<ulong, bool> used = [];
        long misses = 0;
        foreach (ulong w in work)
        {
            if (used.ContainsKey(w))
            {
                used[w] = true;
                continue;
            }

            misses++;
            while (used.Count == capacity)
            {
                ulong hand = order.Dequeue();
                if (used[hand])
                {
                    used[hand] = false;
                    order.Enqueue(hand);
                }
                else
                {
                    used.Remove(hand);
                }
            }

            used[w] = false;
            order.Enqueue(w);
        }

        return misses;
    }

    /// <summary>A clock that goes on by a second whenever it is read.</summary>
    private sealed class CountingClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
