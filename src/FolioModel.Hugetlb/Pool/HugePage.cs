namespace FolioModel.Hugetlb;

/// <summary>One folio of a pool with what the pool knows about it.</summary>
internal sealed class HugePage(Folio folio)
{
    /// <summary>The handle of the folio's present life.</summary>
    public Folio Folio { get; set; } = folio;

    public HugePageFlags Flags { get; set; }

    /// <summary>The mount to whose limits it counts while it is in use.</summary>
    public HugetlbSubpool? Subpool { get; set; }

    /// <summary>Anonymous and of one process alone (<c>PG_anon_exclusive</c>).</summary>
    public bool AnonExclusive { get; set; }

    /// <summary>What stands in it.</summary>
    public HugeContents Contents { get; } = new();

    public bool Has(HugePageFlags flag) => (Flags & flag) != 0;

    /// <summary>Base pages of it whose memory failed, counted from its first.</summary>
    public SortedSet<int> FailedPages { get; } = [];

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
