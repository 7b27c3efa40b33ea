using System.Text;
using FolioModel.Tests.Explain;
using FolioModel.Workloads;
using FolioModel.Workloads.Comparing;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests replays of traces of files: readahead, dirty pages, mappings and time.</summary>
[TestFixture]
internal sealed class FileReplayTests
{
    private const int Pages = 4000;

    [Test]
    public void AScanMissesOncePerWindowAndReadsNothingThatItDoesNotUse()
    {
        string scan = Lines(Pages, static i => $"1,R,{i * 4096L},4096,{i}");
        ReplayResult without = Replay(scan, 1000, 0, null);
        ReplayResult with = Replay(scan, 1000, 32, null);
        Assert.That((without.Misses, without.ReadaheadPages), Is.EqualTo((Pages, 0)));
        Assert.That(with.Misses + with.ReadaheadPages, Is.EqualTo(Pages), "each page comes once, asked for or ahead");
        Assert.That(with.Misses, Is.LessThan(Pages / 100));
        Assert.That(with.ReadaheadUnused, Is.Zero);
    }

    [Test]
    public void ReadaheadThatNobodyUsesBeforeItGoesIsCounted()
    {
        // Two pages in a row look like a stream; the window behind them goes unused, and is evicted by what follows.
        string pairs = Lines(2000, static i => $"1,R,{(((i / 2) * 61 % 1000 * 40) + (i % 2)) * 4096L},4096,{i}");
        ReplayResult result = Replay(pairs, 500, 32, null);
        Assert.That(result.ReadaheadPages, Is.GreaterThan(2000));
        Assert.That(result.ReadaheadUnused, Is.GreaterThan(result.ReadaheadPages / 2).And.LessThanOrEqualTo(result.ReadaheadPages));
    }

    [TestCase(10)]
    [TestCase(40)]
    public void WrittenPagesWaitForTheFlusherAndAreWrittenOnceHoweverOftenTheyWereDirtied(int ratio)
    {
        string writes = Lines(3000, static i => $"1,W,{i % 3 * 4096L},4096,{i}");
        ReplayResult few = Replay(writes, 2000, 0, ratio);
        Assert.That(few.Written, Is.LessThanOrEqualTo(3), "a page that is dirty already is not written for each write");
        string many = Lines(Pages, static i => $"1,W,{i * 4096L},4096,{i}");
        Assert.That(Replay(many, 2000, 0, ratio).Written, Is.InRange(Pages - (2000 * ratio / 100), Pages));
    }

    [Test]
    public void DirtyPagesThatAreOldAreWrittenBecauseTheTimesOfTheTracePass()
    {
        const long Minute = 60_000_000;
        ReplayResult result = Replay($"1,W,0,4096,0\n1,W,4096,4096,1\n2,R,0,4096,{Minute}\n", 2000, 0, 20);
        Assert.That(result.Written, Is.EqualTo(2));
    }

    [Test]
    public void RequestsWaitForTheDeviceAsLongAsItTakes()
    {
        ReplayResult cold = Replay(Lines(100, static i => $"1,R,{i * 400_000L},4096,{i}"), 2000, 32, null);
        Assert.That(cold.Waited.TotalMicroseconds, Is.InRange(100 * 100, 100 * 200), "100 reads with 100 us of latency each");
        ReplayResult warm = Replay(Lines(100, static _ => "1,R,0,4096,0"), 2000, 32, null);
        Assert.That(warm.Waited.TotalMicroseconds, Is.LessThan(400));
    }

    [Test]
    public void LoadsGoThroughMappingsAndCountAsTheyWouldThroughReads()
    {
        string faults = Lines(2000, static i =>
            $" x-1 [000] ..... {i / 1000}.{i % 1000:d3}000: mm_filemap_fault: dev=8:1 ino=a ofs={i * 7919L % 900 * 4096}");
        ReplayResult result = Replay(faults, 4000, 0, 20);
        Assert.That((result.Accesses, result.Misses), Is.EqualTo((2000L, 900L)));
    }

    [Test]
    public void WithoutReadaheadAReadOnlyTraceMissesAsWithoutFiles()
    {
        Random random = new(11);
        string reads = Lines(20_000, _ => $"{random.Next(3)},R,{(long)(Math.Pow(random.NextDouble(), 3) * 3000) * 4096},4096,0");
        foreach (ReplayPolicy policy in new[] { ReplayPolicy.Classic, ReplayPolicy.Mglru })
        {
            ReplayResult files = Replay(reads, 1000, 0, 20, policy);
            ReplayResult plain = Replay(reads, 1000, 0, null, policy);
            Assert.That((files.Misses, files.Evictions), Is.EqualTo((plain.Misses, plain.Evictions)), policy.Name);
        }
    }

    [Test]
    public void ResultsDoNotDependOnThreads()
    {
        string mixed = Mixed();
        Assert.That(Sweep(mixed, threads: 3), Is.EqualTo(Sweep(mixed, threads: 1)));

        static ReplayResult[] Sweep(string text, int threads)
        {
            using ITraceReader reader = Traces.Open(Encoding.UTF8.GetBytes(text), "alibaba");
            return [.. Workload.Replay(reader, [ReplayPolicy.Classic, ReplayPolicy.Mglru], [600, 1200], OptionsFor(text, 32, 20), threads)];
        }
    }

    [Test]
    public void TheFirstDifferenceOfTwoPoliciesIsAPageThatOneHasAndTheOtherHasNot()
    {
        string mixed = Mixed();
        PolicyDifference found = new PolicyComparison(
            () => Traces.Open(Encoding.UTF8.GetBytes(mixed), "alibaba"), ReplayPolicy.Classic, ReplayPolicy.Mglru, 600,
            OptionsFor(mixed, 32, null)).Find(default)!;
        Assert.That(found.First.Has, Is.Not.EqualTo(found.Second.Has));
        PolicySide without = found.First.Has ? found.Second : found.First;
        Assert.That(without.Events[^1], Does.Contain("request"));
        Assert.That(without.Events, Has.Some.Contains("MmFilemapDeleteFromPageCache").And.Some.Contains("reclaim: Reclaimed"));
        Assert.That(without.State, Does.StartWith("not in memory"));
        Assert.That((found.First.Has ? found.First : found.Second).State, Does.StartWith("folio pfn"));
        Assert.That(
            new PolicyComparison(() => Traces.Open(Encoding.UTF8.GetBytes(mixed), "alibaba"), ReplayPolicy.Classic, ReplayPolicy.Classic,
                600, OptionsFor(mixed, 0, null)).Find(default),
            Is.Null);
    }

    [Test]
    public void TheCommandComparesAndWritesAPage()
    {
        string trace = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"files-{Guid.NewGuid():n}.csv");
        string page = trace + ".html";
        File.WriteAllText(trace, Mixed());
        try
        {
            CommandLine compared = CommandLine.Run(
                "replay", trace, "--memory", "600p", "--readahead", "128", "--compare", "classic", "mglru");
            Assert.That(compared.ExitCode, Is.EqualTo(1), compared.Error);
            Assert.That(compared.Output, Does.Contain("differ first at request").And.Contain("classic: a ").And.Contain("mglru: a "));
            CommandLine swept = CommandLine.Run(
                "replay", trace, "--memory", "300p,600p,1200p,4000p", "--readahead", "128", "--dirty-ratio", "20", "--html", page);
            Assert.That(swept.ExitCode, Is.Zero, swept.Error);
            Assert.That(swept.Output, Does.Contain("readahead").And.Contain("waited"));
            AssertOffline(File.ReadAllText(page));
        }
        finally
        {
            File.Delete(trace);
            File.Delete(page);
        }
    }

    [TestCase("--readahead: expected 0 to 65536 KiB, found -4", "--readahead", "-4")]
    [TestCase("--dirty-ratio: expected 1 to 100, found 0", "--dirty-ratio", "0")]
    [TestCase("--compare: expected one size of memory", "--memory", "1M,2M", "--compare", "lru", "fifo")]
    [TestCase("--policy: expected one of", "--memory", "1M", "--compare", "lru", "none")]
    public void BadOptionsAreOneLineAndExitCode2(string expected, params string[] arguments)
    {
        string trace = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"files-{Guid.NewGuid():n}.csv");
        File.WriteAllText(trace, "0,R,0,4096,1\n");
        try
        {
            CommandLine run = CommandLine.Run(["replay", trace, .. arguments]);
            Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
            Assert.That(run.Error, Does.Contain(expected));
        }
        finally
        {
            File.Delete(trace);
        }
    }

    private static void AssertOffline(string html)
    {
        Assert.That(html, Does.Contain("default-src 'none'").And.Not.Contain("<script").And.Not.Contain("://").And.Not.Contain("url("));
        Assert.That(html, Does.Contain("Miss ratio by memory").And.Contain("Hit ratio over time").And.Contain("Files in memory"));
        Assert.That(html, Does.Contain("is the knee of the curve"));
        Assert.That(html.Split("<polyline").Length - 1, Is.EqualTo(2 + (4 * 2)), "two policies in one curve, and in one chart a size");
        Assert.That(html, Has.Length.LessThan(200_000));
    }

    private static string Mixed()
    {
        Random random = new(21);
        return Lines(20_000, i => random.Next(10) switch
        {
            < 3 => $"1,R,{i % 2000 * 16384L},16384,{i * 500L}",
            < 8 => $"2,R,{(long)(Math.Pow(random.NextDouble(), 3) * 4000) * 4096},4096,{i * 500L}",
            _ => $"3,W,{((long)(Math.Pow(random.NextDouble(), 2) * 800) * 4096) + 100},6000,{i * 500L}",
        });
    }

    private static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line)) + "\n";

    private static ReplayOptions OptionsFor(string text, int readahead, int? ratio)
    {
        using ITraceReader reader = Traces.Open(Encoding.UTF8.GetBytes(text));
        return new ReplayOptions { ReadaheadPages = readahead, DirtyRatio = ratio, FileSizes = Workload.Measure(reader).FileSizes };
    }

    private static ReplayResult Replay(string text, long memory, int readahead, int? ratio, ReplayPolicy? policy = null)
    {
        using ITraceReader reader = Traces.Open(Encoding.UTF8.GetBytes(text));
        return Workload.Replay(reader, [policy ?? ReplayPolicy.Classic], [memory], OptionsFor(text, readahead, ratio)).Single();
    }
}
