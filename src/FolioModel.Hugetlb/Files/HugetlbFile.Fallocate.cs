namespace FolioModel.Hugetlb;

public sealed partial class HugetlbFile
{
    /// <summary>
    /// Allocates huge pages for a range, rounded outwards; or makes a hole of the whole huge pages in it and zeroes the rest. Reference
    /// effect: see <see cref="Allocate"/> and <see cref="PunchHole"/>.
    /// </summary>
    /// <param name="mode">Nothing, or <see cref="FallocateMode.KeepSize"/>, or both that and <see cref="FallocateMode.PunchHole"/>.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>
    /// Success, or in this order: <see cref="Errno.EINVAL"/> (negative offset, length not above 0), <see cref="Errno.EOPNOTSUPP"/> (mode),
    /// <see cref="Errno.EFBIG"/> (the end lies beyond the largest offset), and what the operation itself says.
    /// </returns>
    /// <remarks>Models <c>vfs_fallocate</c> and <c>hugetlbfs_fallocate</c>.</remarks>
    [Interleaved]
    public Errno Fallocate(FallocateMode mode, ByteOffset offset, long length)
    {
        ThrowIfClosed();
        Errno error = VfsFallocate.Check(mode, offset, length);
        if (error != Errno.None)
        {
            return error;
        }

        if ((mode & ~(FallocateMode.KeepSize | FallocateMode.PunchHole)) != 0)
        {
            return Errno.EOPNOTSUPP;
        }

        return (mode & FallocateMode.PunchHole) != 0
            ? PunchHole(offset, length)
            : Allocate(offset, length, keepSize: (mode & FallocateMode.KeepSize) != 0);
    }

    /// <summary>
    /// Makes sure that a range, rounded outwards, has its huge pages, zeroed. Reference effect: each new folio keeps those of the page
    /// cache, one for each of its pages; the one it was taken from the pool with is dropped again. Locks: i_rwsem, and the fault mutex of
    /// each huge page.
    /// </summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes, above 0.</param>
    /// <param name="keepSize">Do not extend the file.</param>
    /// <returns>
    /// Success; <see cref="Errno.EPERM"/> (sealed against growing); <see cref="Errno.ENOSPC"/> and <see cref="Errno.ENOMEM"/>, which keep
    /// what was allocated and leave the size; <see cref="Errno.EINTR"/> (a signal is pending), which keeps what was allocated and extends
    /// the file all the same.
    /// </returns>
    /// <remarks>Models the allocating half of <c>hugetlbfs_fallocate</c>.</remarks>
    [Interleaved]
    public Errno Allocate(ByteOffset offset, long length, bool keepSize)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlbfs_fallocate");
        InodeLock.DownWrite();
        Errno error = AllocateLocked(offset, offset.Value + length, keepSize);
        InodeLock.UpWrite();
        return error;
    }

    [Interleaved]
    private Errno AllocateLocked(ByteOffset offset, long end, bool keepSize)
    {
        if ((Seals & FileSeals.Grow) != 0 && end > Size)
        {
            return Errno.EPERM;
        }

        HugeIndex index = new(offset.Value >> HugeShift);
        HugeIndex last = new((end - 1) >> HugeShift);
        Errno interrupted = Errno.None;
        while (index <= last && interrupted == Errno.None)
        {
            _machine.Point(SchedulingPoint.Reschedule);
            if (_machine.Current.SignalPending)
            {
                interrupted = Errno.EINTR;
                continue;
            }

            Errno error = AllocateAt(index);
            if (error != Errno.None)
            {
                return error;
            }

            index = index.Next;
        }

        // Being interrupted ends the loop but not the operation: the size is extended to what was asked for, not to what was allocated.
        if (!keepSize && end > Size)
        {
            Mapping.Size = end;
        }

        return interrupted;
    }

    [Interleaved]
    private Errno AllocateAt(HugeIndex index)
    {
        RwSemaphore mutex = Pool.FaultMutex(Mapping, index);
        mutex.DownWrite();
        FolioResult found = Mapping.Pages.GetFolio(CacheIndex(index));
        if (found.IsOk)
        {
            found.Folio.Put();
            mutex.UpWrite();
            return Errno.None;
        }

        FolioResult made = AllocateIntoCache(SharedReservation, index);
        mutex.UpWrite();
        if (!made.IsOk)
        {
            return made.Error;
        }

        Pool.SetMigratable(made.Folio);

        // The page cache has references of its own now: the one from the pool is not needed any more.
        made.Folio.Unlock();
        made.Folio.Put();
        return Errno.None;
    }

    /// <summary>
    /// Takes a huge page from the pool, zeroes it and puts it into the page cache. Reference effect: those of the page cache and +1 owned
    /// by the current task. Lock required: the fault mutex.
    /// </summary>
    /// <returns>
    /// The locked folio; <see cref="Errno.ENOSPC"/>, <see cref="Errno.ENOMEM"/> or <see cref="Errno.EEXIST"/> with nothing changed.
    /// </returns>
    [Interleaved]
    internal FolioResult AllocateIntoCache(VmaReservation reservation, HugeIndex index)
    {
        FolioResult taken = Pool.Allocate(reservation, index, Subpool, copyByOwner: false);
        if (!taken.IsOk)
        {
            return taken;
        }

        Pool.Zero(taken.Folio);
        Errno error = AddToCache(taken.Folio, index);
        if (error != Errno.None)
        {
            Pool.Reserves.RestoreOnError(reservation, index, taken.Folio);
            taken.Folio.Put();
            return FolioResult.Failed(error);
        }

        return taken;
    }

    /// <summary>Puts a folio into the page cache, locked and dirty. Reference effect: those of the page cache.</summary>
    /// <remarks>
    /// Models <c>hugetlb_add_to_page_cache</c>. The reservation is used for good from here on; dirty, so that no task drops it as a clean
    /// page of a file.
    /// </remarks>
    [Interleaved]
    private Errno AddToCache(Folio folio, HugeIndex index)
    {
        folio.Lock();
        Errno error = Mapping.Pages.InsertFolio(folio, CacheIndex(index), GfpFlags.Kernel);
        if (error != Errno.None)
        {
            folio.Unlock();
            return error;
        }

        Pool.ClearRestoreReserve(folio);
        folio.MarkDirty();
        CountBlocks(1);
        return Errno.None;
    }
}
