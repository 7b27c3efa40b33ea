namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Where cyclic writeback goes on (<c>writeback_index</c>).</summary>
    [Shared]
    internal partial PageIndex WritebackIndex { get; set; }

    /// <summary>When it became dirty, of those dirty pages that it has (<c>dirtied_when</c>).</summary>
    [NotShared("a time")]
    internal TimeSpan DirtiedAt { get; set; }

    /// <summary>The group that first dirtied it after it was clean, whose limits its writeback serves; null for the root.</summary>
    [NotShared("changes with the place on the flusher's lists, which are tracked")]
    internal Groups.MemoryGroup? WritebackGroup { get; set; }

    /// <summary>Its place among the flusher's files; null while it is clean.</summary>
    [NotShared("part of the flusher's lists, which are tracked")]
    internal LinkedListNode<RegularFile>? DirtyNode { get; set; }

    /// <summary>Writes a range back and waits for it.</summary>
    /// <returns>Success, or an error of writeback since the file's own flag was last read.</returns>
    /// <remarks>Models <c>filemap_write_and_wait_range</c>. Locks: takes each folio's lock in turn.</remarks>
    [Interleaved]
    internal Errno WriteAndWait(long position, long length)
    {
        int before = ErrorSequence;
        PageIndex first = new ByteOffset(position).ToPageIndex();
        PageIndex last = new ByteOffset(position + length).ToNextPageIndex().Previous();
        if (Mapping.DirtyPages.Value > 0 || Mapping.WritebackPages.Value > 0)
        {
            WritePages(new WritebackControl { IsSync = true, First = first, Last = last });
            WaitForWriteback(first, last);
        }

        return ErrorSequence == before ? Errno.None : LastError;
    }

    /// <summary>Starts to write a range back and does not wait.</summary>
    /// <remarks>Models <c>filemap_fdatawrite_range</c> with <c>WB_SYNC_NONE</c>.</remarks>
    [Interleaved]
    internal void StartWriting(long position, long length) => WritePages(new WritebackControl
    {
        First = new ByteOffset(position).ToPageIndex(),
        Last = new ByteOffset(position + length).ToNextPageIndex().Previous(),
    });

    /// <summary>Waits until no folio of a range is under writeback.</summary>
    /// <remarks>Models <c>filemap_fdatawait_range</c>.</remarks>
    [Interleaved]
    internal void WaitForWriteback(PageIndex first, PageIndex last)
    {
        if (!Mapping.Pages.IsTagged(PageCacheTag.Writeback))
        {
            return;
        }

        FolioBatch batch = FileSystem.RentBatch();
        PageIndex index = first;
        while (true)
        {
            Mapping.Pages.GetFoliosTagged(batch, index, last, PageCacheTag.Writeback);
            if (batch.Count == 0)
            {
                break;
            }

            index = batch.Next;
            for (int i = 0; i < batch.Count; i++)
            {
                Folio folio = batch[i];
                folio.WaitForWriteback();
            }

            batch.Release();
        }

        FileSystem.ReturnBatch(batch);
    }

    /// <summary>Gives dirty folios to the device, in the order of the file.</summary>
    /// <remarks>
    /// Models <c>write_cache_pages</c> with <c>ext4_writepages</c>. Folios that follow each other go as one extent. Reference effect: none
    /// that lasts; writeback holds no reference.
    /// </remarks>
    [Interleaved]
    internal void WritePages(WritebackControl control)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("write_cache_pages");
        FileSystem.Throttle.Bandwidth.Begin(FileSystem.Ticks);
        PageIndex first = control.IsCyclic ? WritebackIndex : control.First;
        PageIndex reached = WriteRange(control, first, control.IsCyclic ? PageIndex.Max : control.Last);
        if (control.IsCyclic && control.ToWrite > 0 && first > PageIndex.Zero)
        {
            reached = WriteRange(control, PageIndex.Zero, first.Previous());
        }

        if (control.IsCyclic || (control.IsWhole && control.ToWrite > 0))
        {
            WritebackIndex = reached;
        }

        FileSystem.Throttle.Bandwidth.End(FileSystem);
    }

    /// <returns>The page behind the last folio that was looked at; the first one where there was none.</returns>
    [Interleaved]
    private PageIndex WriteRange(WritebackControl control, PageIndex first, PageIndex last)
    {
        bool tags = control.IsSync || control.TagsFirst;
        if (tags)
        {
            Mapping.Pages.TagForWriteback(first, last);
        }

        FolioBatch batch = FileSystem.RentBatch();
        WritebackExtent extent = new();
        PageIndex index = first;
        PageIndex done = first;
        bool isOver = false;
        while (!isOver && index <= last)
        {
            Mapping.Pages.GetFoliosTagged(batch, index, last, tags ? PageCacheTag.ToWrite : PageCacheTag.Dirty);
            if (batch.Count == 0)
            {
                break;
            }

            index = batch.Next;
            for (int i = 0; i < batch.Count && !isOver; i++)
            {
                Folio folio = batch[i];
                done = folio.NextIndex;
                bool written = FileSystem.Options.CoarseSteps && CanStartAtOnce(folio)
                    ? StartWritebackAtOnce(folio) : StartWriteback(folio, control.IsSync, control.SkipsLocked);
                if (written)
                {
                    if (!extent.TryAdd(folio))
                    {
                        FileSystem.SubmitExtent(this, DeviceRequestKind.Writeback, extent.First, extent.Pages);
                        extent.Begin(folio);
                    }

                    control.Written += folio.Pages;
                    control.ToWrite -= control.ToWrite == long.MaxValue ? 0 : folio.Pages;
                    isOver = control.ToWrite <= 0 && !control.IsSync;
                }
            }

            if (FileSystem.Options.CoarseSteps)
            {
                batch.Put();
            }
            else
            {
                batch.Release();
            }

            Machine.Point(SchedulingPoint.Reschedule);
        }

        if (extent.Pages > 0)
        {
            FileSystem.SubmitExtent(this, DeviceRequestKind.Writeback, extent.First, extent.Pages);
        }

        FileSystem.ReturnBatch(batch);
        return done;
    }

    private static bool CanStartAtOnce(Folio folio) => (folio.Flags & (FolioFlags.Locked | FolioFlags.Writeback)) == 0;

    private bool StartWritebackAtOnce(Folio folio) => StartWriteback(folio, isSync: false, skipsLocked: false);

    /// <summary>Puts a dirty folio under writeback.</summary>
    /// <returns>False when there is nothing to write: it is clean, left the file, lies behind its end, or others write it.</returns>
    [Interleaved]
    private bool StartWriteback(Folio folio, bool isSync, bool skipsLocked)
    {
        if (!skipsLocked)
        {
            folio.Lock();
        }
        else if (!folio.TryLock())
        {
            return false;
        }

        if (folio.Mapping != Mapping || !folio.Has(FolioFlags.Dirty))
        {
            folio.Unlock();
            return false;
        }

        if (folio.Has(FolioFlags.Writeback))
        {
            if (!isSync)
            {
                folio.Unlock();
                return false;
            }

            folio.WaitForWriteback();
        }

        if (!folio.ClearDirtyForIo())
        {
            folio.Unlock();
            return false;
        }

        folio.StartWriteback();
        folio.Unlock();
        return true;
    }
}
