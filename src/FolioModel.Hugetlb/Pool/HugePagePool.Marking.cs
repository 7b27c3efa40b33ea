namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>A fresh folio's contents become zero, and valid (<c>folio_zero_user</c>). Reference effect: none.</summary>
    internal void Zero(Folio folio)
    {
        PageOf(folio).Contents.Clear();
        folio.MarkUptodate();
    }

    /// <summary>The folio is where it belongs and may be moved from now on (<c>folio_set_hugetlb_migratable</c>).</summary>
    internal void Settle(Folio folio) => PageOf(folio).Flags |= HugePageFlags.Migratable;

    /// <summary>The reservation used for the folio does not come back when it is freed (<c>folio_clear_hugetlb_restore_reserve</c>).</summary>
    internal void ReservationIsUsed(Folio folio) => PageOf(folio).Flags &= ~HugePageFlags.RestoreReserve;
}
