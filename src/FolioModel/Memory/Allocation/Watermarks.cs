namespace FolioModel.Allocation;

/// <summary>The numbers of free pages, lowest first, at which a zone changes its behaviour.</summary>
/// <param name="Min">Ordinary allocations fail or reclaim at this many free pages; what is below is the reserve.</param>
/// <param name="Low">The background reclaimer is woken at this many free pages.</param>
/// <param name="High">The background reclaimer stops above this many free pages.</param>
/// <param name="Promo">Memory tiering promotes pages only above this many free pages.</param>
/// <remarks>Models <c>__setup_per_zone_wmarks</c>. The boost after a fallback comes on top: <see cref="Zone.WatermarkBoost"/>.</remarks>
public readonly record struct Watermarks(int Min, int Low, int High, int Promo)
{
    private const int SmallestMinFreeKibibytes = 128;
    private const int LargestMinFreeKibibytes = 262144;
    private const int KibibytesPerPage = PageSize.Bytes / 1024;
    private const int SmallReserveFraction = 16;

    /// <summary>
    /// The reserve of all zones but the movable one together: the kernel's formula, but never more than a sixteenth of the memory, so that
    /// a machine of 16 pages can hand out 15 of them.
    /// </summary>
    /// <param name="pages">Pages of those zones.</param>
    /// <remarks>Models <c>calculate_min_free_kbytes</c>; exact from 4 MiB up.</remarks>
    internal static int MinFreePages(int pages)
    {
        int kibibytes = (int)Math.Sqrt((double)pages * KibibytesPerPage * 16);
        int formula = Math.Clamp(kibibytes, SmallestMinFreeKibibytes, LargestMinFreeKibibytes) / KibibytesPerPage;
        return Math.Min(formula, pages / SmallReserveFraction);
    }

    /// <summary>The watermarks of one zone.</summary>
    /// <param name="kind">Which zone.</param>
    /// <param name="pages">Its pages.</param>
    /// <param name="share">Its share of the reserve, by size.</param>
    /// <param name="options">How the machine is built.</param>
    internal static Watermarks Of(ZoneKind kind, int pages, int share, MachineOptions options)
    {
        int least = kind == ZoneKind.Movable && options.MinFreePages != 0
            ? Math.Min(Math.Clamp(pages / 1024, 32, 128), pages / SmallReserveFraction) : share;
        int step = Math.Max(share / 4, (int)((long)pages * options.WatermarkScaleFactor / 10000));
        return new Watermarks(least, least + step, least + (2 * step), least + (3 * step));
    }
}
