using System.Buffers.Binary;
using System.Text;

namespace FolioModel.Fuzz;

/// <summary>A small trace of each format, from which the fuzzer starts.</summary>
internal static class Seeds
{
    private static readonly (string Format, string Text)[] s_texts =
    [
        ("fio", "fio version 2 iolog\n/d add\n/d open\n/d read 8192 4096\n/d wait 100 0\n/d write 0 512\n/d sync\n/d trim 4096 4096\n"),
        ("fio", "fio version 3 iolog\n23 d add\n136 d read 8192 8192\n5504 d write 122880 8192\n6442 d close\n"),
        ("msr", "128166372003061629,hm,1,Read,383496192,32768,113736\n128166372016382155,hm,0,Write,2822144000,4096,1\n"),
        ("alibaba", "419,W,51290112,4096,1577808000000006\n419,R,0,8192,1577808000000043\n"),
        ("tencent", "1538323200,12910952,128,0,1063\n1538323201,5,8,1,1063\n"),
        ("systor", "Timestamp,Response,IOType,LUN,Offset,Size\n1455592061.006512009,0.0001,R,1,1024,512\n1455592061.5,,W,3,0,8192\n"),
        ("blkparse", "  8,0    3        1     0.000000000   697  Q   R 223490 + 8 [kjournald]\n  8,0 3 2 0.1 6 C WS 8 + 16 [0]\n"),
        ("strace", "7 1700000000.000001 openat(AT_FDCWD</h>, \"d\", O_RDWR) = 3</h/d>\n"
            + "7 1700000000.000002 read(3</h/d>, \"x\"..., 4096) = 4096\n"
            + "7 1700000000.000003 pwrite64(3</h/d>, \"w\"..., 512, 65536 <unfinished ...>\n8 1700000000.000004 fsync(3</h/d>) = 0\n"
            + "7 1700000000.000005 <... pwrite64 resumed>) = 512\n7 1700000000.000006 lseek(3</h/d>, 8192, SEEK_SET) = 8192\n"
            + "[pid 9] 1700000000.000007 mmap(NULL, 12288, PROT_READ, MAP_PRIVATE, 3</h/d>, 0x1000) = 0x7f00dead0000\n"),
        ("ftrace", "# tracer: nop\n cat-42 [001] ..... 8.123456: mm_filemap_get_pages: dev=8:1 ino=1a ofs=0-4095\n"
            + "cat 42 [001] 8.2: filemap:mm_filemap_fault: dev=8:1 ino=1a ofs=8192\n"
            + " c-4 [000] .... 9.1: mm_filemap_map_pages: dev=8:1 ino=2 ofs=4096-65535\n"
            + " c-4 [000] .... 9.2: mm_filemap_add_to_page_cache: dev 8:1 ino 2 pfn=0x1 ofs=0 order=2\n"),
        ("damon", " kdamond.0-9 [000] 1.5: damon_aggregated: target_id=0 nr_regions=2 4096-12288: 3 7\n"
            + " kdamond.0-9 [000] 1.6: damon_aggregated: target_id=0 nr_regions=2 12288-20480: 0 7\n"),
        ("csv:time-col=1,obj-id-col=2,obj-size-col=3,op-col=4", "time,object,size,op\n1,abc,512,R\n2,7,4096,w\n"),
        ("csv:time-col=2,obj-id-col=1,offset-col=3,length-col=4,sector-size=512,delimiter=tab", "v\t1.5\t8\t16\nw\t2\t0\t1\n"),
    ];

    /// <summary>Writes the seeds as files.</summary>
    /// <param name="folder">The folder, which is made if it is not there.</param>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        int number = 0;
        foreach ((string format, byte[] bytes) in All())
        {
            string name = $"{number++:00}-{format.Split(':')[0]}";
            File.WriteAllBytes(Path.Combine(folder, name), [FuzzedTrace.LetterOf(format), .. bytes]);
        }
    }

    private static IEnumerable<(string Format, byte[] Bytes)> All()
    {
        foreach ((string format, string text) in s_texts)
        {
            yield return (format, Encoding.UTF8.GetBytes(text));
        }

        byte[] oracle = [.. Oracle(5, 7, 512), .. Oracle(6, 1UL << 40, 8193)];
        yield return ("oracleGeneral", oracle);
        yield return ("oracleGeneralOpNS", [.. oracle[..16], 3, 9, 0, .. new byte[8], .. oracle[24..40], 10, 0, 1, .. new byte[8]]);
        yield return ("lcs", [.. LcsHeader(), .. oracle]);
        yield return ("vscsi", [0x28, 0, 0, 2, 1, 0, 0, 0, 0, 16, 0, 0, 1, 0, 0, 0, .. Words(1000, 77, 0)]);
        yield return ("seq", [.. "RSEQ"u8, 1, .. new byte[59], 5, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 7, 0, 0, 0, 5, 0, 0, 0, 1, 1, 0, 0]);
    }

    private static byte[] Oracle(uint time, ulong name, uint size)
    {
        byte[] record = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(record, time);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(4), name);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), size);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), -1);
        return record;
    }

    private static byte[] LcsHeader()
    {
        byte[] header = new byte[1024];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Workloads.Formats.LcsReader.Magic);
        "<IQIq"u8.CopyTo(header.AsSpan(8));
        new byte[] { 2, 3, 1, 0, 4 }.CopyTo(header.AsSpan(248));
        header[1000] = 5;
        header[1004] = 24;
        header[1008] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(1016), Workloads.Formats.LcsReader.Magic);
        return header;
    }

    private static byte[] Words(params ReadOnlySpan<ulong> words)
    {
        byte[] bytes = new byte[words.Length * 8];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), words[i]);
        }

        return bytes;
    }
}
