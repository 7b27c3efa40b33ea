namespace FolioModel.Hugetlb;

public sealed partial class HugetlbFile
{
    /// <summary>Reads. Holes read as zero and are not filled. Reference effect: +1 and -1 on each folio read from.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <returns>
    /// How many bytes were read; <see cref="Errno.EINVAL"/> (negative offset); <see cref="Errno.EIO"/> when already the first lies in
    /// failed
    /// memory, while in front of failed memory the read is short.
    /// </returns>
    /// <remarks>Models <c>hugetlbfs_read_iter</c>.</remarks>
    [Interleaved]
    public HugetlbRead Read(ByteOffset offset, Memory<byte> buffer)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlbfs_read_iter");
        if (offset.Value < 0)
        {
            return new HugetlbRead(Errno.EINVAL, 0);
        }

        long position = offset.Value;
        long read = 0;
        while (read < buffer.Length && position < Size)
        {
            long start = position & (Pool.PageBytes - 1);
            long wanted = Math.Min(Math.Min(Pool.PageBytes - start, Size - position), buffer.Length - read);
            long copied = ReadFrom(position, buffer.Slice((int)read, (int)wanted));
            if (copied == 0)
            {
                return new HugetlbRead(read == 0 ? Errno.EIO : Errno.None, read);
            }

            read += copied;
            position += copied;
        }

        return new HugetlbRead(Errno.None, read);
    }

    /// <summary>Writing is possible through a mapping only.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>Always <see cref="Errno.EINVAL"/>.</returns>
    /// <remarks>Models <c>write</c>: <c>hugetlbfs_write_begin</c> refuses.</remarks>
    public static Errno Write(ByteOffset offset, long length)
    {
        _ = offset;
        _ = length;
        return Errno.EINVAL;
    }

    /// <summary>Reads inside one huge page.</summary>
    /// <returns>How many bytes could be read before failed memory.</returns>
    [Interleaved]
    private long ReadFrom(long position, Memory<byte> buffer)
    {
        HugeIndex index = new(position >> HugeShift);
        FolioResult found = Mapping.Pages.LockFolio(CacheIndex(index));
        if (!found.IsOk)
        {
            buffer.Span.Clear();
            return buffer.Length;
        }

        found.Folio.Unlock();
        long start = position - (index.Value << HugeShift);
        long healthy = Pool.HealthyBytes(found.Folio, start, buffer.Length);
        Pool.PageOf(found.Folio).Contents.CopyTo(start, buffer.Span[..(int)healthy]);
        found.Folio.Put();
        return healthy;
    }
}
