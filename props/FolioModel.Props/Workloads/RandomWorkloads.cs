using FolioModel.Workloads;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Workloads;

/// <summary>Random requests: some files or objects are asked for again and again, others once.</summary>
internal static class RandomWorkloads
{
    private const int SectorBytes = 512;
    private const int PageSectors = 8;
    private const long Second = 1_000_000_000;

    /// <summary>Objects of one page, with small names and with names that are too large for a table.</summary>
    public static Gen<TraceRequest[]> Objects(int requests) =>
        from name in Gen.ArrayOf(Gen.OneOf(Gen.Choose(1, 12), Gen.Choose(1, 90), Gen.Choose(1, 400)), requests)
        from large in Gen.Choose(0, 4)
        select name.Select((n, i) => new TraceRequest(
            n % 5 < large ? (ulong)n << 40 : (ulong)n, 0, PageSize.Bytes, i * Second, TraceOperation.Read)).ToArray();

    /// <summary>Ranges of four files, in sectors, read and written; each a second after the one before.</summary>
    public static Gen<TraceRequest[]> Ranges(int requests)
    {
        Gen<TraceRequest> range =
            from file in Gen.Choose(0, 3)
            from sector in Gen.OneOf(Gen.Choose(0, 40), Gen.Choose(0, 400 * PageSectors))
            from length in Gen.OneOf(Gen.Choose(1, PageSectors), Gen.Choose(1, 6 * PageSectors))
            from write in Gen.Choose(0, 3)
            select new TraceRequest((ulong)file, (long)sector * SectorBytes, (long)length * SectorBytes, 0,
                write == 0 ? TraceOperation.Write : TraceOperation.Read);
        return from all in Gen.ArrayOf(range, requests) select all.Select(static (r, i) => r with { Nanoseconds = i * Second }).ToArray();
    }
}
