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

    /// <summary>Lets a folio bring a reservation back when it is freed, if nobody maps it and there is no surplus.</summary>
    /// <returns>Whether it will.</returns>
    [Interleaved]
    internal bool TryRestoreReserve(Folio folio)
    {
        Lock.Acquire();
        bool restores = Surplus == 0 && folio.MapCount == 0;
        if (restores)
        {
            PageOf(folio).Flags |= HugePageFlags.RestoreReserve;
        }

        Lock.Release();
        return restores;
    }

    /// <summary>How many bytes can be read before failed memory.</summary>
    /// <remarks>Models <c>adjust_range_hwpoison</c>.</remarks>
    internal long HealthyBytes(Folio folio, long start, long wanted) => Math.Max(0, Math.Min(wanted, PageOf(folio).FirstFailedByte(start) - start));
}
