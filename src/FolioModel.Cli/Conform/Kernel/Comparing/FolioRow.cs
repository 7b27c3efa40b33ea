namespace FolioModel.Cli.Conform.Kernel;

/// <summary>One folio as recordings show it.</summary>
internal readonly struct FolioRow
{
    public const int Columns = 10;

    /// <summary>The bits that recordings show, but for the derived one.</summary>
    private const FolioFlags ShownFlags = (FolioFlags)0x7FFFF & ~(FolioFlags)HasMapping;

    /// <summary>Not a flag of the kernel: <c>folio->mapping</c> is not NULL.</summary>
    private const uint HasMapping = 0x2000;

    private static readonly string[] s_names = ["h", "in", "index", "order", "ref", "mapcount", "flags", "own", "tags", "batches"];

    private readonly long _batches;

    public FolioRow(KnownFolio known, bool cached, long batches)
    {
        Known = known;
        IsCached = cached;
        _batches = batches;
    }

    public KnownFolio Known { get; }

    public bool IsCached { get; }

    public Folio Folio => Known.Folio;

    /// <summary>References of the six batches.</summary>
    public int BatchSlots => BatchCounters.SlotsIn(_batches);

    /// <summary>A folio's flags as recordings show them.</summary>
    /// <param name="folio">A folio that is not free.</param>
    public static long FlagsOf(Folio folio) => (long)(uint)(folio.Flags & ShownFlags) | (folio.Mapping is null ? 0 : HasMapping);

    public static string NameOf(int column) => s_names[column];

    /// <summary>The value of a column.</summary>
    /// <param name="column">Its number.</param>
    public long Value(int column) => column switch
    {
        0 => Known.Handle,
        1 => IsCached ? 1 : 0,
        2 => Known.HasIndex ? unchecked((long)Folio.Index.Value) : -1,
        3 => Folio.Order.Value,
        4 => Folio.RefCount,
        5 => Folio.MapCount,
        6 => FlagsOf(Folio),
        7 => Known.Own,
        8 => IsCached ? Tags() : 0,
        _ => _batches,
    };

    /// <summary>The flags of a row in words.</summary>
    /// <param name="flags">The row's value.</param>
    public static string DescribeFlags(long flags)
    {
        string names = ((FolioFlags)flags & ShownFlags).ToString();
        return (flags & HasMapping) == 0 ? names : $"{names}, mapping set";
    }

    private int Tags() =>
        (Folio.HasTag(PageCacheTag.Dirty) ? 1 : 0)
        | (Folio.HasTag(PageCacheTag.Writeback) ? 2 : 0)
        | (Folio.HasTag(PageCacheTag.ToWrite) ? 4 : 0);
}
