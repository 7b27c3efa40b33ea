namespace FolioModel.Cli.Content.Specification;

/// <summary>A mapping of a file.</summary>
/// <param name="file">The file.</param>
/// <param name="start">The first place.</param>
/// <param name="end">The place behind the last.</param>
internal sealed class SpecHugeArea(SpecHugeFile file, long start, long end)
{
    public SpecHugeFile File { get; } = file;

    public long Start { get; } = start;

    public long End { get; set; } = end;

    public bool IsShared { get; init; }

    public bool IsWritable { get; init; }

    /// <summary>The places of a private mapping for which what it reserved was used; null where it reserved nothing.</summary>
    public HashSet<long>? Consumed { get; init; }

    /// <summary>A private page was made in it, so that a child needs its entries.</summary>
    public bool HasPrivatePages { get; set; }

    /// <summary>The owner of the reservation took a page away: what is missing now is not found again.</summary>
    public bool WasRobbed { get; set; }

    public SortedDictionary<long, SpecHugeEntry> Entries { get; } = [];
}
