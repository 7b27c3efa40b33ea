namespace FolioModel.Files;

public sealed partial class OpenFile
{
    /// <summary>
    /// Writes to the file, folio by folio, and pauses where too much memory is dirty. Reference effect: none that lasts but those of the
    /// page
    /// cache for folios that it makes.
    /// </summary>
    /// <param name="position">First byte; the end of the file with <see cref="OpenOptions.Append"/>.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="options">How.</param>
    /// <returns>
    /// Bytes written, fewer than asked for after an error; when there are none <see cref="Errno.EINVAL"/> (negative),
    /// <see cref="Errno.ENOSPC"/>, <see cref="Errno.EIO"/> (a partial page could not be read, or a synchronous write not be written),
    /// <see cref="Errno.EINTR"/> or <see cref="Errno.ENOMEM"/>.
    /// </returns>
    /// <remarks>Models <c>generic_file_write_iter</c>. Locks: takes i_rwsem.</remarks>
    [Interleaved]
    public TransferResult Write(long position, long length, WriteOptions options = WriteOptions.None)
    {
        ThrowIfUnusable();
        if (position < 0 || length < 0 || position > long.MaxValue - length)
        {
            return new TransferResult(0, Errno.EINVAL);
        }

        if ((options & WriteOptions.DontCache) != 0 && !_machine.Profile.HasUncachedIo)
        {
            return new TransferResult(0, Errno.EOPNOTSUPP);
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("generic_file_write_iter");
        File.InodeLock.DownWrite();
        long start = (Options & OpenOptions.Append) != 0 ? File.Size : position;
        TransferResult result = (Options & OpenOptions.Direct) != 0 ? WriteDirectly(start, length) : PerformWrite(start, length, options);
        File.InodeLock.UpWrite();
        if (result.Bytes == 0)
        {
            return result;
        }

        bool synchronous = (Options & OpenOptions.Synchronous) != 0 || (options & WriteOptions.Synchronous) != 0;
        if (synchronous)
        {
            Errno error = SyncRange(start, result.Bytes);
            return error == Errno.None ? result : new TransferResult(0, error);
        }

        if ((options & WriteOptions.DontCache) != 0)
        {
            File.StartWriting(start, result.Bytes);
        }

        return result;
    }

    /// <remarks>Models <c>generic_perform_write</c>.</remarks>
    [Interleaved]
    private TransferResult PerformWrite(long position, long length, WriteOptions options)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("generic_perform_write");
        long written = 0;
        Errno error = Errno.None;
        while (written < length && error == Errno.None)
        {
            File.PauseIfDue();
            long at = position + written;
            long part = File.Mapping.MaxOrder == Order.Zero ? PageSize.Bytes - (at & (PageSize.Bytes - 1)) : length - written;
            bool drops = (options & WriteOptions.DontCache) != 0;
            long run = drops ? 0 : File.WriteRun(at, length - written);
            if (run > 0)
            {
                written += run;
                continue;
            }

            (error, long bytes) = File.CanWriteAtOnce(at)
                ? File.WriteAtOnce(at, Math.Min(part, length - written), drops)
                : File.WriteFolio(at, Math.Min(part, length - written), drops);
            written += bytes;
        }

        return TransferResult.Of(written, error);
    }
}
