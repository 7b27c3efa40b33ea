using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>The huge pages of a pool that are reserved for mounts, files and private mappings and not allocated yet.</summary>
/// <remarks>
/// Models <c>resv_huge_pages</c> of <c>struct hstate</c> with the functions that keep it in step with reservation maps and subpools. The
/// kernel keeps only the number; <see cref="Holders"/> says for whom it stands.
/// </remarks>
[SharedState(PartOf = "_pool")]
public sealed partial class HugetlbReserves
{
    private readonly HugePagePool _pool;

    internal HugetlbReserves(HugePagePool pool) => _pool = pool;

    /// <summary>Reserved huge pages (<c>resv_huge_pages</c>). Lock required to change it: hugetlb_lock.</summary>
    [Shared]
    public partial long Count { get; internal set; }

    /// <summary>
    /// How far <see cref="Count"/> is above what its holders have reserved, or below it where negative: 6.12 loses count on a few paths,
    /// and so does the model. The difference never goes away.
    /// </summary>
    /// <remarks>
    /// Above: an allocation that uses up a mount's minimum without a right to reserved pages (a child's copy of a private mapping, a
    /// private mapping without reservation, a copy by the owner that gets a surplus page) leaves <c>resv_huge_pages</c> as it was. Below:
    /// an allocation or reservation that fails below the minimum hands the mount pages that were never reserved, and
    /// <c>hugetlb_fix_reserve_counts</c> may fail.
    /// </remarks>
    [Shared]
    public partial long CountedInError { get; internal set; }

    /// <summary>
    /// How often a reservation was restored with a page that was surplus, and so went to the page allocator: the reserve then stands for a
    /// page that must still be found.
    /// </summary>
    [Shared]
    internal partial long WithoutPage { get; set; }

    /// <summary>The mounts with limits that exist, or that pages in use are still charged to.</summary>
    [Shared]
    internal partial List<HugetlbSubpool> Subpools { get; }

    /// <summary>
    /// Pages in use whose last put restores a reservation (<c>HPageRestoreReserve</c>) that its holder already counts as its own.
    /// </summary>
    internal long RestoredOnFree => _pool.Pages.Count(static p => !p.Has(HugePageFlags.Freed) && p.Has(HugePageFlags.RestoreReserve));

    /// <summary>
    /// For whom huge pages are reserved: together <see cref="Count"/>, but for <see cref="CountedInError"/> and pages in use that restore.
    /// </summary>
    /// <returns>
    /// The unused part of each mount's minimum, the files' reservations of places without a page, and what the owners of private mappings
    /// reserved and did not use. Those without any are left out.
    /// </returns>
    public ImmutableArray<ReservationHolder> Holders()
    {
        ImmutableArray<ReservationHolder>.Builder holders = ImmutableArray.CreateBuilder<ReservationHolder>();
        foreach (HugetlbSubpool subpool in Subpools)
        {
            Add(holders, "minimum of a mount", subpool.Reserved);
        }

        foreach (HugetlbFile file in _pool.Files)
        {
            Add(holders, $"reserved in '{file.Mapping.Name}'",
                file.Reservations.Count(new HugeIndex(0), HugeIndex.End) - file.CachedReservations());
            foreach (HugetlbMappedArea area in file.Areas)
            {
                if (area.UsedReservations is { } used)
                {
                    Add(holders, $"private mapping of '{file.Mapping.Name}'", area.End - area.Start - used.Count(area.Start, area.End));
                }
            }
        }

        return holders.ToImmutable();
    }

    /// <summary>Reserves huge pages, allocating surplus ones where the free ones do not suffice; or drops reserves.</summary>
    /// <param name="change">How many to reserve, or, negative, to drop.</param>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/> with nothing changed.</returns>
    /// <remarks>Models <c>hugetlb_acct_memory</c>.</remarks>
    [Interleaved]
    internal Errno AccountMemory(long change)
    {
        if (change == 0)
        {
            return Errno.None;
        }

        _pool.Lock.Acquire();
        Errno error = Errno.None;
        if (change > 0)
        {
            error = _pool.SurplusPages.Gather(change);
            if (error == Errno.None && change > _pool.Free)
            {
                // Only where the count was below 0 does it promise more than all free pages.
                _pool.SurplusPages.ReturnUnused(change);
                error = Errno.ENOMEM;
            }
        }
        else
        {
            _pool.SurplusPages.ReturnUnused(-change);
        }

        _pool.Lock.Release();
        return error;
    }

    /// <summary>
    /// Uncharges a mount for an allocation or reservation that failed. The mount may keep more of it for its minimum than it had granted
    /// from there, or less: 6.12 does not carry the difference over to the pool.
    /// </summary>
    [Interleaved]
    internal void ReturnToSubpool(HugetlbSubpool? subpool, long count, long fromPool) =>
        CountedInError += HugetlbSubpool.Put(subpool, count) - fromPool;

    /// <summary>Notes that a page was allocated with a reservation, if it was. Lock required: hugetlb_lock.</summary>
    internal void Use(HugePage page, bool reserved)
    {
        if (reserved)
        {
            page.Flags |= HugePageFlags.RestoreReserve;
            Count--;
        }
    }

    /// <summary>Lets a page restore a reservation when it is freed, if no page table maps it and there is no surplus.</summary>
    /// <returns>Whether it will.</returns>
    [Interleaved]
    internal bool TryRestoreOnFree(Folio folio)
    {
        _pool.Lock.Acquire();
        bool restores = _pool.SurplusPages.Count == 0 && folio.MapCount == 0;
        if (restores)
        {
            _pool.PageOf(folio).Flags |= HugePageFlags.RestoreReserve;
        }

        _pool.Lock.Release();
        return restores;
    }

    /// <summary>
    /// Corrects the reservation map right before a page that was allocated for a place is put unused, so that map and reserves agree.
    /// Reference effect: none.
    /// </summary>
    /// <remarks>
    /// Models <c>restore_reserve_on_error</c>. If a reservation was used, the put restores the reserve and the map must say so; if none was
    /// used, the entry that the allocation made must go.
    /// </remarks>
    [Interleaved]
    internal void RestoreOnError(VmaReservation reservation, HugeIndex index, Folio folio)
    {
        HugePage page = _pool.PageOf(folio);
        ReservationChange needed = reservation.Needs(index);
        if (page.Has(HugePageFlags.RestoreReserve))
        {
            RestoreUsed(reservation, index, page, needed);
            return;
        }

        if (!needed.IsOk)
        {
            // No memory means that the map has no entry: none reserved in a file, one reserved in a private mapping.
            page.Flags |= reservation.IsShared ? HugePageFlags.None : HugePageFlags.RestoreReserve;
        }
        else if (needed.Pages != 0)
        {
            reservation.End();
        }
        else if (reservation.Delete(index) != Errno.None)
        {
            page.Flags |= HugePageFlags.RestoreReserve;
        }
    }

    [Interleaved]
    private static void RestoreUsed(VmaReservation reservation, HugeIndex index, HugePage page, ReservationChange needed)
    {
        if (!needed.IsOk)
        {
            page.Flags &= ~HugePageFlags.RestoreReserve;
        }
        else if (needed.Pages != 0)
        {
            reservation.Add(index);
        }
        else
        {
            reservation.End();
        }
    }

    private static void Add(ImmutableArray<ReservationHolder>.Builder holders, string holder, long pages)
    {
        if (pages != 0)
        {
            holders.Add(new ReservationHolder(holder, pages));
        }
    }
}
