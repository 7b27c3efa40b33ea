namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>Zeroes a fresh folio and marks it uptodate (<c>folio_zero_user</c>). Reference effect: none.</summary>
    internal void Zero(Folio folio)
    {
        PageOf(folio).Contents.Clear();
        folio.MarkUptodate();
    }

    /// <summary>The folio may be isolated and migrated from now on (<c>folio_set_hugetlb_migratable</c>).</summary>
    internal void SetMigratable(Folio folio) => PageOf(folio).Flags |= HugePageFlags.Migratable;

    /// <summary>
    /// Freeing the folio no longer restores the reservation that was used for it (<c>folio_clear_hugetlb_restore_reserve</c>).
    /// </summary>
    internal void ClearRestoreReserve(Folio folio) => PageOf(folio).Flags &= ~HugePageFlags.RestoreReserve;

    /// <summary>How many bytes can be read before failed memory.</summary>
    /// <remarks>Models <c>adjust_range_hwpoison</c>.</remarks>
    internal long HealthyBytes(Folio folio, long start, long wanted) =>
        Math.Max(0, Math.Min(wanted, PageOf(folio).FirstFailedByte(start) - start));
}
