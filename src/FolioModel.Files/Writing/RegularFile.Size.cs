namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Whether the file was emptied since an open file of it was last closed (<c>EXT4_STATE_DA_ALLOC_CLOSE</c>).</summary>
    [Shared]
    private partial bool IsReplaced { get; set; }

    /// <summary>Sets the size: what lies behind it is discarded, and a hole is added where the file grows.</summary>
    /// <param name="size">The new size in bytes.</param>
    /// <returns>Success, <see cref="Errno.EINVAL"/>, or <see cref="Errno.EIO"/> (the last page could not be read).</returns>
    /// <remarks>
    /// Models <c>ext4_setattr</c> with <c>truncate_pagecache</c>. Locks: takes i_rwsem and the invalidate lock exclusively. Reference
    /// effect:
    /// -1 for each page of every folio removed.
    /// </remarks>
    [Interleaved]
    public Errno SetSize(long size)
    {
        ThrowIfDeleted();
        if (size < 0)
        {
            return Errno.EINVAL;
        }

        using KernelTask.FunctionScope function = Machine.Current.Enter("ext4_setattr");
        InodeLock.DownWrite();
        Errno error = size < Size ? Shrink(size) : Errno.None;
        if (error == Errno.None)
        {
            Mapping.Size = size;
        }

        InodeLock.UpWrite();
        return error;
    }

    /// <summary>Frees the space of a range: its pages are discarded and read as zeroes from now on.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>Success, <see cref="Errno.EINVAL"/>, or an error of the writeback that comes first.</returns>
    /// <remarks>
    /// Models <c>ext4_punch_hole</c>. Locks: takes i_rwsem and the invalidate lock exclusively. Reference effect: -1 for each page of every
    /// folio removed.
    /// </remarks>
    [Interleaved]
    public Errno PunchHole(long position, long length)
    {
        ThrowIfDeleted();
        if (position < 0 || length <= 0 || position > long.MaxValue - length)
        {
            return Errno.EINVAL;
        }

        using KernelTask.FunctionScope function = Machine.Current.Enter("ext4_punch_hole");
        Errno error = WriteAndWait(position, length);
        if (error != Errno.None)
        {
            return error;
        }

        InodeLock.DownWrite();
        Mapping.InvalidateLock.DownWrite();
        PageIndex first = new ByteOffset(position).ToNextPageIndex();
        PageIndex end = new ByteOffset(position + length).ToPageIndex();
        if (end > first)
        {
            Mapping.UnmapRange(first, end.Previous(), alsoCopies: false);
        }

        Mapping.Truncate(new ByteOffset(position), new ByteOffset(position + length - 1));
        if (end > first)
        {
            FreeSpace(first, end);
        }

        Mapping.InvalidateLock.UpWrite();
        InodeLock.UpWrite();
        return Errno.None;
    }

    /// <summary>
    /// The size is lowered before the pages go, so that no task makes new ones behind it; the part of the last page that goes is zeroed on
    /// the device too.
    /// </summary>
    [Interleaved]
    private Errno Shrink(long size)
    {
        Mapping.InvalidateLock.DownWrite();
        Errno error = (size & (PageSize.Bytes - 1)) == 0 ? Errno.None : ZeroTail(size);
        if (error == Errno.None)
        {
            Mapping.Size = size;
            PageIndex first = new ByteOffset(size).ToNextPageIndex();
            Mapping.UnmapRange(first, PageIndex.Max, alsoCopies: true);
            Mapping.Truncate(new ByteOffset(size), ByteOffset.ToEnd);
            FreeSpace(first, PageIndex.Max);
            IsReplaced |= size == 0;
        }

        Mapping.InvalidateLock.UpWrite();
        return error;
    }

    /// <summary>Whether the file was emptied since the last call.</summary>
    internal bool TakeReplaced()
    {
        bool replaced = IsReplaced;
        IsReplaced = false;
        return replaced;
    }

    /// <remarks>Models <c>ext4_block_truncate_page</c>.</remarks>
    [Interleaved]
    private Errno ZeroTail(long size)
    {
        PageIndex index = new ByteOffset(size).ToPageIndex();
        if (!HasSpace(index))
        {
            return Errno.None;
        }

        FolioResult got = Mapping.Pages.GetFolio(index, FindFolioFlags.Lock | FindFolioFlags.Create, Mapping.GfpMask, default);
        if (!got.IsOk)
        {
            return got.Error;
        }

        Folio folio = got.Folio;
        Errno error = folio.Has(FolioFlags.Uptodate) ? Errno.None : FillLocked(folio);
        if (error == Errno.None)
        {
            folio.MarkDirty();
        }

        folio.Unlock();
        folio.Put();
        return error;
    }
}
