namespace FolioModel.Hugetlb;

public sealed partial class HugetlbFile
{
    /// <summary>
    /// Removes the huge pages that lie wholly in a range and zeroes what the range covers of the others. Reference effect: on each removed
    /// folio
    /// those of the page cache and of all mappings; who else holds it keeps it out of the pool. Locks: i_rwsem, the fault mutex of each.
    /// </summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes, above 0.</param>
    /// <returns>Success, or <see cref="Errno.EPERM"/> (sealed against writing).</returns>
    /// <remarks>
    /// Models <c>hugetlbfs_punch_hole</c>. A removed page takes its region of the reservation map with it: the hole has no reservation,
    /// unless the
    /// mount's minimum keeps one. Reservations of pages that were not there stay.
    /// </remarks>
    [Interleaved]
    public Errno PunchHole(ByteOffset offset, long length)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlbfs_punch_hole");
        InodeLock.DownWrite();
        Errno error = (Seals & (FileSeals.Write | FileSeals.FutureWrite)) != 0 ? Errno.EPERM : Errno.None;
        if (error == Errno.None)
        {
            Punch(offset.Value, offset.Value + length);
        }

        InodeLock.UpWrite();
        return error;
    }

    /// <summary>
    /// Changes the size. What lies behind it goes, with all reservations there. Reference effect: as <see cref="PunchHole"/>.
    /// </summary>
    /// <param name="size">The new size, a multiple of the huge page.</param>
    /// <returns>
    /// Success; <see cref="Errno.EINVAL"/> (negative or no multiple of the huge page); <see cref="Errno.EPERM"/> (sealed against it).
    /// </returns>
    /// <remarks>Models <c>ftruncate</c>, <c>hugetlbfs_setattr</c> and <c>hugetlb_vmtruncate</c>.</remarks>
    [Interleaved]
    public Errno Truncate(long size)
    {
        ThrowIfClosed();
        if (size < 0 || !IsAligned(size))
        {
            return Errno.EINVAL;
        }

        if ((size < Size && (Seals & FileSeals.Shrink) != 0) || (size > Size && (Seals & FileSeals.Grow) != 0))
        {
            return Errno.EPERM;
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlb_vmtruncate");
        InodeLock.DownWrite();
        Mapping.Size = size;
        HugeIndex start = new(size >> HugeShift);
        UnmapRange(start, HugeIndex.End);
        RemovePages(start, HugeIndex.End);
        InodeLock.UpWrite();
        return Errno.None;
    }

    [Interleaved]
    private void Punch(long from, long to)
    {
        long start = (from + Pool.PageBytes - 1) & ~(Pool.PageBytes - 1);
        long end = to & ~(Pool.PageBytes - 1);
        if (from < start)
        {
            ZeroPart(from, Math.Min(to, start));
        }

        HugeIndex first = new(start >> HugeShift);
        HugeIndex behind = new(end >> HugeShift);
        if (start < end)
        {
            UnmapRange(first, behind);
        }

        if (to > end && to > start)
        {
            ZeroPart(end, to);
        }

        if (start < end)
        {
            RemovePages(first, behind);
        }
    }

    /// <summary>Zeroes a part of a huge page, if it is there.</summary>
    /// <remarks>Models <c>hugetlbfs_zero_partial_page</c>.</remarks>
    [Interleaved]
    private void ZeroPart(long from, long to)
    {
        HugeIndex index = new(from >> HugeShift);
        FolioResult found = Mapping.Pages.LockFolio(CacheIndex(index));
        if (!found.IsOk)
        {
            return;
        }

        long start = index.Value << HugeShift;
        Pool.PageOf(found.Folio).Contents.Fill(from - start, to - start, 0);
        found.Folio.Unlock();
        found.Folio.Put();
    }

    /// <summary>
    /// Takes the huge pages of a range out of the page cache: a hole gives back each one's reservation, truncation (to the end) those of
    /// the
    /// whole range at once.
    /// </summary>
    /// <remarks>Models <c>remove_inode_hugepages</c>.</remarks>
    [Interleaved]
    private void RemovePages(HugeIndex start, HugeIndex end)
    {
        bool truncates = end == HugeIndex.End;
        PageIndex last = truncates ? PageIndex.Max : new PageIndex(CacheIndex(end).Value - 1);
        FolioBatch batch = new(_machine);
        PageIndex next = CacheIndex(start);
        long removed = 0;
        while (true)
        {
            Mapping.Pages.GetFolios(batch, next, last);
            if (batch.Count == 0)
            {
                break;
            }

            next = batch.Next;
            for (int i = 0; i < batch.Count; i++)
            {
                RemovePage(batch[i], truncates);
                removed++;
            }

            batch.Release();
            _machine.Point(SchedulingPoint.Reschedule);
        }

        if (truncates)
        {
            Unreserve(start, HugeIndex.End, removed);
        }
    }

    /// <remarks>Models <c>remove_inode_single_folio</c>.</remarks>
    [Interleaved]
    private void RemovePage(Folio folio, bool truncates)
    {
        HugeIndex index = IndexOf(folio.Index);
        RwSemaphore mutex = Pool.FaultMutex(Mapping, index);
        mutex.DownWrite();
        folio.Lock();
        if (folio.MapCount > 0)
        {
            // Faulted in between, or skipped before. The fault mutex keeps further faults away.
            UnmapRange(index, index.Next);
        }

        folio.CancelDirty();
        folio.ClearUptodate();
        Mapping.Pages.RemoveFolio(folio);
        if (!truncates && Unreserve(index, index.Next, 1) != Errno.None)
        {
            FixReserveCounts();
        }

        folio.Unlock();
        mutex.UpWrite();
    }

    /// <summary>Takes a range out of the reservation map and gives back what was reserved but not there.</summary>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/> (a region falls in two) with nothing changed.</returns>
    /// <remarks>Models <c>hugetlb_unreserve_pages</c>.</remarks>
    [Interleaved]
    private Errno Unreserve(HugeIndex start, HugeIndex end, long freed)
    {
        ReservationChange deleted = Reservations.Delete(start, end);
        if (!deleted.IsOk)
        {
            return deleted.Error;
        }

        CountBlocks(-freed);
        Pool.Reserves.AccountMemory(-HugetlbSubpool.Put(Subpool, deleted.Pages - freed));
        return Errno.None;
    }

    /// <summary>A page is gone but its region could not be deleted: it stays as a reservation, and the counts are made to agree.</summary>
    /// <remarks>Models <c>hugetlb_fix_reserve_counts</c>.</remarks>
    [Interleaved]
    private void FixReserveCounts()
    {
        SubpoolCharge charge = HugetlbSubpool.Get(Subpool, 1);
        if (!charge.IsOk || Pool.Reserves.AccountMemory(charge.FromPool) != Errno.None)
        {
            Pool.Reserves.CountedInError--;
        }
    }
}
