namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Misses of a mapping after which reading around stops (<c>MMAP_LOTSAMISS</c>).</summary>
    private const int ManyMisses = 100;

    /// <summary>A process touched a page of a mapping that its page table does not show and that no open file made.</summary>
    /// <param name="index">The page.</param>
    /// <returns>The locked, uptodate folio with a reference that the caller owns, or the signal that the process gets.</returns>
    /// <remarks>Models <c>filemap_fault</c>. Locks: takes the invalidate lock shared where it makes or reads a folio.</remarks>
    [Interleaved]
    public FileFault Fault(PageIndex index) => Fault(new FileFaultRequest(index, MappedReadahead, MapOptions.None, IsRetry: true));

    /// <summary>A process touched a page of a mapping that its page table does not show.</summary>
    /// <returns>
    /// The locked, uptodate folio with a reference that the caller owns, the signal that the process gets, or
    /// <see cref="FileFault.Again"/> after a wait.
    /// </returns>
    /// <remarks>Models <c>filemap_fault</c>. Locks: takes the invalidate lock shared where it makes or reads a folio.</remarks>
    [Interleaved]
    internal FileFault Fault(FileFaultRequest request)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("filemap_fault");
        bool isFirst = true;
        bool waited = false;
        bool isMajor = false;
        while (true)
        {
            if (request.Index >= new ByteOffset(Size).ToNextPageIndex())
            {
                return new FileFault(default, TouchResult.BusError) { IsMajor = isMajor };
            }

            CacheEntry there = Mapping.Pages.Peek(request.Index);
            if (isFirst)
            {
                CountLookups(1, missed: !there.IsFolio);
            }

            if (there.IsFolio && there.Folio.Has(FolioFlags.Uptodate))
            {
                (Folio folio, bool blocked) = FaultCached(request, isFirst);
                waited |= blocked;
                isFirst = false;
                if (!folio.IsNone)
                {
                    FileFault found = request.IsRetry || !waited ? new FileFault(folio, TouchResult.Done) : GiveUp(folio);
                    return found with { IsMajor = isMajor };
                }

                continue;
            }

            isMajor |= isFirst && !there.IsFolio;
            (Errno error, bool readAhead) = FaultMissing(request, there.IsFolio || !isFirst);
            isFirst = false;
            waited |= readAhead;
            if (error == Errno.ENOMEM)
            {
                return new FileFault(default, TouchResult.OutOfMemory) { IsMajor = isMajor };
            }

            if (error == Errno.EIO)
            {
                request.State.Shrink();
                return new FileFault(default, TouchResult.BusError) { IsMajor = isMajor };
            }
        }
    }

    private static FileFault GiveUp(Folio folio)
    {
        folio.Unlock();
        folio.Put();
        return FileFault.Again;
    }

    /// <summary>The page was cached and uptodate a moment ago: takes and locks it, and reads ahead from its mark.</summary>
    /// <returns>The locked folio, or none when the page has to be looked up again; and whether the task waited or read ahead.</returns>
    [Interleaved]
    private (Folio Folio, bool Waited) FaultCached(FileFaultRequest request, bool isFirst)
    {
        FolioResult found = Mapping.Pages.GetFolio(request.Index);
        if (!found.IsOk)
        {
            return default;
        }

        Folio folio = found.Folio;
        bool waited = false;
        if (isFirst && !request.IsRetry && request.ReadsAhead)
        {
            ReadaheadState state = request.State;
            state.MappedMisses = Math.Max(state.MappedMisses - 1, 0);
            if (folio.Has(FolioFlags.Reclaim))
            {
                waited = true;
                ReadAheadOfMark(state, folio, request.Index, state.MostPages);
            }
        }

        if (!folio.TryLock())
        {
            waited = true;
            folio.Lock();
        }

        if (folio.Mapping == Mapping && folio.Has(FolioFlags.Uptodate) && request.Index < new ByteOffset(Size).ToNextPageIndex())
        {
            return (folio, waited);
        }

        folio.Unlock();
        folio.Put();
        return (default, waited);
    }

    /// <summary>The page is not cached, or not uptodate: reads around it, then makes and reads it if it is still not there.</summary>
    /// <returns>Why it could not be read, and whether the task read around or waited for the device.</returns>
    [Interleaved]
    private (Errno Error, bool Waited) FaultMissing(FileFaultRequest request, bool isKnown)
    {
        bool waited = !isKnown && ReadAround(request);
        bool isNew = !Mapping.Pages.Peek(request.Index).IsFolio;
        Mapping.InvalidateLock.DownRead();
        FolioResult got = Mapping.Pages.GetFolio(request.Index, FindFolioFlags.Create | FindFolioFlags.Lock, Mapping.GfpMask, default);
        Errno error = got.Error;
        if (got.IsOk)
        {
            if (got.Folio.Has(FolioFlags.Uptodate))
            {
                got.Folio.Unlock();
            }
            else
            {
                waited = true;
                if (isNew)
                {
                    FileSystem.FolioAdded?.Invoke(this, got.Folio);
                }

                error = Fill(got.Folio);
            }

            got.Folio.Put();
        }

        Mapping.InvalidateLock.UpRead();
        return (error, waited);
    }

    /// <summary>
    /// A fault missed the cache: reads the window around the page, half of it before. A mapping that is read in order reads ahead instead,
    /// and one that is read at random reads nothing.
    /// </summary>
    /// <returns>Whether it read.</returns>
    /// <remarks>Models <c>do_sync_mmap_readahead</c>.</remarks>
    [Interleaved]
    private bool ReadAround(FileFaultRequest request)
    {
        ReadaheadState state = request.State;
        if (!request.ReadsAhead)
        {
            return false;
        }

        if (request.IsSequential)
        {
            ReadAheadOfMiss(state, request.Index, state.MostPages);
            return true;
        }

        if (state.MappedMisses < ManyMisses * 10)
        {
            state.MappedMisses++;
        }

        if (state.MappedMisses > ManyMisses)
        {
            return false;
        }

        state.Start = Math.Max(0, (long)request.Index.Value - state.MostPages / 2);
        state.Size = state.MostPages;
        state.AsyncSize = state.MostPages / 4;
        ReadWindow(state, Order.Zero);
        return true;
    }
}
