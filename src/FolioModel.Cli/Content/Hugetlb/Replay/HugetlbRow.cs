using System.Text.Json;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>One folio as the recordings of system calls show it.</summary>
internal readonly struct HugetlbRow(HugetlbState state, KnownFolio known, bool cached)
{
    public const int Columns = 15;

    private const uint ShownFlags = 0x7FFFF & ~HasMapping;
    private const uint HasMapping = 0x2000;
    private const uint AnonExclusive = 0x4000;
    private const int AnonBit = 0x2;
    private const int HwPoisonBit = 0x8;
    private const int PinnedBit = 0x20;
    private const int HugetlbBit = 0x100;

    private static readonly string[] s_names =
    [
        "h", "in", "index", "order", "ref", "mapcount", "flags", "own", "tags", "batches", "pins", "pincount", "entire", "nr_mapped",
            "xflags",
    ];

    public KnownFolio Known { get; } = known;

    public bool IsCached { get; } = cached;

    public Folio Folio => Known.Folio;

    public static string NameOf(int column) => s_names[column];

    public static void CheckColumns(RecordedLine header)
    {
        string[] columns =
            [.. header.Array("cols").EnumerateArray().Select(static c => c.ValueKind == JsonValueKind.String ? c.GetString()! : "")];
        if (!columns.SequenceEqual(s_names))
        {
            throw header.Malformed("cols", $"expected the columns {string.Join(", ", s_names)}");
        }
    }

    public long Value(int column) => column switch
    {
        0 => Known.Handle,
        1 => IsCached ? 1 : 0,
        2 => HasPlace ? (long)Folio.Index.Value : -1,
        3 => Folio.Order.Value,
        4 => Folio.RefCount,
        5 => Folio.MapCount,
        6 => Flags,
        7 => Known.Own,
        8 => Folio.HasTag(PageCacheTag.Dirty) || Folio.HasTag(PageCacheTag.Writeback) || Folio.HasTag(PageCacheTag.ToWrite) ? 1 : 0,
        10 => state.PinnedPages.GetValueOrDefault(Known.Handle),
        11 => Folio.PinCount,
        12 => Folio.EntireMapCount,
        13 => Folio.PagesMapped,
        14 => ExtraFlags,
        _ => 0,
    };

    private bool IsAnonymous => Folio.Has(FolioFlags.Anon);

    /// <summary><c>folio->mapping</c> is not NULL: it names the file, or the anonymous memory.</summary>
    private bool HasPlace => Folio.Mapping is not null || IsAnonymous;

    private long Flags =>
        ((uint)Folio.Flags & ShownFlags) | (HasPlace ? HasMapping : 0) | (state.Pool.IsAnonExclusive(Folio) ? AnonExclusive : 0);

    private long ExtraFlags =>
        (long)state.Pool.FlagsOf(Folio)
        | (uint)(IsAnonymous ? AnonBit : 0)
        | (uint)(Folio.Has(FolioFlags.HwPoison) ? HwPoisonBit : 0)
        | (uint)(Folio.MaybePinned ? PinnedBit : 0)
        | (uint)(Folio.Has(FolioFlags.Hugetlb) ? HugetlbBit : 0);
}
