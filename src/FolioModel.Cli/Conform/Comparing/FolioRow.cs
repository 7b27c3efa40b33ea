namespace FolioModel.Cli.Conform;

/// <summary>One folio as recordings show it. Some show the first ten columns only.</summary>
internal readonly struct FolioRow(FolioView view, KnownFolio known, bool cached, long batches)
{
    /// <summary>Columns of the recordings of kernel calls.</summary>
    public const int KernelColumns = 10;

    /// <summary>Columns of the recordings of a program's system calls.</summary>
    public const int ProgramColumns = 15;

    /// <summary>The bits that recordings show, but for the derived one.</summary>
    private const FolioFlags ShownFlags = (FolioFlags)0x7FFFF & ~(FolioFlags)HasMapping;

    /// <summary>Not a flag of the kernel: <c>folio->mapping</c> is not NULL.</summary>
    private const uint HasMapping = 0x2000;

    /// <summary>The same bit as that of a page mapped to disk, which an anonymous one never is.</summary>
    private const uint ExclusiveInFlags = 0x4000;

    private const uint InSwapCache = 1;
    private const uint Anonymous = 2;
    private const uint Exclusive = 4;
    private const uint Poisoned = 8;
    private const uint PartPoisoned = 0x10;
    private const uint MaybePinned = 0x20;
    private const uint Hugetlb = 0x100;

    private static readonly string[] s_names =
    [
        "h", "in", "index", "order", "ref", "mapcount", "flags", "own", "tags", "batches",
        "pins", "pincount", "entire", "nr_mapped", "xflags",
    ];

    private static readonly string[] s_fields = [.. s_names.Select(static name => $"f.{name}")];

    public KnownFolio Known => known;

    public bool IsCached => cached;

    public Folio Folio => known.Folio;

    /// <summary>References of the six batches: one for each slot.</summary>
    public int BatchSlots => BatchCounters.SlotsIn(batches);

    /// <summary>The names of the columns.</summary>
    public static ReadOnlySpan<string> Names => s_names;

    /// <summary>Under which name a column's comparisons are counted.</summary>
    /// <param name="column">Its number.</param>
    public static string FieldOf(int column) => s_fields[column];

    /// <summary>Whether <c>folio->mapping</c> is not NULL: it names a file, or anonymous memory.</summary>
    /// <param name="folio">A folio that is not free.</param>
    public static bool IsPlaced(Folio folio) => folio.Mapping is not null || folio.Has(FolioFlags.Anon);

    /// <summary>A folio's flags as recordings show them.</summary>
    /// <param name="folio">A folio that is not free.</param>
    /// <param name="view">Who looks.</param>
    public static long FlagsOf(Folio folio, FolioView view) =>
        (uint)(folio.Flags & ShownFlags) | (IsPlaced(folio) ? HasMapping : 0) | (view.IsAnonExclusive(folio) ? ExclusiveInFlags : 0);

    /// <summary>The column <c>xflags</c>: swap cache, anonymous, poisoned, pinned, hugetlb, and what the owner adds.</summary>
    /// <param name="folio">A folio that is not free.</param>
    /// <param name="view">Who looks.</param>
    public static long ExtraFlagsOf(Folio folio, FolioView view)
    {
        bool huge = folio.Has(FolioFlags.Hugetlb);
        uint flags = folio.Has(FolioFlags.SwapCache) ? InSwapCache : 0;
        flags |= (folio.Has(FolioFlags.Anon) ? Anonymous : 0) | (!huge && view.IsAnonExclusive(folio) ? Exclusive : 0);
        flags |= (folio.MaybePinned ? MaybePinned : 0) | (huge ? Hugetlb : 0);
        flags |= (folio.Machine.IsPoisoned(folio.Pfn) ? Poisoned : 0) | (folio.Has(FolioFlags.HasHwPoisoned) ? PartPoisoned : 0);
        return flags | view.OwnerFlags(folio);
    }

    /// <summary>The flags of a row in words.</summary>
    /// <param name="flags">The row's value.</param>
    public static string DescribeFlags(long flags)
    {
        string names = ((FolioFlags)flags & ShownFlags).ToString();
        return (flags & HasMapping) == 0 ? names : $"{names}, mapping set";
    }

    /// <summary>The value of a column.</summary>
    /// <param name="column">Its number.</param>
    public long Value(int column) => column switch
    {
        0 => known.Handle,
        1 => cached ? 1 : 0,
        2 => view.HasIndex(known) ? unchecked((long)Folio.Index.Value) : -1,
        3 => Folio.Order.Value,
        4 => Folio.RefCount,
        5 => Folio.MapCount,
        6 => FlagsOf(Folio, view),
        7 => known.Own,
        8 => cached ? Tags() : 0,
        9 => batches,
        10 => view.PinsOf(known),
        11 => Folio.Order == Order.Zero ? -1 : Folio.PinCount,
        12 => Folio.Order == Order.Zero ? -1 : Folio.EntireMapCount,
        13 => Folio.Order == Order.Zero ? -1 : Folio.PagesMapped,
        _ => ExtraFlagsOf(Folio, view),
    };

    private int Tags() =>
        (Folio.HasTag(PageCacheTag.Dirty) ? 1 : 0)
        | (Folio.HasTag(PageCacheTag.Writeback) ? 2 : 0)
        | (Folio.HasTag(PageCacheTag.ToWrite) ? 4 : 0);
}
