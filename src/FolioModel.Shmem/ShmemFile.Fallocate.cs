namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>
    /// Reserves or frees a range of bytes. Reference effect of a reservation, for each new folio: +1 for each page owned by the page cache,
    /// and +1 of the lru_add batch until it drains. The caller's own reference has gone when it returns.
    /// </summary>
    /// <param name="mode">Whether to extend the size, and whether to punch a hole.</param>
    /// <param name="offset">First byte; rounded down to a page for a reservation.</param>
    /// <param name="length">Bytes; the end is rounded up for a reservation. The partial pages of a hole are zeroed.</param>
    /// <returns>
    /// Success; <see cref="Errno.EINVAL"/> (negative offset, no length), <see cref="Errno.EOPNOTSUPP"/> (mode), <see cref="Errno.EFBIG"/>
    /// (end too large), <see cref="Errno.EPERM"/> (seals), <see cref="Errno.ENOSPC"/>, <see cref="Errno.ENOMEM"/>,
    /// <see cref="Errno.EINTR"/> (a fatal signal). An error takes back what this call added, as far as it has not been used since.
    /// </returns>
    /// <remarks>
    /// Models <c>vfs_fallocate</c> and <c>shmem_fallocate</c>. New folios are dirty, so that reclaim swaps them instead of dropping them,
    /// and not uptodate, so that undoing knows them. Locks: takes i_rwsem, each folio's lock, i_pages.
    /// </remarks>
    [Interleaved]
    public Errno Fallocate(FallocateMode mode, ByteOffset offset, long length)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_fallocate");
        Errno error = VfsFallocate.Check(mode, offset, length);
        if (error != Errno.None)
        {
            return error;
        }

        if ((mode & ~(FallocateMode.KeepSize | FallocateMode.PunchHole)) != 0)
        {
            return Errno.EOPNOTSUPP;
        }

        InodeLock.DownWrite();
        error = (mode & FallocateMode.PunchHole) != 0 ? PunchHole(offset.Value, length) : Reserve(mode, offset.Value, length);
        InodeLock.UpWrite();
        return error;
    }

    [Interleaved]
    private Errno PunchHole(long offset, long length)
    {
        if ((Seals & (FileSeals.Write | FileSeals.FutureWrite)) != 0)
        {
            return Errno.EPERM;
        }

        ulong first = new ByteOffset(offset).ToNextPageIndex().Value;
        ulong end = (ulong)(offset + length) >> PageSize.Shift;
        ShmemFallocate punch = new(this, isPunch: true, first, end);
        Running = punch;
        if (end > first)
        {
            Mapping.UnmapRange(new PageIndex(first), new PageIndex(end - 1), alsoCopies: false);
        }
        else if (end == 0)
        {
            // The byte before the first page is the last there is, as an unsigned number: a hole inside page 0 unmaps all behind it.
            Mapping.UnmapRange(new PageIndex(first), PageIndex.Max, alsoCopies: false);
        }

        TruncateRange(new ByteOffset(offset), new ByteOffset(offset + length - 1));
        Running = null;
        _machine.WakeAll(punch);
        return Errno.None;
    }

    [Interleaved]
    private Errno Reserve(FallocateMode mode, long offset, long length)
    {
        if ((Seals & FileSeals.Grow) != 0 && offset + length > Size)
        {
            return Errno.EPERM;
        }

        ulong start = (ulong)offset >> PageSize.Shift;
        ulong end = new ByteOffset(offset + length).ToNextPageIndex().Value;
        if (Mount.Options.MaxPages > 0 && end - start > (ulong)Mount.Options.MaxPages)
        {
            return Errno.ENOSPC;
        }

        Running = new ShmemFallocate(this, isPunch: false, start, start);
        PageIndex endBefore = FallocatedEnd;
        FallocatedEnd = new PageIndex(Math.Max(FallocatedEnd.Value, end));
        (Errno error, ulong reached) = ReservePages(Running, start, end, offset + length);
        if (error != Errno.None)
        {
            FallocatedEnd = endBefore;
            if (reached > start)
            {
                UndoRange(new PageIndex(start).ToByteOffset(), new ByteOffset((long)(reached << PageSize.Shift) - 1),
                    undoFallocation: true);
            }
        }
        else if ((mode & FallocateMode.KeepSize) == 0 && offset + length > Size)
        {
            Mapping.Size = offset + length;
        }

        Running = null;
        return error;
    }

    [Interleaved]
    private (Errno Error, ulong Reached) ReservePages(ShmemFallocate running, ulong start, ulong end, long endInBytes)
    {
        ulong index = start;
        while (index < end)
        {
            if (_machine.Current.FatalSignalPending)
            {
                return (Errno.EINTR, index);
            }

            if (running.Unswapped > running.Fallocated)
            {
                // Memory is so short that what is reserved here goes straight to swap.
                return (Errno.ENOMEM, index);
            }

            ulong made = ReserveRun(index, end, endInBytes);
            if (made > 0)
            {
                index += made;
                running.Fallocated += made;
                running.Next = index;
                continue;
            }

            FolioResult got = GetFolio(new PageIndex(index), ShmemGetMode.Fallocate, endInBytes);
            if (!got.IsOk)
            {
                return (got.Error, index);
            }

            Folio folio = got.Folio;
            index = folio.NextIndex.Value;
            if (!folio.Has(FolioFlags.Uptodate))
            {
                running.Fallocated += index - running.Next;
            }

            running.Next = index;
            folio.MarkDirty();
            folio.Unlock();
            folio.Put();
            _machine.Point(SchedulingPoint.Reschedule);
        }

        return (Errno.None, index);
    }

    /// <summary>Reserves absent pages in one go, where nothing looks on and the mount has room for them.</summary>
    /// <returns>How many; 0 where the first is to be reserved by itself.</returns>
    private ulong ReserveRun(ulong index, ulong end, long endInBytes)
    {
        ulong last = Math.Min(end, Math.Min(index + (ulong)Mount.Room, LastIndex + 1));
        if (index >= last || AllowsHuge(new PageIndex(index), endInBytes))
        {
            return 0;
        }

        PageCount made = Mapping.Pages.OwnerEntries.CreateRun(
            new PageIndex(index), new PageIndex(last), FindFolioFlags.Create, FolioFlags.SwapBacked | FolioFlags.Dirty);
        if (made > default(PageCount))
        {
            Charge(made.Value);
            RecalculateInode(made.Value, 0);
        }

        return (ulong)made.Value;
    }
}
