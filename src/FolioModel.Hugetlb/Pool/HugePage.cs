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
}
