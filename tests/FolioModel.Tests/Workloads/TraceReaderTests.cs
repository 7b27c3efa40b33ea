using System.IO.Compression;
using System.Text;
using FolioModel.Workloads;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests that each format is recognised, and that its records become the requests that its documentation says they are.</summary>
[TestFixture]
internal sealed class TraceReaderTests
{
    private const long Second = 1_000_000_000;

    private static IEnumerable<TestCaseData> TextFormats()
    {
        yield return Case("msr", """
            128166372003061629,usr,0,Read,7014609920,24576,41286
            128166372016382155,usr,0,Write,1317441536,8192,1963
            128166372026382245,src1,1,Read,4096,512,54
            """,
            new(0, 7014609920, 24576, 0, TraceOperation.Read), new(0, 1317441536, 8192, 0, TraceOperation.Write),
            new(1, 4096, 512, 0, TraceOperation.Read));
        yield return Case("alibaba", """
            419,W,5316308992,16384,1577808000000046
            725,R,4096,4096,1577808000000372
            """,
            new(419, 5316308992, 16384, 1577808000000046000, TraceOperation.Write),
            new(725, 4096, 4096, 1577808000000372000, TraceOperation.Read));
        yield return Case("tencent", """
            1538323200,12910952,128,0,1063
            1538323201,24,8,1,1090
            """,
            new(1063, 12910952L * 512, 128 * 512, 1538323200 * Second, TraceOperation.Read),
            new(1090, 24 * 512, 8 * 512, 1538323201 * Second, TraceOperation.Write));
        yield return Case("systor", """
            Timestamp,Response,IOType,LUN,Offset,Size
            1455592173.000012300,0.000201,W,3,13407743488,4096
            1455592173.5,,R,3,512,1024
            """,
            new(3, 13407743488, 4096, (1455592173 * Second) + 12300, TraceOperation.Write),
            new(3, 512, 1024, (1455592173 * Second) + 500_000_000, TraceOperation.Read));
        yield return Case("fio2", """
            fio version 2 iolog
            /data/a add
            /data/a open
            /data/a read 0 65536
            /data/a wait 1500 0
            /data/a write 8192 4096
            /data/a sync
            /data/b trim 4096 4096
            /data/a close
            """,
            new(0, 0, 65536, 0, TraceOperation.Read), new(0, 8192, 4096, 1_500_000, TraceOperation.Write),
            new(0, 0, 0, 1_500_000, TraceOperation.Sync), new(1, 4096, 4096, 1_500_000, TraceOperation.Discard));
        yield return Case("fio3", """
            fio version 3 iolog
            0 /data/a add
            2 /data/a open
            3 /data/a read 4096 512
            """,
            [new(0, 4096, 512, 3000, TraceOperation.Read)]);
        yield return Case("blkparse", """
              8,0    1        1     0.000000000   697  Q   R 223490 + 8 [cat]
              8,0    1        2     0.000001829   697  G   R 223490 + 8 [cat]
              8,0    1        3     0.000104532   697  D   R 223490 + 8 [cat]
              8,16   0        1     0.009507758   701  Q  WS 16 + 256 [dd]
              8,0    1        4     0.010000000   697  C   R 223490 + 8 [0]
              8,0    1        5     0.020000000   697  Q  FN [kworker]
            CPU0 (8,16):
             Reads Queued:           1,        4KiB  Writes Queued:           1,      128KiB
            """,
            new(0, 223490L * 512, 4096, 0, TraceOperation.Read), new(1, 16 * 512, 131072, 9507758, TraceOperation.Write));
        yield return Case("ftrace", """
            # tracer: nop
                         cat-1234    [001] .....   123.456789: mm_filemap_get_pages: dev=254:1 ino=8a3 ofs=0-131071
                         cat-1234    [001] .....   123.456800: mm_filemap_add_to_page_cache: dev 254:1 ino 8a3 pfn=0x1f ofs=0 order=2
             a b 5 [000]   124.000000: filemap:mm_filemap_fault: dev=254:1 ino=8a4 ofs=8192
                          ld-77      [000] .....   124.100000: mm_filemap_map_pages: dev=254:1 ino=8a4 ofs=4096-20479
            """,
            new(0, 0, 131072, (123 * Second) + 456_789_000, TraceOperation.Read), new(1, 8192, 1, 124 * Second, TraceOperation.Load),
            new(1, 4096, 16384, (124 * Second) + 100_000_000, TraceOperation.Load));
        yield return Case("damon", """
            kdamond.0 4568 [001] 3861.5: damon:damon_aggregated: target_id=0 nr_regions=2 4096-12288: 3 1
            kdamond.0 4568 [001] 3861.5: damon:damon_aggregated: target_id=0 nr_regions=2 12288-16384: 0 9
            """,
            [new(0, 4096, 8192, (3861 * Second) + 500_000_000, TraceOperation.Load)]);
        yield return Case("strace", """
            1001 1700000000.000001 openat(AT_FDCWD, "/data/a", O_RDWR) = 3</data/a>
            1001 1700000000.000002 read(3</data/a>, "x"..., 4096) = 4096
            1001 1700000000.000003 read(3</data/a>, "y"..., 4096) = 100
            1001 1700000000.000004 write(1</dev/pts/0<char 136:0>>, "z", 1) = 1
            1001 1700000000.000005 pread64(3</data/a>, "w"..., 512, 65536) = 512
            1001 1700000000.000006 lseek(3</data/a>, 8192, SEEK_SET) = 8192
            1001 1700000000.000007 write(3</data/a>, "v = 1"..., 4096 <unfinished ...>
            1002 1700000000.000008 read(3</data/b>, ""..., 10) = -1 EIO (Input/output error)
            1001 1700000000.000009 <... write resumed>) = 4096
            1001 1700000000.000010 mmap(NULL, 12288, PROT_READ, MAP_PRIVATE, 3</data/a>, 0x1000) = 0x7f00deadbeef
            1001 1700000000.000011 fsync(3</data/a>) = 0
            1001 1700000000.000012 +++ exited with 0 +++
            """,
            new(0, 0, 4096, (1700000000 * Second) + 2000, TraceOperation.Read),
            new(0, 4096, 100, (1700000000 * Second) + 3000, TraceOperation.Read),
            new(0, 65536, 512, (1700000000 * Second) + 5000, TraceOperation.Read),
            new(0, 8192, 4096, (1700000000 * Second) + 9000, TraceOperation.Write),
            new(0, 4096, 12288, (1700000000 * Second) + 10000, TraceOperation.Load),
            new(0, 0, 0, (1700000000 * Second) + 11000, TraceOperation.Sync));

        static TestCaseData Case(string format, string text, params TraceRequest[] expected) =>
            new TestCaseData(format, text, expected).SetArgDisplayNames(format);
    }

    [TestCaseSource(nameof(TextFormats))]
    public void ATextFormatIsRecognisedAndRead(string format, string text, TraceRequest[] expected)
    {
        using ITraceReader reader = Traces.Open(Encoding.UTF8.GetBytes(text));
        Assert.That(reader.Format, Is.EqualTo(format));
        IEnumerable<TraceRequest> read = Traces.ReadAll(reader);
        Assert.That(format == "msr" ? read.Select(static r => r with { Nanoseconds = 0 }) : read, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(TextFormats))]
    public void LineEndsOfWindowsAndAMissingLastOneMakeNoDifference(string format, string text, TraceRequest[] expected)
    {
        List<TraceRequest> plain = Traces.Read(text);
        Assert.That(Traces.Read(text.ReplaceLineEndings("\r\n")), Is.EqualTo(plain));
        Assert.That(Traces.Read(text.TrimEnd('\n')), Is.EqualTo(plain));
        Assert.That(plain, Has.Count.EqualTo(expected.Length), format);
    }

    [Test]
    public void OracleGeneralIsRecognisedAndReadPlainAndCompressed()
    {
        byte[] bytes = Traces.OracleGeneral([(5633898, 42932745, 512), (5633899, 7, 8193), (5633899, 42932745, 512)]);
        TraceRequest[] expected =
        [
            new(42932745, 0, 512, 5633898 * Second, TraceOperation.Read), new(7, 0, 8193, 5633899 * Second, TraceOperation.Read),
            new(42932745, 0, 512, 5633899 * Second, TraceOperation.Read),
        ];
        Assert.That(Traces.Read(bytes), Is.EqualTo(expected));
        Assert.That(Traces.Read(Gzip(bytes)), Is.EqualTo(expected));
        using ZstdSharp.Compressor zstd = new();
        Assert.That(Traces.Read(zstd.Wrap(bytes).ToArray()), Is.EqualTo(expected));
        Assert.That(expected[1].Pages, Is.EqualTo(3));
    }

    [Test]
    public void LcsIsReadByItsHeader()
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        writer.Write(0x123456789abcdef0UL);
        writer.Write(Encoding.ASCII.GetBytes("<IQIq".PadRight(240, '\0')));
        writer.Write(new byte[] { 2, 3, 1, 0, 4, 0, 0, 0, 0 });
        writer.Write(new byte[231 + 512]);
        writer.Write(5u);
        writer.Write(24u);
        writer.Write(1UL);
        writer.Write(0x123456789abcdef0UL);
        writer.Write(Traces.OracleGeneral([(10, 99, 4096), (11, 98, 1)]));
        Assert.That(Traces.Read(bytes.ToArray()), Is.EqualTo(new TraceRequest[]
        {
            new(99, 0, 4096, 10 * Second, TraceOperation.Read), new(98, 0, 1, 11 * Second, TraceOperation.Read),
        }));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void VscsiIsReadInBothVersions(int version)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        for (int i = 0; i < 2; i++)
        {
            ushort command = (ushort)(i == 0 ? 0x28 : 0x2a);
            if (version == 2)
            {
                writer.Write(command);
                writer.Write((ushort)(2 << 8));
            }

            writer.Write(0xfffffff0u + (uint)i);
            writer.Write(4096u * (uint)(i + 1));
            writer.Write(1u);
            if (version == 1)
            {
                writer.Write(command);
                writer.Write((ushort)(1 << 8));
            }

            writer.Write(1000UL + (ulong)i);
            writer.Write(77UL);
            writer.Write(new byte[version == 2 ? 8 : 0]);
        }

        Assert.That(Traces.Read(bytes.ToArray()), Is.EqualTo(new TraceRequest[]
        {
            new(0, 1000 * 512, 4096, 77_000, TraceOperation.Read), new(0, 1001 * 512, 8192, 77_000, TraceOperation.Write),
        }));
    }

    [Test]
    public void TheColumnsOfLibCacheSimNameAnyColumns()
    {
        const string Text = "version,time,op,size,lbn\n1,5633898,28,512,42932745\n1,5633899,2a,1024,42932746\n";
        Assert.That(
            Traces.Read(Text, "csv:time-col=2, obj-id-col=5, obj-size-col=4, delimiter=,, has-header=true"),
            Is.EqualTo(new TraceRequest[]
            {
                new(42932745, 0, 512, 5633898 * Second, TraceOperation.Read), new(42932746, 0, 1024, 5633899 * Second, TraceOperation.Read),
            }));
    }

    [Test]
    public void AFileThatIsANumberIsNotOneThatHasAName()
    {
        using ITraceReader reader = Traces.Open("b\n0\nc\n1\nb\n"u8.ToArray(), "csv:obj-id-col=1");
        List<TraceRequest> read = Traces.ReadAll(reader);
        Assert.That(read.Select(static r => r.File).Distinct().Count(), Is.EqualTo(4));
        Assert.That(read.Select(r => reader.NameOf(r.File)), Is.EqualTo(new[] { "b", "0", "c", "1", "b" }));
    }

    [Test]
    public void TheSameWorkloadIsTheSameInEveryBlockFormat()
    {
        (long Page, bool Write)[] work = [(5, false), (1, true), (5, false), (900, false), (2, true)];
        string Lines(Func<long, bool, int, string> line) => string.Join('\n', work.Select((w, i) => line(w.Page, w.Write, i)));
        string[] traces =
        [
            Lines(static (p, w, i) => $"{i},h,0,{(w ? "Write" : "Read")},{p * 4096},4096,1"),
            Lines(static (p, w, i) => $"0,{(w ? "W" : "R")},{p * 4096},4096,{i}"),
            Lines(static (p, w, i) => $"{i},{p * 8},8,{(w ? 1 : 0)},0"),
            "Timestamp,Response,IOType,LUN,Offset,Size\n" + Lines(static (p, w, i) => $"{i}.0,0,{(w ? "W" : "R")},0,{p * 4096},4096"),
            "fio version 2 iolog\n" + Lines(static (p, w, _) => $"/f {(w ? "write" : "read")} {p * 4096} 4096"),
            Lines(static (p, w, i) => $"8,0 0 {i} 0.{i:d9} 1 Q {(w ? "W" : "R")} {p * 8} + 8 [x]"),
            Lines(static (p, w, i) => $"1 1700000000.{i:d6} {(w ? "pwrite64" : "pread64")}(3</f>, \"\", 4096, {p * 4096}) = 4096"),
        ];
        List<TraceRequest> first = Traces.Read(traces[0]);
        foreach (string trace in traces)
        {
            Assert.That(
                Traces.Read(trace).Select(static r => r with { Nanoseconds = 0 }),
                Is.EqualTo(first.Select(static r => r with { Nanoseconds = 0 })), trace);
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
