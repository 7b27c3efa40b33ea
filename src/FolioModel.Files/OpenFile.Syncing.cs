namespace FolioModel.Files;

public sealed partial class OpenFile
{
    /// <summary>Writes the file back and waits: what was dirty before is on the device afterwards. Reference effect: none.</summary>
    /// <returns>
    /// Success, or <see cref="Errno.EIO"/> for an error of writeback, also an earlier one, that this open file has not reported yet.
    /// </returns>
    /// <remarks>Models <c>fsync</c>: <c>file_write_and_wait_range</c>.</remarks>
    [Interleaved]
    public Errno Sync() => SyncRange(0, long.MaxValue - PageSize.Bytes);

    /// <summary>Writes the contents back and waits, exactly as <see cref="Sync"/> does: the model keeps no metadata.</summary>
    /// <returns>As <see cref="Sync"/>.</returns>
    /// <remarks>Models <c>fdatasync</c>.</remarks>
    [Interleaved]
    public Errno SyncData() => SyncRange(0, long.MaxValue - PageSize.Bytes);

    /// <summary>Writes a range back, without any promise about what else a crash would lose.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="length">Bytes; 0 for all to the end.</param>
    /// <param name="waitsBefore">Waits first for what is under writeback already.</param>
    /// <param name="writes">Starts to write what is dirty.</param>
    /// <param name="waitsAfter">Waits until it is written.</param>
    /// <returns>Success, <see cref="Errno.EINVAL"/>, or an error that this open file has not reported yet.</returns>
    /// <remarks>Models <c>sync_file_range</c>.</remarks>
    [Interleaved]
    public Errno SyncFileRange(long position, long length, bool waitsBefore, bool writes, bool waitsAfter)
    {
        ThrowIfUnusable();
        if (position < 0 || length < 0 || position > long.MaxValue - length)
        {
            return Errno.EINVAL;
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("sync_file_range");
        long end = length == 0 ? long.MaxValue - PageSize.Bytes : position + length;
        PageIndex first = new ByteOffset(position).ToPageIndex();
        PageIndex last = new ByteOffset(end).ToNextPageIndex().Previous();
        if (waitsBefore)
        {
            File.WaitForWriteback(first, last);
        }

        if (writes)
        {
            File.WritePages(new WritebackControl { First = first, Last = last, IsSync = waitsBefore && waitsAfter });
        }

        if (waitsAfter)
        {
            File.WaitForWriteback(first, last);
        }

        return ReportError();
    }

    [Interleaved]
    private Errno SyncRange(long position, long length)
    {
        ThrowIfUnusable();
        using KernelTask.FunctionScope function = _machine.Current.Enter("file_write_and_wait_range");
        File.WriteAndWait(position, length);
        return ReportError();
    }
}
