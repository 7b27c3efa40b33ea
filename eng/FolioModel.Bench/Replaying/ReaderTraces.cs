using System.Buffers.Binary;
using System.Text;

namespace FolioModel.Bench.Replaying;

/// <summary>Traces in memory, of each format that the table of readers has.</summary>
internal static class ReaderTraces
{
    private const int Records = 1 << 21;
    private const int Objects = 1 << 20;

    public static IEnumerable<(string Name, string Format, long Records, byte[] Trace)> All()
    {
        yield return ("oracleGeneral", "oracleGeneral", 4 * Records, Binary(4 * Records, 24, OracleGeneral));
        yield return ("oracleGeneralOpNS", "oracleGeneralOpNS", Records, Binary(Records, 27, OracleGeneral));
        yield return ("vscsi", "vscsi", Records, Binary(Records, 40, Vscsi));
        yield return Text("csv, 3 columns", "csv:time-col=1,obj-id-col=2,obj-size-col=3", static (i, page) => $"{i},{page},4096");
        yield return Text("csv, MSR", "msr", static (i, page) => $"{128166372003061629 + i},hm,1,Read,{page * 4096},4096,113736");
        yield return Text("csv, Alibaba", "alibaba", static (i, page) => $"419,R,{page * 4096},4096,{1577808000000006 + i}");
        yield return Text("csv, Tencent", "tencent", static (i, page) => $"{1538323200 + i},{page * 8},8,0,1063");
        yield return Text("ftrace", "ftrace", static (i, page) =>
            $"            fio-1234    [001] ..... {1000 + (i / 1000)}.{i % 1000:d3}000: mm_filemap_get_pages: dev=259:1 ino=1a2b ofs="
            + $"{page * 4096}-{(page * 4096) + 4095}");
        yield return Text("perf script", "ftrace", static (i, page) =>
            $"fio  1234 [001] {1000 + (i / 1000)}.{i % 1000:d3}000: filemap:mm_filemap_fault: dev=259:1 ino=1a2b ofs={page * 4096}");
        yield return Text("blkparse", "blkparse", static (i, page) =>
            $"  8,0    3 {i,8} {i / 1000,5}.{i % 1000:d3}000000   697  Q   R {page * 8} + 8 [fio]");
        yield return Text("strace", "strace", static (i, page) =>
            $"1234 {1700000000 + (i / 1000)}.{i % 1000:d3}000 pread64(3</data/table>, \"abcdefgh\"..., 4096, {page * 4096}) = 4096");
    }

    private static (string, string, long, byte[]) Text(string name, string format, Func<long, long, string> line)
    {
        StringBuilder text = new();
        for (int i = 0; i < Records / 2; i++)
        {
            text.Append(line(i, PageOf(i))).Append('\n');
        }

        return (name, format, Records / 2, Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static byte[] Binary(int records, int size, Action<int, byte[], int> write)
    {
        byte[] trace = new byte[records * size];
        for (int i = 0; i < records; i++)
        {
            write(i, trace, i * size);
        }

        return trace;
    }

    private static void OracleGeneral(int i, byte[] trace, int at)
    {
        BinaryPrimitives.WriteInt32LittleEndian(trace.AsSpan(at), i / 1000);
        BinaryPrimitives.WriteInt64LittleEndian(trace.AsSpan(at + 4), PageOf(i));
        BinaryPrimitives.WriteInt32LittleEndian(trace.AsSpan(at + 12), 4096);
    }

    private static void Vscsi(int i, byte[] trace, int at)
    {
        trace[at] = 0x28;
        trace[at + 3] = 2;
        BinaryPrimitives.WriteInt32LittleEndian(trace.AsSpan(at + 8), 4096);
        BinaryPrimitives.WriteInt64LittleEndian(trace.AsSpan(at + 16), PageOf(i) * 8);
        BinaryPrimitives.WriteInt64LittleEndian(trace.AsSpan(at + 24), i);
    }

    private static long PageOf(long i) => i * 7919 % Objects;
}
