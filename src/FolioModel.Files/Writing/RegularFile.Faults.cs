namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Misses of a mapping after which reading around stops (<c>MMAP_LOTSAMISS</c>).</summary>
    private const int ManyMisses = 100;

    /// <summary>A process touched a page of a mapping that its page table does not show.</summary>
    /// <param name="index">The page.</param>
    /// <returns>The locked, uptodate folio with a reference that the caller owns, or the signal that the process gets.</returns>
    /// <remarks>Models <c>filemap_fault</c>. Locks: takes the invalidate lock shared where it makes or reads a folio.</remarks>
    [Interleaved]
    public FileFault Fault(PageIndex index)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("filemap_fault");
        bool reported = false;
        while (true)
        {
            if (index >= new ByteOffset(Size).ToNextPageIndex())
            {
                return new FileFault(default, TouchResult.BusError);
            }

            CacheEntry there = Mapping.Pages.Peek(index);
            if (there.IsFolio && there.Folio.Has(FolioFlags.Uptodate))
            {
                (FileFault fault, bool again) = FaultCached(index, reported);
                if (!again)
                {
                    return fault;
                }

                reported = true;
                continue;
            }

            Errno error = FaultMissing(index, there.IsFolio);
            if (error == Errno.ENOMEM)
            {
                return new FileFault(default, TouchResult.OutOfMemory);
            }

            if (error == Errno.EIO)
            {
                MappedReadahead.Shrink();
                return new FileFault(default, TouchResult.BusError);
            }

            reported = true;
        }
    }

    /// <summary>A fault found cached neighbours of its page: reading around was worth while.</summary>
    internal void FoundAround(int pages) => MappedReadahead.MappedMisses = Math.Max(MappedReadahead.MappedMisses - pages, 0);

    /// <summary>The page was cached and uptodate a moment ago: takes and locks it, and reads ahead from its mark.</summary>
    /// <returns>Whether it has to be looked up again.</returns>
    [Interleaved]
    private (FileFault Fault, bool Again) FaultCached(PageIndex index, bool reported)
    {
        FolioResult found = Mapping.Pages.GetFolio(index);
        if (!found.IsOk)
        {
            return (default, true);
        }

        Folio folio = found.Folio;
        if (!reported)
        {
            MappedReadahead.MappedMisses = Math.Max(MappedReadahead.MappedMisses - 1, 0);
            if (folio.Has(FolioFlags.Reclaim) && !MappedReadahead.IsRandom)
            {
                ReadAheadOfMark(MappedReadahead, folio, index, MappedReadahead.MostPages);
            }
        }

        folio.Lock();
        if (folio.Mapping == Mapping && folio.Has(FolioFlags.Uptodate) && index < new ByteOffset(Size).ToNextPageIndex())
        {
            return (new FileFault(folio, TouchResult.Done), false);
        }

        folio.Unlock();
        folio.Put();
        return (default, true);
    }

    /// <summary>The page is not cached, or not uptodate: reads around it, then makes and reads it if it is still not there.</summary>
    [Interleaved]
    private Errno FaultMissing(PageIndex index, bool isCached)
    {
        if (!isCached)
        {
            ReadAround(index);
        }

        Mapping.InvalidateLock.DownRead();
        FolioResult got = Mapping.Pages.GetFolio(index, FindFolioFlags.Create | FindFolioFlags.Lock, Mapping.GfpMask, default);
        Errno error = got.Error;
        if (got.IsOk)
        {
            if (got.Folio.Has(FolioFlags.Uptodate))
            {
                got.Folio.Unlock();
            }
            else
            {
                error = Fill(got.Folio);
            }

            got.Folio.Put();
        }

        Mapping.InvalidateLock.UpRead();
        return error;
    }

    /// <summary>A fault missed the cache: reads the window around the page, half of it before.</summary>
    /// <remarks>Models <c>do_sync_mmap_readahead</c>.</remarks>
    [Interleaved]
    private void ReadAround(PageIndex index)
    {
        ReadaheadState state = MappedReadahead;
        if (state.MostPages == 0 || state.IsRandom)
        {
            return;
        }

        if (state.MappedMisses < ManyMisses * 10)
        {
            state.MappedMisses++;
        }

        if (state.MappedMisses > ManyMisses)
        {
            return;
        }

        state.Start = Math.Max(0, (long)index.Value - state.MostPages / 2);
        state.Size = state.MostPages;
        state.AsyncSize = state.MostPages / 4;
        ReadPages(state.Start, state.Size, state.AsyncSize);
    }
}
