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
    private static readonly string[] s_names = ["zipf10_8m", "loop_150_8m", "scan_k2_16m", "uni_16m", "phase_zipf_16m", "half_hot_16m"];

    [Test]
    public void ClassicAndMglruMissTheSamePagesAsConform([ValueSource(nameof(s_names))] string name, [Values] bool multiGeneration)
    {
        AccessSequence sequence = Sequence(name);
        SequenceMachine machine = new(sequence, multiGeneration);
        long accesses = 0;
        long hits = 0;
        foreach (SequenceOperation operation in sequence.Operations)
        {
            machine.BeginOperation([], null);
            hits += machine.Do(operation).Hit ? 1 : 0;
            accesses += operation.IsAccess ? 1 : 0;
        }

        ReplayResult result = Replay(Bytes(name), "seq", sequence.MaxPages, multiGeneration);
        Assert.That((result.Accesses, result.Hits), Is.EqualTo((accesses, hits)));
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

    private static AccessSequence Sequence(string name) => AccessSequence.ReadBeside(Path.Combine(s_folder, "any"), name);

    private static byte[] Bytes(string name)
    {
        using GZipStream stream = new(File.OpenRead(Path.Combine(s_folder, name + ".seq.gz")), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
