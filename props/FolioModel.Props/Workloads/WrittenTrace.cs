using System.Buffers.Binary;
using System.Text;
using FolioModel.Workloads;
using FolioModel.Workloads.Formats;

namespace FolioModel.Props.Workloads;

/// <summary>A format that a workload is written in, and what of the workload it can say.</summary>
/// <param name="Name">The name, as <see cref="TraceReaders.Open(string, string?)"/> takes it.</param>
/// <param name="Write">Writes requests that the format can say.</param>
/// <param name="Says">What the format says of a request; null for all of it.</param>
internal sealed record WrittenTrace(
    string Name, Func<TraceRequest[], byte[]> Write, Func<TraceRequest, IEnumerable<TraceRequest>>? Says = null)
{
    private const long Second = 1_000_000_000;
    private const int SectorBytes = 512;

    /// <summary>The formats that name ranges of files.</summary>
    public static IReadOnlyList<WrittenTrace> Ranges { get; } =
    [
        Text("msr", static r => $"{r.Nanoseconds / 100},h,{r.File},{(IsWrite(r) ? "Write" : "Read")},{r.Offset},{r.Length},9"),
        Text("alibaba", static r => $"{r.File},{(IsWrite(r) ? "W" : "R")},{r.Offset},{r.Length},{r.Nanoseconds / 1000}"),
        Text("tencent", static r => $"{Seconds(r)},{r.Offset / SectorBytes},{r.Length / SectorBytes},{(IsWrite(r) ? 1 : 0)},{r.File}"),
        Text("systor", static r => $"{Seconds(r)}.0,0.1,{(IsWrite(r) ? "W" : "R")},{r.File},{r.Offset},{r.Length}"),
        Text("csv:time-col=5,obj-id-col=1,offset-col=2,length-col=3,op-col=4",
            static r => $"v{r.File},{r.Offset},{r.Length},{(IsWrite(r) ? "w" : "r")},{Seconds(r)}"),
        Text("csv:time-col=1,obj-id-col=4,offset-col=2,length-col=3,op-col=5,sector-size=512,delimiter=tab",
            static r => $"{Seconds(r)}\t{r.Offset / SectorBytes}\t{r.Length / SectorBytes}\t{r.File}\t{(IsWrite(r) ? "W" : "R")}"),
        Text("fio", static r => $"/f{r.File} wait 1000000 0\n/f{r.File} {(IsWrite(r) ? "write" : "read")} {r.Offset} {r.Length}",
            "fio version 2 iolog\n"),
        Text("fio", static r => $"{r.Nanoseconds / 1000} /f{r.File} {(IsWrite(r) ? "write" : "read")} {r.Offset} {r.Length}",
            "fio version 3 iolog\n"),
        Text("blkparse", static r => $"  8,{r.File} 1 7 {Seconds(r)}.000000000 42 Q {(IsWrite(r) ? "WS" : "R")} "
            + $"{r.Offset / SectorBytes} + {r.Length / SectorBytes} [x]"),
        Text("strace", static r =>
            $"7 {Seconds(r)}.000000 {(IsWrite(r) ? "pwrite64" : "pread64")}(3</f{r.File}>, \"\"..., {r.Length}, {r.Offset}) = {r.Length}"),
        Text("ftrace", static r => $" x-7 [000] ..... {Seconds(r)}.000000: mm_filemap_get_pages: {KernelRange(r)}") with { Says = Reads },
        Text("ftrace", static r => $"x 7 [000] {Seconds(r)}.000000: filemap:mm_filemap_map_pages: {KernelRange(r)}") with { Says = Loads },
        Text("damon", static r => $" k-7 [000] {Seconds(r)}.000000: damon_aggregated: target_id={r.File} nr_regions=1 "
            + $"{r.Offset}-{r.Offset + r.Length}: 1 0") with
        { Says = Loads },
        new("vscsi", static all => [.. all.SelectMany(Vscsi)], static r => [r with { File = 0 }]),
        new("seq", Sequence, Pages),
    ];

    /// <summary>The formats that name objects.</summary>
    public static IReadOnlyList<WrittenTrace> Objects { get; } =
    [
        new("oracleGeneral", static all => [.. all.SelectMany(static r => Packed(r, operation: false))]),
        new("oracleGeneralOpNS", static all => [.. all.SelectMany(static r => Packed(r, operation: true))]),
        new("lcs", static all => [.. LcsHeader("<IQIq", 24), .. all.SelectMany(static r => Packed(r, operation: false))]),
        Text("csv:time-col=1,obj-id-col=2,obj-size-col=3", static r => $"{Seconds(r)},{r.File},{r.Length}"),
        Text("csv:time-col=3,obj-id-col=1,obj-size-col=2,delimiter=space,has-header=true", static r => $"{r.File} {r.Length} {Seconds(r)}",
            "id size time\n"),
    ];

    /// <summary>The part of a workload that the format can say.</summary>
    public TraceRequest[] Of(TraceRequest[] work) => Says is null ? work : [.. work.SelectMany(Says)];

    private static WrittenTrace Text(string name, Func<TraceRequest, string> line, string before = "") =>
        new(name, all => Encoding.UTF8.GetBytes(before + string.Concat(all.Select(r => line(r) + "\n"))));

    private static bool IsWrite(TraceRequest request) => request.Operation == TraceOperation.Write;

    private static long Seconds(TraceRequest request) => request.Nanoseconds / Second;

    private static string KernelRange(TraceRequest r) => $"dev=8:1 ino={r.File + 10:x} ofs={r.Offset}-{r.Offset + r.Length - 1}";

    private static IEnumerable<TraceRequest> Reads(TraceRequest request) => [request with { Operation = TraceOperation.Read }];

    private static IEnumerable<TraceRequest> Loads(TraceRequest request) => [request with { Operation = TraceOperation.Load }];

    private static IEnumerable<TraceRequest> Pages(TraceRequest request) =>
        Enumerable.Range((int)request.FirstPage, (int)request.Pages)
            .Select(page => request with { Offset = (long)page * PageSize.Bytes, Length = PageSize.Bytes });

    private static byte[] Vscsi(TraceRequest request)
    {
        byte[] record = new byte[40];
        record[0] = IsWrite(request) ? (byte)0x2a : (byte)0x28;
        record[3] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), (uint)request.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), request.Offset / SectorBytes);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), request.Nanoseconds / 1000);
        return record;
    }

    private static byte[] Sequence(TraceRequest[] all)
    {
        byte[] trace = new byte[64 + (all.Length * 16)];
        "RSEQ\x01"u8.CopyTo(trace);
        long before = 0;
        for (int i = 0; i < all.Length; i++)
        {
            Span<byte> record = trace.AsSpan(64 + (i * 16), 16);
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)((all[i].Nanoseconds - before) / 1_000_000));
            record[4] = 7;
            BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)all[i].FirstPage);
            record[12] = IsWrite(all[i]) ? (byte)1 : (byte)0;
            record[13] = (byte)all[i].File;
            before = all[i].Nanoseconds;
        }

        return trace;
    }

    private static byte[] Packed(TraceRequest request, bool operation)
    {
        byte[] record = new byte[operation ? 27 : 24];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)Seconds(request));
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(4), request.File);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), (uint)request.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(record.Length - 8), -1);
        return record;
    }

    private static byte[] LcsHeader(string format, uint itemBytes)
    {
        byte[] header = new byte[1024];
        BinaryPrimitives.WriteUInt64LittleEndian(header, LcsReader.Magic);
        Encoding.ASCII.GetBytes(format).CopyTo(header, 8);
        new byte[] { 2, 3, 1, 0, 4 }.CopyTo(header, 248);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(1000), 5);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(1004), itemBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(1008), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(1016), LcsReader.Magic);
        return header;
    }
}
