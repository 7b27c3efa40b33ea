namespace FolioModel.Files;

public sealed partial class OpenFile
{
    /// <summary>Reads past the page cache: what is dirty there is written first.</summary>
    /// <remarks>Models <c>iomap_dio_rw</c> for a read.</remarks>
    [Interleaved]
    private TransferResult ReadDirectly(long position, long length)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("iomap_dio_rw");
        long bytes = Math.Max(Math.Min(length, File.Size - position), 0);
        if (bytes == 0)
        {
            return new TransferResult(0, Errno.None);
        }

        Errno error = File.WriteAndWait(position, bytes);
        if (error == Errno.None)
        {
            error = Transfer(DeviceRequestKind.DirectRead, position, bytes);
        }

        return error == Errno.None ? new TransferResult(bytes, Errno.None) : new TransferResult(0, error);
    }

    /// <summary>
    /// Writes past the page cache: what is cached of the range is written back and dropped before, and dropped again after. Where a folio
    /// cannot be dropped, the write goes through the cache.
    /// </summary>
    /// <remarks>Models <c>iomap_dio_rw</c> for a write.</remarks>
    [Interleaved]
    private TransferResult WriteDirectly(long position, long length)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("iomap_dio_rw");
        PageIndex first = new ByteOffset(position).ToPageIndex();
        PageIndex last = new ByteOffset(position + length).ToNextPageIndex().Previous();
        Errno error = length == 0 ? Errno.EINVAL : File.WriteAndWait(position, length);
        if (error != Errno.None)
        {
            return new TransferResult(0, error);
        }

        if (Mapping.InvalidateAll(first, last) != Errno.None)
        {
            return PerformWrite(position, length, WriteOptions.None);
        }

        if (!File.Reserve(first, (long)(last.Value - first.Value) + 1))
        {
            return new TransferResult(0, Errno.ENOSPC);
        }

        error = Transfer(DeviceRequestKind.DirectWrite, position, length);
        if (error != Errno.None)
        {
            return new TransferResult(0, error);
        }

        Mapping.Size = Math.Max(File.Size, position + length);
        Mapping.InvalidateAll(first, last);
        return new TransferResult(length, Errno.None);
    }

    [Interleaved]
    private Errno Transfer(DeviceRequestKind kind, long position, long length)
    {
        long page = position >> PageSize.Shift;
        long end = (long)new ByteOffset(position + length).ToNextPageIndex().Value;
        while (page < end)
        {
            long part = Math.Min(end - page, FileSystem.Device.LargestRequest);
            DeviceRequest request = new(FileSystem, File, kind, new PageIndex((ulong)page), part);
            FileSystem.Submit(request);
            Errno error = FileSystem.WaitFor(request);
            if (error != Errno.None)
            {
                return error;
            }

            page += part;
        }

        return Errno.None;
    }
}
