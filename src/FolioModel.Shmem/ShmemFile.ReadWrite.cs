namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>
    /// Writes to the file, page by page or huge page by huge page. Reference effect: as <see cref="GetFolio"/> for each folio, less the
    /// caller's reference.
    /// </summary>
    /// <param name="position">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>
    /// Bytes written; when there are none: <see cref="Errno.EINVAL"/> (negative), <see cref="Errno.EPERM"/> (seals),
    /// <see cref="Errno.EIO"/> (the memory failed), <see cref="Errno.EINTR"/> (a fatal signal), or what <see cref="GetFolio"/> says.
    /// </returns>
    /// <remarks>
    /// Models <c>shmem_file_write_iter</c>. The folios are uptodate and dirty afterwards, new ones referenced. Locks: takes i_rwsem.
    /// </remarks>
    [Interleaved]
    public TransferResult Write(long position, long length) => WriteBytes(position, length, default);

    [Interleaved]
    private TransferResult WriteBytes(long position, long length, ReadOnlyMemory<byte> bytes)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_file_write_iter");
        if (position < 0 || length < 0 || position > long.MaxValue - length)
        {
            return new TransferResult(0, Errno.EINVAL);
        }

        InodeLock.DownWrite();
        long written = 0;
        Errno error = Errno.None;
        while (written < length && error == Errno.None)
        {
            (error, long part) = WritePart(position + written, length - written, bytes.IsEmpty ? bytes : bytes[(int)written..]);
            written += part;
        }

        InodeLock.UpWrite();
        return TransferResult.Of(written, error);
    }

    /// <summary>Reads from the file; holes read as zeroes and stay holes. Reference effect: none that lasts.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>
    /// Bytes read, 0 at the end of the file; when there are none <see cref="Errno.EINVAL"/>, <see cref="Errno.EIO"/> or
    /// <see cref="Errno.ENOMEM"/>.
    /// </returns>
    /// <remarks>Models <c>shmem_file_read_iter</c>. Each page read from its start is marked accessed.</remarks>
    [Interleaved]
    public TransferResult Read(long position, long length) => ReadBytes(position, length, default);

    [Interleaved]
    private TransferResult ReadBytes(long position, long length, Memory<byte> buffer)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_file_read_iter");
        if (position < 0 || length < 0)
        {
            return new TransferResult(0, Errno.EINVAL);
        }

        long read = 0;
        while (read < length)
        {
            (Errno error, long part) = ReadPart(position + read, length - read, buffer.IsEmpty ? buffer : buffer[(int)read..]);
            read += part;
            if (error != Errno.None || part == 0)
            {
                return TransferResult.Of(read, error);
            }

            _machine.Point(SchedulingPoint.Reschedule);
        }

        return new TransferResult(read, Errno.None);
    }

    /// <remarks>Models one round of <c>generic_perform_write</c> with <c>shmem_write_begin</c> and <c>shmem_write_end</c>.</remarks>
    [Interleaved]
    private (Errno Error, long Bytes) WritePart(long position, long length, ReadOnlyMemory<byte> contents)
    {
        long chunk = Order.Pmd.Pages * (long)PageSize.Bytes;
        long bytes = Math.Min(length, chunk - (position & (chunk - 1)));
        if (_machine.Current.FatalSignalPending)
        {
            return (Errno.EINTR, 0);
        }

        if ((Seals & (FileSeals.Write | FileSeals.FutureWrite)) != 0
            || ((Seals & FileSeals.Grow) != 0 && position + bytes > Size))
        {
            return (Errno.EPERM, 0);
        }

        FolioResult got = GetFolio(new ByteOffset(position).ToPageIndex(), ShmemGetMode.Write, position + bytes);
        if (!got.IsOk)
        {
            return (got.Error, 0);
        }

        Folio folio = got.Folio;
        if ((folio.Flags & (FolioFlags.HwPoison | FolioFlags.HasHwPoisoned)) != 0)
        {
            folio.Unlock();
            folio.Put();
            return (Errno.EIO, 0);
        }

        bytes = Math.Min(bytes, (long)(folio.NextIndex.Value << PageSize.Shift) - position);
        StoreContents(folio, position, bytes, contents);
        Mapping.Size = Math.Max(Size, position + bytes);
        if (!folio.Has(FolioFlags.Uptodate))
        {
            folio.MarkUptodate();
        }

        folio.MarkDirty();
        folio.Unlock();
        folio.Put();
        return (Errno.None, bytes);
    }

    [Interleaved]
    private (Errno Error, long Bytes) ReadPart(long position, long length, Memory<byte> buffer)
    {
        if (position >= Size)
        {
            return (Errno.None, 0);
        }

        PageIndex index = new ByteOffset(position).ToPageIndex();
        FolioResult got = GetFolio(index, ShmemGetMode.Read);
        if (!got.IsOk)
        {
            // Truncated meanwhile: the end of the file.
            return (got.Error == Errno.EINVAL ? Errno.None : got.Error, 0);
        }

        Folio folio = got.Folio;
        long offset = position & (PageSize.Bytes - 1);
        long bytes = Math.Max(Math.Min(Math.Min(length, PageSize.Bytes - offset), Size - position), 0);
        if (folio.IsNone)
        {
            LoadZeroes(bytes, buffer);
            return (Errno.None, bytes);
        }

        folio.Unlock();
        if (IsPoisoned(folio, index))
        {
            folio.Put();
            return (Errno.EIO, 0);
        }

        if (offset == 0 && bytes > 0)
        {
            folio.MarkAccessed();
        }

        LoadContents(folio, position, bytes, buffer);
        folio.Put();
        return (Errno.None, bytes);
    }

    /// <summary>Whether the page itself failed: a large folio may have good ones beside it.</summary>
    private static bool IsPoisoned(Folio folio, PageIndex index) => folio.Machine.IsPoisoned(folio.PfnOf(index));
}
