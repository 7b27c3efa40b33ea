namespace FolioModel.Workloads;

/// <summary>One request of a workload, before it is cut into pages.</summary>
/// <param name="File">The file, volume or object; a number that the reader gave to its name, or the trace's own.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">The number of bytes; 0 for requests without a range.</param>
/// <param name="Nanoseconds">The time since an origin of the trace's own; 0 throughout where the trace has no times.</param>
/// <param name="Operation">The kind of the request.</param>
public readonly record struct TraceRequest(ulong File, long Offset, long Length, long Nanoseconds, TraceOperation Operation)
{
    /// <summary>The most bytes of a request that accesses pages: those of the largest file that ext4 can have, 16 TiB.</summary>
    internal const long MostBytes = 1L << 44;

    /// <summary>The index of the first page.</summary>
    public long FirstPage => Offset >> PageSize.Shift;

    /// <summary>The number of pages that the range touches; at least 1.</summary>
    public long Pages => ((Offset + Math.Max(1, Length) - 1) >> PageSize.Shift) - FirstPage + 1;
}
