using System.IO.Compression;
using System.Text;
using FolioModel.Cli.Conform.Reclaim;
using FolioModel.Workloads;

namespace FolioModel.Tests.Workloads;

/// <summary>
/// Tests that a recorded access sequence, written in any format, replays as <c>folio conform</c> replays it, and as the kernel answered.
/// </summary>
[TestFixture]
internal sealed class RecordedSequenceTests
{
    private static readonly string s_folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "reclaim");

    /// <summary>Sequences of reads without readahead, in a group.</summary>
    private static readonly string[] s_names =
    [
        .. Thoroughness.Sample(["zipf10_8m", "loop_150_8m", "scan_k2_16m", "uni_16m", "phase_zipf_16m", "half_hot_16m"], every: 3),
    ];

    /// <summary>Sequences of loads through mappings, in a group.</summary>
    private static readonly string[] s_mapped =
    [
        .. Thoroughness.Sample(
            ["mm_zipf10_ra0", "mm_zipf10_ra0_fa0", "mm_uni_ra0_fa0", "mm_loop_150_ra0_fa0", "mm_hot_scan_ra0"], every: 3),
    ];

    [Test]
    public void ClassicAndMglruMissTheSamePagesAsConform([ValueSource(nameof(s_names))] string name, [Values] bool multiGeneration)
    {
        AccessSequence sequence = Sequence(name);
        ReplayResult result = Replay(Bytes(name), "seq", sequence.MaxPages, multiGeneration);
        Assert.That((result.Accesses, result.Hits), Is.EqualTo(ByConform(sequence, multiGeneration)));
    }

    [Test]
    public void ASequenceReplaysAlikeInEveryFormat([Values("zipf10_8m", "scan_k2_16m")] string name, [Values] bool multiGeneration)
    {
        AccessSequence sequence = Sequence(name);
        (uint Page, byte File)[] reads =
            [.. sequence.Operations.Where(static o => o.Code == SequenceCode.Read).Select(static o => (o.Page, o.Area))];
        ReplayResult expected = Replay(Bytes(name), "seq", sequence.MaxPages, multiGeneration);
        foreach ((string format, string text) in Formats(reads))
        {
            Assert.That(
                Replay(Encoding.UTF8.GetBytes(text), format, sequence.MaxPages, multiGeneration), Is.EqualTo(expected), format);
        }

        // An object a page: only the names of the pages are left.
        byte[] objects = Traces.OracleGeneral(reads.Select(static (r, i) => ((uint)i, (ulong)r.Page + 1, 4096u)));
        ReplayResult named = Replay(objects, "oracleGeneral", sequence.MaxPages, multiGeneration);
        Assert.That(named.Misses, Is.EqualTo(expected.Misses).Within(expected.Misses / 50));
    }

    [Test]
    public void LoadsThroughMappingsMissTheSamePagesAsConform(
        [ValueSource(nameof(s_mapped))] string name,
        [Values] bool multiGeneration)
    {
        AccessSequence sequence = Sequence(name);
        ReplayResult result = ReplayFiles(Bytes(name), "seq", sequence.MaxPages, multiGeneration);
        Assert.That((result.Accesses, result.Hits), Is.EqualTo(ByConform(sequence, multiGeneration)));
        Assert.That(ReplayFiles(Text(FtraceOf), "ftrace", sequence.MaxPages, multiGeneration), Is.EqualTo(result));
        Assert.That(ReplayFiles(Text(StraceOf), "strace", sequence.MaxPages, multiGeneration), Is.EqualTo(result));

        byte[] Text(Func<SequenceOperation, string> line) =>
            Encoding.UTF8.GetBytes(string.Concat(sequence.Operations.Where(static o => o.IsAccess).Select(o => line(o) + "\n")));
    }

    /// <summary>
    /// The recorder's disk was memory, and nothing wrote old pages back meanwhile; the replay's disk takes its time, and it has a
    /// flusher. Where a sequence mixes writes and reads, this decides which pages are still dirty when reclaim comes to them.
    /// </summary>
    [TestCase("wr_seq", 0)]
    [TestCase("wr_fsync_read", 0)]
    [TestCase("wr_hot_scan", 0)]
    [TestCase("wr_mix_zipf", 20_000 / 200)]
    public void WrittenPagesMissAsInConform(string name, int tolerance)
    {
        AccessSequence sequence = Sequence(name);
        foreach (bool multiGeneration in new[] { false, true })
        {
            ReplayResult result = ReplayFiles(Bytes(name), "seq", sequence.MaxPages, multiGeneration);
            (long accesses, long hits) = ByConform(sequence, multiGeneration);
            Assert.That(result.Accesses, Is.EqualTo(accesses));
            Assert.That(result.Hits, Is.EqualTo(hits).Within(tolerance), result.Policy);
            foreach ((string format, Func<SequenceOperation, string> line) in WritingFormats(sequence))
            {
                string text = (format == "fio" ? "fio version 2 iolog\n" : "")
                    + string.Concat(sequence.Operations.Where(static o => o.Code <= SequenceCode.Fsync).Select(o => line(o) + "\n"));
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                Assert.That(ReplayFiles(bytes, format, sequence.MaxPages, multiGeneration), Is.EqualTo(result), format);
            }
        }
    }

    private static IEnumerable<(string Format, Func<SequenceOperation, string> Line)> WritingFormats(AccessSequence sequence)
    {
        yield return ("strace", StraceOf);
        if (sequence.Operations.Any(static o => o.Code == SequenceCode.Fsync))
        {
            yield break;
        }

        yield return ("msr", static o => $"1,h,{o.Area},{(o.Code == SequenceCode.Write ? "Write" : "Read")},{o.Page * 4096L},4096,1");
        yield return ("alibaba", static o => $"{o.Area},{(o.Code == SequenceCode.Write ? 'W' : 'R')},{o.Page * 4096L},4096,1");
        yield return ("fio", static o => $"/f{o.Area} {(o.Code == SequenceCode.Write ? "write" : "read")} {o.Page * 4096L} 4096");
        yield return ("blkparse", static o =>
            $"  8,{o.Area} 0 1 0.000000001 7 Q {(o.Code == SequenceCode.Write ? 'W' : 'R')} {o.Page * 8L} + 8 [x]");
    }

    private static string StraceOf(SequenceOperation o) => o.Code switch
    {
        SequenceCode.Read => $"7 1.5 pread64(3</f{o.Area}>, \"\"..., 4096, {o.Page * 4096L}) = 4096",
        SequenceCode.Write => $"7 1.5 pwrite64(3</f{o.Area}>, \"\"..., 4096, {o.Page * 4096L}) = 4096",
        SequenceCode.Touch => $"7 1.5 mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3</f{o.Area}>, {o.Page * 4096L}) = 0x7f0000000000",
        _ => $"7 1.5 fsync(3</f{o.Area}>) = 0",
    };

    private static string FtraceOf(SequenceOperation o) => o.Code == SequenceCode.Read
        ? $" x-7 [000] ..... 1.500000: mm_filemap_get_pages: dev=8:1 ino={o.Area:x} ofs={o.Page * 4096L}-{(o.Page * 4096L) + 4095}"
        : $" x-7 [000] ..... 1.500000: mm_filemap_fault: dev=8:1 ino={o.Area:x} ofs={o.Page * 4096L}";

    private static (long Accesses, long Hits) ByConform(AccessSequence sequence, bool multiGeneration)
    {
        SequenceMachine machine = new(sequence, multiGeneration);
        (long accesses, long hits) = (0, 0);
        foreach (SequenceOperation operation in sequence.Operations)
        {
            machine.BeginOperation([], null);
            hits += machine.Do(operation).Hit ? 1 : 0;
            accesses += operation.IsAccess ? 1 : 0;
        }

        return (accesses, hits);
    }

    /// <summary>
    /// Replays with files on a disk; all of memory may be dirty, as the recorder's machine was far larger than its group.
    /// </summary>
    private static ReplayResult ReplayFiles(byte[] trace, string format, long memory, bool multiGeneration)
    {
        using ITraceReader measured = Traces.Open(trace, format);
        ReplayOptions options = new() { DirtyRatio = 100, FileSizes = Workload.Measure(measured).FileSizes };
        using ITraceReader reader = Traces.Open(trace, format);
        return Workload.Replay(reader, [multiGeneration ? ReplayPolicy.Mglru : ReplayPolicy.Classic], [memory], options).Single();
    }

    private static IEnumerable<(string Format, string Text)> Formats((uint Page, byte File)[] reads)
    {
        yield return ("msr", Lines(static (r, i) => $"{i},h,{r.File},Read,{r.Page * 4096L},4096,1"));
        yield return ("alibaba", Lines(static (r, i) => $"{r.File},R,{r.Page * 4096L},4096,{i}"));
        yield return ("tencent", Lines(static (r, i) => $"{i},{r.Page * 8L},8,0,{r.File}"));
        yield return ("systor", Lines(static (r, i) => $"{i}.5,,R,{r.File},{r.Page * 4096L},4096"));
        yield return (
            "csv:time-col=1,obj-id-col=2,offset-col=3,length-col=4", Lines(static (r, i) => $"{i},{r.File},{r.Page * 4096L},4096"));
        yield return ("fio", "fio version 2 iolog\n" + Lines(static (r, _) => $"/f{r.File} read {r.Page * 4096L} 4096"));
        yield return ("blkparse", Lines(static (r, i) => $"  8,{r.File} 0 {i + 1} 0.000000001 7 Q R {r.Page * 8L} + 8 [x]"));
        yield return ("strace", Lines(static (r, _) => $"7 1.5 pread64(3</f{r.File}>, \"\"..., 4096, {r.Page * 4096L}) = 4096"));
        yield return ("ftrace", Lines(static (r, _) =>
            $" x-7 [000] ..... 1.500000: mm_filemap_get_pages: dev=8:1 ino={r.File:x} ofs={r.Page * 4096L}-{(r.Page * 4096L) + 4095}"));

        string Lines(Func<(uint Page, byte File), int, string> line) => string.Join('\n', reads.Select(line)) + "\n";
    }

    private static ReplayResult Replay(byte[] trace, string format, long memory, bool multiGeneration)
    {
        using ITraceReader reader = Traces.Open(trace, format);
        return Workload.Replay(reader, [multiGeneration ? ReplayPolicy.Mglru : ReplayPolicy.Classic], [memory]).Single();
    }

    private static AccessSequence Sequence(string name) => AccessSequence.ReadBeside(Path.Combine(FolderOf(name), "any"), name);

    private static string FolderOf(string name) => name.StartsWith("wr_", StringComparison.Ordinal) ? s_folder + "-writes" : s_folder;

    private static byte[] Bytes(string name)
    {
        using GZipStream stream = new(File.OpenRead(Path.Combine(FolderOf(name), name + ".seq.gz")), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
