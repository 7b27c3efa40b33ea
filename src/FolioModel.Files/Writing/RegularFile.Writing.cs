using System.Numerics;

namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Whether writing to a page needs no wait, so that it may be one step.</summary>
    internal bool CanWriteAtOnce(long position)
    {
        if (!FileSystem.Options.CoarseSteps)
        {
            return false;
        }

        CacheEntry there = Mapping.Pages.Peek(new ByteOffset(position).ToPageIndex());
        return there.IsFolio
            ? (there.Folio.Flags & (FolioFlags.Uptodate | FolioFlags.Locked | FolioFlags.Writeback)) == FolioFlags.Uptodate
            : (position & (PageSize.Bytes - 1)) == 0;
    }

    /// <summary>The current task pauses if it has dirtied so much that it must.</summary>
    /// <remarks>Models <c>balance_dirty_pages_ratelimited</c>.</remarks>
    [Interleaved]
    internal void PauseIfDue()
    {
        if (FileSystem.Throttle.IsDue)
        {
            FileSystem.Throttle.Balance();
        }
    }

    /// <summary>The same as <see cref="WriteFolio"/> in one step.</summary>
    internal (Errno Error, long Bytes) WriteAtOnce(long position, long length, bool drops) => WriteFolio(position, length, drops);

    /// <summary>Writes as much as one folio takes. Locks required: i_rwsem.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="length">Bytes wanted.</param>
    /// <param name="drops">Whether a new folio goes when it is written back.</param>
    /// <returns>Bytes written, or why none: EINTR, ENOSPC, ENOMEM, EIO.</returns>
    /// <remarks>
    /// Models one round of <c>generic_perform_write</c> with <c>ext4_da_write_begin</c> and <c>ext4_da_write_end</c>. A page that is not
    /// overwritten as a whole is read first, unless it lies behind the end of the file.
    /// </remarks>
    [Interleaved]
    internal (Errno Error, long Bytes) WriteFolio(long position, long length, bool drops)
    {
        if (Machine.Current.FatalSignalPending)
        {
            return (Errno.EINTR, 0);
        }

        PageIndex index = new ByteOffset(position).ToPageIndex();
        Order hint = new(Mapping.MaxOrder == Order.Zero ? 0 : BitOperations.Log2((ulong)Math.Max(length >> PageSize.Shift, 1)));
        FindFolioFlags wanted = drops ? FindFolioFlags.WriteBegin | FindFolioFlags.DontCache : FindFolioFlags.WriteBegin;
        FolioResult got = Mapping.Pages.GetFolio(index, wanted, Mapping.GfpMask, hint);
        if (!got.IsOk)
        {
            return (got.Error, 0);
        }

        Folio folio = got.Folio;
        CreateBuffers(folio);
        long start = (long)(folio.Index.Value << PageSize.Shift);
        long end = start + ((long)folio.Pages << PageSize.Shift);
        long bytes = Math.Min(length, end - position);
        Errno error = Prepare(folio, start, end, position, position + bytes);
        if (error != Errno.None)
        {
            folio.Unlock();
            folio.Put();
            if (end > Size)
            {
                DropBehindEnd();
            }

            return (error, 0);
        }

        folio.MarkUptodate();
        Extend(position + bytes);
        folio.MarkDirty();
        folio.Unlock();
        folio.Put();
        return (Errno.None, bytes);
    }

    /// <summary>
    /// Writes whole absent pages in one go, where nothing looks on and the device has space for them: no more than the current task may
    /// dirty before it looks at the limits again. Locks required: i_rwsem.
    /// </summary>
    /// <returns>Bytes written; 0 where the first page is to be written by itself.</returns>
    internal long WriteRun(long position, long length)
    {
        if (Machine.Current.FatalSignalPending || FileSystem.Options.BufferHeads || Mapping.MaxOrder > Order.Zero
            || (position & (PageSize.Bytes - 1)) != 0)
        {
            return 0;
        }

        long most = Math.Min(Math.Min(length >> PageSize.Shift, FileSystem.Throttle.PagesUntilDue), FileSystem.Room);
        PageIndex first = new ByteOffset(position).ToPageIndex();
        PageCount made = most <= 0 ? default : Mapping.Pages.OwnerEntries.CreateRun(
            first, first + new PageCount(most), FindFolioFlags.WriteBegin, FolioFlags.Uptodate | FolioFlags.Dirty);
        if (made == default)
        {
            return 0;
        }

        Reserve(first, made.Value);
        long bytes = made.Value << PageSize.Shift;
        Extend(position + bytes);

        FileSystem.Throttle.Count(made.Value);
        FileSystem.Flusher.NoteDirty(this);
        return bytes;
    }

    /// <summary>The file is at least as long as what was written to it.</summary>
    private void Extend(long end)
    {
        if (end > Size)
        {
            Mapping.Size = end;
        }
    }

    /// <summary>A write that would have grown the file failed: what it added to the cache behind the end goes.</summary>
    /// <remarks>Models <c>ext4_truncate_failed_write</c>.</remarks>
    [Interleaved]
    private void DropBehindEnd()
    {
        Mapping.InvalidateLock.DownWrite();
        Mapping.Truncate(new ByteOffset(Size), ByteOffset.ToEnd);
        Mapping.InvalidateLock.UpWrite();
    }

    /// <summary>Gives a locked folio space, and reads it if a part of it is neither overwritten nor behind the end of the file.</summary>
    /// <remarks>Models <c>ext4_da_get_block_prep</c> and <c>block_write_begin</c>.</remarks>
    [Interleaved]
    private Errno Prepare(Folio folio, long start, long end, long first, long behind)
    {
        bool keepsStart = first > start && start < Size;
        bool keepsEnd = behind < end && behind < Size;
        if (!folio.Has(FolioFlags.Uptodate) && (keepsStart || keepsEnd) && HasAnySpace(folio))
        {
            Errno error = FillLocked(folio);
            if (error != Errno.None)
            {
                return error;
            }
        }

        PageIndex page = new ByteOffset(first).ToPageIndex();
        long pages = (long)(new ByteOffset(behind).ToNextPageIndex().Value - page.Value);
        return Reserve(page, pages) ? Errno.None : Errno.ENOSPC;
    }

    private bool HasAnySpace(Folio folio)
    {
        for (PageIndex index = folio.Index; index < folio.NextIndex; index = index.Next())
        {
            if (HasSpace(index))
            {
                return true;
            }
        }

        return false;
    }
}
