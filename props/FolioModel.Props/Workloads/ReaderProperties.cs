using System.IO.Compression;
using FolioModel.Workloads;
using FolioModel.Workloads.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Workloads;

/// <summary>The same workload is the same in every format, plain and compressed, and misses the same pages.</summary>
[TestFixture]
public sealed class ReaderProperties
{
    private const int Requests = 250;
    private const int GroupPages = 400;
    private const int Tests = 20;

    [Test]
    public void RangesOfFilesAreReadAsTheyWereWrittenInEveryFormat() =>
        Check(RandomWorkloads.Ranges(Requests), Tests, static work => ReadsEqual(work, WrittenTrace.Ranges));

    [Test]
    public void ObjectsAreReadAsTheyWereWrittenInEveryFormat() =>
        Check(RandomWorkloads.Objects(Requests), Tests, static work => ReadsEqual(work, WrittenTrace.Objects));

    [Test]
    public void TheSameWorkloadMissesTheSamePagesInEveryFormat([Values("classic", "mglru")] string policy) =>
        Check(RandomWorkloads.Ranges(Requests * 2), 3, work =>
        {
            long evictions = 0;
            foreach (WrittenTrace trace in WrittenTrace.Ranges)
            {
                TraceRequest[] said = trace.Of(work);
                using ListReader expected = new(said, namesObjects: false);
                using ITraceReader read = Open(trace.Write(said), trace.Name);
                ReplayResult result = Replay(read, policy);
                Assert.That(result, Is.EqualTo(Replay(expected, policy)), trace.Name);
                evictions += result.Evictions;
            }

            Assert.That(evictions, Is.Positive, "the memory was never full");
        });

    private static void ReadsEqual(TraceRequest[] work, IReadOnlyList<WrittenTrace> formats)
    {
        foreach (WrittenTrace trace in formats)
        {
            TraceRequest[] said = trace.Of(work);
            byte[] written = trace.Write(said);
            foreach (byte[] bytes in new[] { written, Gzip(written), Zstd(written) })
            {
                using ITraceReader reader = Open(bytes, trace.Name);
                Assert.That(Canonical(ReadAll(reader)), Is.EqualTo(Canonical(said)), trace.Name);
            }
        }
    }

    /// <summary>Files by the order in which they come, and times since the first request: readers may name and count otherwise.</summary>
    private static List<TraceRequest> Canonical(IReadOnlyList<TraceRequest> requests)
    {
        Dictionary<ulong, ulong> files = [];
        List<TraceRequest> all = [];
        foreach (TraceRequest request in requests)
        {
            files.TryAdd(request.File, (ulong)files.Count);
            all.Add(request with { File = files[request.File], Nanoseconds = request.Nanoseconds - requests[0].Nanoseconds });
        }

        return all;
    }

    private static List<TraceRequest> ReadAll(ITraceReader reader)
    {
        List<TraceRequest> all = [];
        TraceRequest[] buffer = new TraceRequest[7];
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return all;
    }

    private static ReplayResult Replay(ITraceReader reader, string policy) =>
        Workload.Replay(reader, [ReplayPolicy.Parse(policy)], [GroupPages]).Single();

    private static ITraceReader Open(byte[] trace, string format) =>
        TraceReaders.Open(TraceInput.Over("trace", new MemoryStream(trace)), format);

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using ZstdSharp.Compressor compressor = new(1);
        return compressor.Wrap(bytes).ToArray();
    }

    private static void Check(Gen<TraceRequest[]> cases, int tests, Action<TraceRequest[]> holds) =>
        Prop.ForAll(Arb.From(cases), work => { holds(work); return true; }).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
}
