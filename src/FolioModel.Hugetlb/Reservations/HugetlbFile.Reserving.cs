namespace FolioModel.Hugetlb;

public sealed partial class HugetlbFile
{
    /// <summary>
    /// Reserves the huge pages of an area that is being mapped: in the file's map if shared, in one of its own if private.
    /// </summary>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/> with nothing changed.</returns>
    /// <remarks>Models <c>hugetlb_reserve_pages</c>: every step that failed is undone by those before it.</remarks>
    [Interleaved]
    private Errno Reserve(HugetlbMappedArea area)
    {
        if (area.IsShared)
        {
            area.Reservation = new VmaReservation(Reservations, shared: true, area.HasNoReserve);
        }

        if (area.HasNoReserve)
        {
            return Errno.None;
        }

        if (!area.IsShared)
        {
            area.Reservation =
                new VmaReservation(new ReservationMap(Pool, $"a private mapping of '{Mapping.Name}'"), shared: false, noReserve: false);
            return ReserveInPool(area.End - area.Start).Error;
        }

        ReservationChange missing = Reservations.Change(area.Start, area.End);
        if (!missing.IsOk)
        {
            return Errno.ENOMEM;
        }

        SubpoolCharge charge = ReserveInPool(missing.Pages);
        if (!charge.IsOk)
        {
            Reservations.Abort(missing.Descriptors);
            return Errno.ENOMEM;
        }

        ReservationChange added = Reservations.Add(area.Start, area.End, missing.Descriptors, Pool.Options.ChargesReservations);
        if (!added.IsOk)
        {
            Pool.Reserves.AccountMemory(-charge.FromPool);
            Pool.Reserves.ReturnToSubpool(Subpool, missing.Pages, charge.FromPool);
            Reservations.Abort(missing.Descriptors);
            return Errno.ENOMEM;
        }

        if (missing.Pages > added.Pages)
        {
            // Another task allocated a page of the range meanwhile, which entered it into the map: it was reserved twice.
            Pool.Reserves.AccountMemory(-HugetlbSubpool.Put(Subpool, missing.Pages - added.Pages));
        }

        return Errno.None;
    }

    /// <summary>Charges the mount for huge pages and reserves in the pool what its minimum does not cover.</summary>
    [Interleaved]
    private SubpoolCharge ReserveInPool(long pages)
    {
        SubpoolCharge charge = HugetlbSubpool.Get(Subpool, pages);
        if (!charge.IsOk)
        {
            return charge;
        }

        if (Pool.Reserves.AccountMemory(charge.FromPool) != Errno.None)
        {
            Pool.Reserves.ReturnToSubpool(Subpool, pages, charge.FromPool);
            return new SubpoolCharge(Errno.ENOMEM, 0);
        }

        return charge;
    }
}
