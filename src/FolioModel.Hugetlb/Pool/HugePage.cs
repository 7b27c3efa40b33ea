namespace FolioModel.Hugetlb;

/// <summary>One folio of a pool with what the pool knows about it.</summary>
[SharedState("flags and contents of {Folio.Pfn}", Machine = "pool.Machine")]
internal sealed partial class HugePage(HugePagePool pool, Folio folio) : ISharedState
{
    /// <summary>The handle of the folio's present life.</summary>
    [NotShared("the frame stays the same; which life of it this is, the frame's own state tells")]
    public Folio Folio { get; set; } = folio;

    [Shared]
    public partial HugePageFlags Flags { get; set; }

    /// <summary>The mount to whose limits it counts while it is in use.</summary>
    [Shared]
    public partial HugetlbSubpool? Subpool { get; set; }

    /// <summary>Anonymous and of one process alone (<c>PG_anon_exclusive</c>).</summary>
    [Shared]
    public partial bool AnonExclusive { get; set; }

    /// <summary>Counted in <c>nr_huge_pages</c>; not before and after.</summary>
    [Shared]
    public partial bool IsOwned { get; set; }

    /// <summary>Its contents.</summary>
    [Shared]
    public partial HugeContents Contents { get; }

    /// <summary>Base pages of it whose memory failed, counted from its first.</summary>
    [Shared]
    public partial SortedSet<int> FailedPages { get; }

    /// <inheritdoc/>
    int ISharedState.StateNumber => pool.StateNumberOf(Folio.Pfn);

    public bool Has(HugePageFlags flag) => (Flags & flag) != 0;

    /// <summary>The first byte at or behind a place that lies in failed memory; the largest number when there is none.</summary>
    public long FirstFailedByte(long start)
    {
        foreach (int page in FailedPages)
        {
            if ((page + 1L) * PageSize.Bytes > start)
            {
                return Math.Max(start, (long)page * PageSize.Bytes);
            }
        }

        return long.MaxValue;
    }
}
