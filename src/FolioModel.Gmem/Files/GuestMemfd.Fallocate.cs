namespace FolioModel.Gmem;

public sealed partial class GuestMemfd
{
    /// <summary>Allocates or punches a range of the file.</summary>
    /// <param name="mode">Must keep the size; may punch a hole.</param>
    /// <param name="offset">First byte, a multiple of the page size.</param>
    /// <param name="length">Bytes, a multiple of the page size.</param>
    /// <returns>
    /// Success, or in this order: <see cref="Errno.EINVAL"/> (negative offset, length not above 0), <see cref="Errno.EOPNOTSUPP"/> (mode),
    /// <see cref="Errno.EFBIG"/> (the end lies beyond the largest offset), <see cref="Errno.EINVAL"/> (not aligned, or allocation beyond
    /// the size), and what <see cref="Allocate"/> says.
    /// </returns>
    /// <remarks>Models <c>vfs_fallocate</c> and <c>kvm_gmem_fallocate</c>.</remarks>
    [Interleaved]
    public Errno Fallocate(FallocateMode mode, ByteOffset offset, long length)
    {
        ThrowIfClosed();
        Errno error = VfsFallocate.Check(mode, offset, length);
        if (error != Errno.None)
        {
            return error;
        }

        if ((mode & FallocateMode.KeepSize) == 0 || (mode & ~(FallocateMode.KeepSize | FallocateMode.PunchHole)) != 0)
        {
            return Errno.EOPNOTSUPP;
        }

        if (((offset.Value | length) & (PageSize.Bytes - 1)) != 0)
        {
            return Errno.EINVAL;
        }

        return (mode & FallocateMode.PunchHole) != 0 ? PunchHole(offset, length) : Allocate(offset, length);
    }

    /// <summary>
    /// Makes sure that every page of a range has a folio. Reference effect: each new folio keeps those of the page cache (one for each
    /// page) and, if small, one of the lru_add batch until it drains; the reference that the folio was got with is dropped again at once.
    /// </summary>
    /// <param name="offset">First byte, a multiple of the page size.</param>
    /// <param name="length">Bytes, a multiple of the page size.</param>
    /// <returns>
    /// Success; <see cref="Errno.EINVAL"/> (the range ends beyond the file, nothing done); <see cref="Errno.EINTR"/> (a signal is pending)
    /// and
    /// <see cref="Errno.ENOMEM"/>, which both keep what was allocated before.
    /// </returns>
    /// <remarks>Models <c>kvm_gmem_allocate</c>. Many may run at once: it holds the invalidate lock shared.</remarks>
    [Interleaved]
    public Errno Allocate(ByteOffset offset, long length)
    {
        ThrowIfClosed();
        if (length > Inode.Size - offset.Value)
        {
            return Errno.EINVAL;
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("kvm_gmem_allocate");
        Mapping.InvalidateLock.DownRead();
        Errno error = AllocateLocked(offset.ToPageIndex(), new ByteOffset(offset.Value + length).ToPageIndex());
        Mapping.InvalidateLock.UpRead();
        return error;
    }

    /// <summary>
    /// Removes a range from the file. The guest loses its mappings first, so that nothing it can still reach leaves the cache. Reference
    /// effect: -1 for each page, those of the page cache; a folio that has another holder (another CPU's batch, a fault) is freed by the
    /// last of them.
    /// </summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes; a range beyond the file finds nothing.</param>
    /// <returns>Always success.</returns>
    /// <remarks>Models <c>kvm_gmem_punch_hole</c>. Holds the invalidate lock exclusively.</remarks>
    [Interleaved]
    public Errno PunchHole(ByteOffset offset, long length)
    {
        ThrowIfClosed();
        PageIndex start = offset.ToPageIndex();
        PageIndex end = new ByteOffset(offset.Value + length).ToPageIndex();
        using KernelTask.FunctionScope function = _machine.Current.Enter("kvm_gmem_punch_hole");
        Mapping.InvalidateLock.DownWrite();
        Inode.InvalidateBegin(start, end);
        Mapping.Truncate(offset, new ByteOffset(offset.Value + length - 1));
        Inode.InvalidateEnd(start, end);
        Mapping.InvalidateLock.UpWrite();
        return Errno.None;
    }

    [Interleaved]
    private Errno AllocateLocked(PageIndex index, PageIndex end)
    {
        while (index < end)
        {
            if (_machine.Current.SignalPending)
            {
                return Errno.EINTR;
            }

            PageCount made = CreateRun(index, end);
            if (made > default(PageCount))
            {
                index += made;
                continue;
            }

            FolioResult got = GetFolio(index);
            if (!got.IsOk)
            {
                return Profile.ReportsNoMemoryOnly ? Errno.ENOMEM : got.Error;
            }

            // The folio is in the file now and the file holds references of its own: the one it was got with is not needed any more.
            PageIndex next = got.Folio.NextIndex;
            got.Folio.Unlock();
            got.Folio.Put();
            if (next == PageIndex.Zero)
            {
                return Errno.None;
            }

            index = next;
            _machine.Point(SchedulingPoint.Reschedule);
        }

        return Errno.None;
    }
}
