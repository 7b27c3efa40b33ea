namespace FolioModel.Files;

public sealed partial class OpenFile
{
    /// <summary>Reads from the file. Reference effect: none that lasts but those of the page cache for folios that it brings in.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="options">How.</param>
    /// <returns>
    /// Bytes read, fewer at the end of the file and 0 behind it; when there are none <see cref="Errno.EINVAL"/> (negative),
    /// <see cref="Errno.EAGAIN"/> (<see cref="ReadOptions.NoWait"/>), <see cref="Errno.EIO"/>, <see cref="Errno.EINTR"/> or
    /// <see cref="Errno.ENOMEM"/>.
    /// </returns>
    /// <remarks>
    /// Models <c>generic_file_read_iter</c> with <c>filemap_read</c>. Locks: takes the invalidate lock shared where it reads.
    /// </remarks>
    [Interleaved]
    public TransferResult Read(long position, long length, ReadOptions options = ReadOptions.None)
    {
        ThrowIfUnusable();
        if (position < 0 || length < 0 || position > long.MaxValue - length)
        {
            return new TransferResult(0, Errno.EINVAL);
        }

        if ((options & ReadOptions.DontCache) != 0 && !_machine.Profile.HasUncachedIo)
        {
            return new TransferResult(0, Errno.EOPNOTSUPP);
        }

        if ((Options & OpenOptions.Direct) != 0)
        {
            return ReadDirectly(position, length);
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("filemap_read");
        FolioBatch batch = FileSystem.RentBatch();
        long end = position + length;
        long at = position;
        long last = Readahead.PreviousPosition;
        Errno error = Errno.None;
        while (at < end && at < File.Size && error == Errno.None)
        {
            long start = at;
            (error, bool missed) = GetBatch(batch, at, end, options);
            if (error == Errno.None)
            {
                TellHits(batch, missed);
                bool drops = (options & ReadOptions.DontCache) != 0;
                long part = Math.Min(end, File.Size);
                at = FileSystem.Options.CoarseSteps
                    ? TakeBatchAtOnce(batch, at, part, last, drops) : TakeBatch(batch, at, part, last, drops);
                last = at;
                File.CountLookups(start, at, missed);
            }
        }

        FileSystem.ReturnBatch(batch);
        Readahead.PreviousPosition = last;
        return TransferResult.Of(at - position, error);
    }

    /// <summary>Tells an observer that wants to know of the folios that a read found, unless it has just brought them in.</summary>
    private void TellHits(FolioBatch batch, bool missed)
    {
        if (missed || !_machine.IsObserved(KernelEventGroups.Cache))
        {
            return;
        }

        for (int i = 0; i < batch.Count; i++)
        {
            _machine.Report(KernelEventKind.PageCacheHit, Mapping, batch[i].Index, "filemap_get_pages");
        }
    }

    /// <summary>The same as <see cref="TakeBatch"/> in one step.</summary>
    private static long TakeBatchAtOnce(FolioBatch batch, long at, long end, long last, bool drops) =>
        TakeBatch(batch, at, end, last, drops);

    /// <summary>Copies what a batch has, notes its uses and lets it go.</summary>
    /// <returns>Where the read has got to.</returns>
    [Interleaved]
    private static long TakeBatch(FolioBatch batch, long at, long end, long last, bool drops)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Folio folio = batch[i];
            long folioEnd = (long)(folio.NextIndex.Value << PageSize.Shift);

            // A second read of the same folio by the same open file is not a second use.
            if (i > 0 || !IsIn(folio, last - 1))
            {
                folio.MarkAccessed();
            }

            at = Math.Max(at, Math.Min(end, folioEnd));
            if (drops)
            {
                folio.EndDropBehind();
            }
        }

        batch.Put();
        return at;
    }

    private static bool IsIn(Folio folio, long position) => position >= 0 && folio.Contains(new ByteOffset(position).ToPageIndex());

    /// <summary>Gets consecutive uptodate folios, of which the first has the byte at a position.</summary>
    /// <returns>Why there are none, and whether the first page was not cached.</returns>
    /// <remarks>Models <c>filemap_get_pages</c>.</remarks>
    [Interleaved]
    private (Errno Error, bool Missed) GetBatch(FolioBatch batch, long at, long end, ReadOptions options)
    {
        PageIndex index = new ByteOffset(at).ToPageIndex();
        PageIndex behind = new ByteOffset(end).ToNextPageIndex();
        long wanted = (long)(behind.Value - index.Value);
        bool missed = false;
        while (true)
        {
            if (_machine.Current.FatalSignalPending)
            {
                return (Errno.EINTR, missed);
            }

            batch.Clear();
            Mapping.Pages.GetReadBatch(batch, index, behind.Previous());
            if (batch.Count == 0)
            {
                if (!missed)
                {
                    missed = true;
                    _machine.Report(KernelEventKind.PageCacheMiss, Mapping, index, "filemap_get_pages");
                }

                if ((options & ReadOptions.NoWait) == 0)
                {
                    File.ReadAheadOfMiss(Readahead, index, wanted);
                    Mapping.Pages.GetReadBatch(batch, index, behind.Previous());
                }

                if (batch.Count == 0)
                {
                    Errno created = (options & ReadOptions.NoWait) != 0 ? Errno.EAGAIN : ReadOne(index);
                    if (created != Errno.None && created != Errno.EEXIST)
                    {
                        return (created, missed);
                    }

                    continue;
                }

                NoteNew(batch, options);
            }

            Errno error = MakeLastUptodate(batch, behind, options);
            if (batch.Count > 0)
            {
                return (Errno.None, missed);
            }

            if (error != Errno.ENOENT)
            {
                return (error, missed);
            }
        }
    }

    private static void NoteNew(FolioBatch batch, ReadOptions options)
    {
        if ((options & ReadOptions.DontCache) != 0)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].MarkDropBehind();
            }
        }
    }

    /// <summary>
    /// The last folio of a batch may carry the mark, or be in the middle of a read: reads ahead, waits, or reads it. Where that fails, it
    /// leaves the batch.
    /// </summary>
    /// <returns>Why it left: <see cref="Errno.ENOENT"/> asks for another lookup.</returns>
    [Interleaved]
    private Errno MakeLastUptodate(FolioBatch batch, PageIndex behind, ReadOptions options)
    {
        Folio folio = batch[batch.Count - 1];
        if (folio.Has(FolioFlags.Reclaim) && (options & ReadOptions.NoWait) == 0)
        {
            File.ReadAheadOfMark(Readahead, folio, folio.Index, (long)(behind.Value - folio.Index.Value));
        }

        if (folio.Has(FolioFlags.Uptodate))
        {
            return Errno.None;
        }

        // With folios before it that are ready, the read takes these first.
        bool waits = (options & ReadOptions.NoWait) == 0;
        Errno error = File.Update(folio, waits);
        if (error == Errno.None)
        {
            return Errno.None;
        }

        batch.RemoveLast();
        folio.Put();
        if (error == Errno.EIO)
        {
            Readahead.Shrink();
        }

        return error;
    }

    /// <summary>Makes a folio and reads it alone: readahead could not.</summary>
    /// <remarks>Models <c>filemap_create_folio</c>.</remarks>
    [Interleaved]
    private Errno ReadOne(PageIndex index)
    {
        Folio folio = _machine.Allocator.AllocateFolio(Mapping.MinOrder, Mapping.GfpMask);
        if (folio.IsNone)
        {
            return Errno.ENOMEM;
        }

        PageIndex aligned = new(index.Value & ~((ulong)Mapping.MinOrder.Pages - 1));
        Mapping.InvalidateLock.DownRead();
        Errno error = Mapping.Pages.AddFolio(folio, aligned, Mapping.GfpMask);
        if (error == Errno.None)
        {
            FileSystem.FolioAdded?.Invoke(File, folio);
            error = File.Fill(folio);
        }

        Mapping.InvalidateLock.UpRead();
        folio.Put();
        return error;
    }
}
