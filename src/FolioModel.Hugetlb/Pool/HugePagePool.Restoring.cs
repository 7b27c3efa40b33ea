namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>
    /// Sets the reservation map right before a folio that was allocated for a place is given back unused, so that map and promises agree.
    /// Reference effect: none.
    /// </summary>
    /// <remarks>
    /// Models <c>restore_reserve_on_error</c>. If a reservation was used, its put makes the promise again and the map must say so; if none was
    /// used, the entry that the allocation made must go.
    /// </remarks>
    [Interleaved]
    internal void RestoreReserveOnError(ReservationClaims claims, HugeIndex index, Folio folio)
    {
        HugePage page = PageOf(folio);
        ReservationChange needed = claims.Needs(index);
        if (page.Has(HugePageFlags.RestoreReserve))
        {
            RestoreUsed(claims, index, page, needed);
            return;
        }

        if (!needed.IsOk)
        {
            // No memory means that the map has no entry: none reserved in a file, one reserved in a private mapping.
            page.Flags |= claims.IsShared ? HugePageFlags.None : HugePageFlags.RestoreReserve;
        }
        else if (needed.Pages != 0)
        {
            claims.End();
        }
        else if (claims.Forget(index) != Errno.None)
        {
            page.Flags |= HugePageFlags.RestoreReserve;
        }
    }

    [Interleaved]
    private static void RestoreUsed(ReservationClaims claims, HugeIndex index, HugePage page, ReservationChange needed)
    {
        if (!needed.IsOk)
        {
            page.Flags &= ~HugePageFlags.RestoreReserve;
        }
        else if (needed.Pages != 0)
        {
            claims.Restore(index);
        }
        else
        {
            claims.End();
        }
    }
}
