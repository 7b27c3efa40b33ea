using System.IO.Compression;
using System.Text;
using FolioModel.Workloads;

namespace FolioModel.Tests.Workloads;

/// <summary>Tests that bad input gives the file, the place, the field and what was expected, and nothing else.</summary>
[TestFixture]
internal sealed class MalformedTraceTests
{
    private const int Mutations = 3000;

    [TestCase("1,h,0,Read,0,4096,1\n2,h,0,Read,x,4096,1", "msr", "trace, line 2, field offset: expected a number of 0 or more, found 'x'")]
    [TestCase("1,h,0,Red,0,4096,1\n2,h,0,Raed,-5,4096,1", "msr", "trace, line 2, field offset: expected a number of 0 or more, found '-5'")]
    [TestCase("1,h,0,Move,0,4096,1", "msr", "trace, line 1, field operation: expected a read or a write, found 'Move'")]
    [TestCase("1,h,0,Read,0", "msr", "trace, line 1: expected 6 columns or more, found 5")]
    [TestCase("1,9223372036854775807,8,0,1", "tencent", "trace, line 1, field offset: expected a number of at most 18014398509481983")]
    [TestCase("fio version 2 iolog\n/f read 9223372036854775807 4096\n", "fio", "line 2, field length: expected at most 17592186044416")]
    [TestCase("fio version 3 iolog\n9223372036854775807 f read 0 4096\n", "fio", "field timestamp: expected a number of at most")]
    [TestCase(" x-7 [000] .. 1.5: mm_filemap_get_pages: dev=8:1 ino=1 ofs=0-9223372036854775807", "ftrace", "line 1, field length:")]
    [TestCase("7 1.5 mmap(NULL, 9223372036854775807, PROT_READ, MAP_SHARED, 3</f>, 0) = 0x7f", "strace", "line 1, field length:")]
    [TestCase("fio version 2 iolog\n/a jump 0 1", null, "trace, line 2, field action: expected add, open, close")]
    [TestCase("fio version 4 iolog\n", "fio", "trace, line 1: expected 'fio version 2 iolog' or 'fio version 3 iolog'")]
    [TestCase(" x-1 [0] .. 1.5: mm_filemap_fault: dev=1:1 ofs=3 ino=2", null, "trace, line 1, field ino: expected ino=..., found 'ofs=3'")]
    [TestCase(" x-1 [0] .. 1.5: mm_filemap_get_pages: dev=1:1 ino=2 ofs=9-3", null, "field ofs: expected a range whose end")]
    [TestCase("hello", null, "trace, offset 0: expected one of oracleGeneral")]
    [TestCase("", null, "trace: expected requests, found nothing")]
    public void TextIsRefusedByLineAndField(string text, string? format, string expected) =>
        Assert.That(
            Assert.Throws<MalformedWorkloadException>(() => Traces.Read(text, format))!.Message, Does.Contain(expected));

    [Test]
    public void ABinaryTraceThatIsCutShortNamesTheOffset()
    {
        byte[] bytes = Traces.OracleGeneral([(1, 2, 3), (4, 5, 6)]);
        Assert.That(
            Assert.Throws<MalformedWorkloadException>(() => Traces.Read(bytes[..^1], "oracleGeneral"))!.Message,
            Does.Contain("trace, offset 24: expected records of 24 bytes, found 23 at the end"));
    }

    [Test]
    public void CompressedDataThatIsDamagedOrCutShortIsRefused()
    {
        byte[] bytes = Traces.OracleGeneral(Enumerable.Range(0, 5000).Select(static i => ((uint)i, (ulong)(i * 7919), 4096u)));
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        using ZstdSharp.Compressor zstd = new();
        byte[] gz = packed.ToArray();
        byte[] zst = zstd.Wrap(bytes).ToArray();
        Assert.Throws<MalformedWorkloadException>(() => Traces.Read(gz[..(gz.Length / 2)], "oracleGeneral"));
        Assert.Throws<MalformedWorkloadException>(() => Traces.Read(zst[..(zst.Length / 2)], "oracleGeneral"));
        gz[gz.Length / 2] ^= 0xff;
        Assert.Throws<MalformedWorkloadException>(() => Traces.Read(gz, "oracleGeneral"));
    }

    [TestCase("csv:", "expected obj-id-col or offset-col, found neither")]
    [TestCase("csv:obj-id-col=0", "obj-id-col: expected a column from 1, found '0'")]
    [TestCase("csv:colour=1", "colour: expected time-col")]
    [TestCase("parquet", "expected one of oracleGeneral")]
    public void AFormatThatIsNoneIsRefused(string format, string expected) =>
        Assert.That(Assert.Throws<FormatException>(() => Traces.Read("1,2,3", format))!.Message, Does.Contain(expected));

    [Test]
    public void DamagedTextEndsInRequestsOrInAnError()
    {
        string[] seeds =
        [
            "1,h,0,Read,0,4096,1\n2,h,0,Write,4096,4096,1\n",
            "fio version 3 iolog\n0 /a add\n3 /a read 4096 512\n4 /a sync\n",
            "  8,0 1 1 0.000000000 697 Q R 223490 + 8 [cat]\n  8,0 1 3 0.1 697 D R 223490 + 8 [cat]\n",
            " cat-1 [001] ..... 123.456789: mm_filemap_get_pages: dev=254:1 ino=8a3 ofs=0-131071\n",
            " k 1 [1] 3861.5: damon:damon_aggregated: target_id=0 nr_regions=2 4096-12288: 3 1\n",
            "1 1700000000.000002 read(3</a>, \"x\"..., 4096) = 4096\n1 1700000000.000009 <... write resumed>) = 4096\n",
        ];
        string?[] formats = [null, "msr", "fio", "blkparse", "ftrace", "damon", "strace", "lcs", "vscsi", "seq", "oracleGeneralOpNS"];
        Random random = new(5);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]);
            for (int change = random.Next(4); change >= 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            byte[] cut = bytes[..random.Next(bytes.Length + 1)];
            try
            {
                Traces.Read(random.Next(2) == 0 ? cut : bytes, formats[random.Next(formats.Length)]);
            }
            catch (MalformedWorkloadException)
            {
                // The expected end of a damaged trace.
            }
        }
    }
}
