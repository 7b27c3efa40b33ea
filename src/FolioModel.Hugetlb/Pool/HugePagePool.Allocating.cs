namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>
    /// Takes a huge page for one place of a file or private mapping, with its reservation if there is one. Reference effect: the count is
    /// 1,
    /// owned by the current task.
    /// </summary>
    /// <param name="reservation">The reservations that the allocation may use.</param>
    /// <param name="index">The place.</param>
    /// <param name="subpool">The mount's limits, or null.</param>
    /// <param name="copyByOwner">
    /// The owner of a private mapping copies a page that it shares with a child: its reservation for this place was used up by that page,
    /// so
    /// none is looked for.
    /// </param>
    /// <returns>
    /// The folio; <see cref="Errno.ENOMEM"/> (the reservation map could not be changed) or <see cref="Errno.ENOSPC"/> (the mount's limit,
    /// or no
    /// folio left that is not reserved for others).
    /// </returns>
    /// <remarks>Models <c>alloc_hugetlb_folio</c>. Charging control groups always succeeds here.</remarks>
    [Interleaved]
    internal FolioResult Allocate(VmaReservation reservation, HugeIndex index, HugetlbSubpool? subpool, bool copyByOwner)
    {
        ReservationChange needed = reservation.Needs(index);
        if (!needed.IsOk)
        {
            return FolioResult.Failed(Errno.ENOMEM);
        }

        long fromPool = needed.Pages;
        bool chargesSubpool = needed.Pages != 0 || copyByOwner;
        if (chargesSubpool)
        {
            SubpoolCharge charge = HugetlbSubpool.Get(subpool, 1);
            if (!charge.IsOk)
            {
                reservation.End();
                return FolioResult.Failed(Errno.ENOSPC);
            }

            fromPool = charge.FromPool;
        }

        HugePage? page = Take(reservation, fromPool, copyByOwner);
        if (page is null)
        {
            if (chargesSubpool)
            {
                Reserves.ReturnToSubpool(subpool, 1, fromPool);
            }

            reservation.End();
            return FolioResult.Failed(Errno.ENOSPC);
        }

        if (chargesSubpool && fromPool == 0 && !page.Has(HugePageFlags.RestoreReserve))
        {
            // Part of the mount's minimum is used up, but 6.12 lets only owners and shared mappings use the pool's reserve for it.
            Reserves.CountedInError++;
        }

        page.Subpool = subpool;
        Machine.Point(SchedulingPoint.Lock);
        if (needed.Pages > reservation.Commit(index).Pages)
        {
            // Another task reserved this place meanwhile: it is counted twice, and the second reserve is dropped.
            Reserves.AccountMemory(-HugetlbSubpool.Put(subpool, 1));
        }

        return new FolioResult(page.Folio, Errno.None);
    }

    /// <summary>From the free list if a reservation or an unreserved free folio allows; else as surplus.</summary>
    [Interleaved]
    private HugePage? Take(VmaReservation reservation, long fromPool, bool copyByOwner)
    {
        bool reserved = reservation.HasReserves(fromPool);
        Lock.Acquire();
        HugePage? page = reserved || Available != 0 ? Dequeue() : null;
        if (page is not null)
        {
            Reserves.Use(page, reserved);
            Lock.Release();
            return page;
        }

        Lock.Release();
        page = SurplusPages.Allocate();
        if (page is null)
        {
            return null;
        }

        Lock.Acquire();
        Reserves.Use(page, reserved && !copyByOwner);
        page.Folio.Unfreeze(1, HugetlbHolders.User);
        Lock.Release();
        return page;
    }

    /// <summary>
    /// Takes the first usable page of the free list. Reference effect: the count goes from 0 to 1. Lock required: hugetlb_lock.
    /// </summary>
    /// <remarks>Models <c>dequeue_hugetlb_folio_node_exact</c>: failed memory stays on the list and is passed over.</remarks>
    [Interleaved]
    private HugePage? Dequeue()
    {
        Lock.AssertHeld();
        int found = FreeList.FindLastIndex(static p => !p.Folio.Has(FolioFlags.HwPoison));
        if (found < 0)
        {
            return null;
        }

        HugePage page = FreeList[found];
        Machine.Point(SchedulingPoint.Inside, Lock);
        FreeList.Remove(page);
        page.Flags &= ~HugePageFlags.Freed;
        Free--;
        page.Folio.Unfreeze(1, HugetlbHolders.User);
        return page;
    }
}
