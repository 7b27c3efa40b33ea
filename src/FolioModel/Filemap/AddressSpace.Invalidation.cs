using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>
    /// Drops the unused contents of a range, as a hint: clean, unlocked, unmapped folios without further references, and shadows. Reference
    /// effect: those removed are freed; the others get a hint to be deactivated (+1 owned by that batch).
    /// </summary>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive. Large folios only partly inside are skipped.</param>
    /// <returns>Pages dropped; a value of any order counts as 1.</returns>
    /// <remarks>
    /// Models <c>invalidate_mapping_pages</c>. A folio that waits in a batch has a reference too many and stays, but the call drains this
    /// CPU's batches, so that the next one drops it.
    /// </remarks>
    [Interleaved]
    public long Invalidate(PageIndex start, PageIndex end)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("invalidate_mapping_pages");
        _machine.CheckThread();
        FolioBatch batch = _machine.RentBatch();
        ulong index = start.Value;
        long count = 0;
        while (Pages.FindLockEntries(batch, index, end.Value))
        {
            index = batch.Next.Value;
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch.EntryAt(i).IsValue)
                {
                    count++;
                    continue;
                }

                Folio folio = batch[i];
                long dropped = EvictFolio(folio);
                folio.Unlock();
                if (dropped == 0)
                {
                    folio.DeactivateFile();
                }

                count += dropped;
            }

            ClearValues(batch);
            batch.RemoveValues();
            batch.Release();
            _machine.Point(SchedulingPoint.Reschedule);
        }

        _machine.ReturnBatch(batch);
        return count;
    }

    /// <summary>
    /// Removes everything from a range, as direct input and output must: waits for locks and writeback, unmaps, launders, and ignores other
    /// references. Reference effect: -1 for each page of every folio removed.
    /// </summary>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive. Large folios only partly inside are removed whole.</param>
    /// <returns>
    /// Success; <see cref="Errno.EBUSY"/> when a folio was dirty or its private data could not be released; or what laundering said. The
    /// last error wins.
    /// </returns>
    /// <remarks>Models <c>invalidate_inode_pages2_range</c>.</remarks>
    [Interleaved]
    public Errno InvalidateAll(PageIndex start, PageIndex end)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("invalidate_inode_pages2_range");
        _machine.CheckThread();
        if (Pages.Tree.IsEmpty)
        {
            return Errno.None;
        }

        FolioBatch batch = _machine.RentBatch();
        Errno result = Errno.None;
        ulong index = start.Value;
        while (Pages.FindGetEntries(batch, index, end.Value))
        {
            index = batch.Next.Value;
            for (int i = 0; i < batch.Count; i++)
            {
                if (!batch.EntryAt(i).IsValue)
                {
                    Errno error = InvalidateLocking(batch[i]);
                    result = error < Errno.None ? error : result;
                }
            }

            ClearValues(batch);
            batch.RemoveValues();
            batch.Release();
            _machine.Point(SchedulingPoint.Reschedule);
        }

        _machine.ReturnBatch(batch);
        return result;
    }

    /// <summary>Drops one locked folio if it is unused. Reference effect: -1 for each page, those of the page cache.</summary>
    /// <param name="folio">A locked folio that the caller holds one reference on.</param>
    /// <returns>Pages dropped: all of the folio's or 0.</returns>
    /// <remarks>Models <c>mapping_evict_folio</c>.</remarks>
    [Interleaved]
    public long EvictFolio(Folio folio)
    {
        _machine.CheckOwn(folio);
        using KernelTask.OperationScope operation = _machine.BeginOperation("mapping_evict_folio");
        if (folio.Page.Mapping != Id || (folio.Page.Flags & (FolioFlags.Dirty | FolioFlags.Writeback)) != 0)
        {
            return 0;
        }

        bool hasPrivate = (folio.Page.Flags & (FolioFlags.Private | FolioFlags.Private2)) != 0;
        if (folio.RefCount > folio.Pages + (hasPrivate ? 1 : 0) + 1 || !ReleasePrivate(folio))
        {
            return 0;
        }

        return RemoveUnused(folio, leaveShadow: false) ? Unfrozen(folio) : 0;
    }

    /// <summary>Takes a locked, clean folio out of the page tables and out of the cache, even if it has other holders.</summary>
    /// <exception cref="KernelBugException">The folio is under writeback.</exception>
    /// <remarks>Models <c>folio_unmap_invalidate</c>. A dirty folio stays. Reference effect: -1 for each page, or none.</remarks>
    [Interleaved]
    internal void InvalidateFolio(Folio folio)
    {
        if (folio.Has(FolioFlags.Writeback))
        {
            _machine.ThrowBug(
                folio.Frame, "folio_unmap_invalidate: the folio is under writeback, and a read would now get what the device still has");
        }

        UnmapFolio(folio);
        RemoveWhateverTheCount(folio);
    }

    [Interleaved]
    private Errno InvalidateLocking(Folio folio)
    {
        folio.Lock();
        if (folio.Page.Mapping != Id)
        {
            folio.Unlock();
            return Errno.None;
        }

        folio.WaitForWriteback();
        UnmapFolio(folio);
        Errno error = (folio.Page.Flags & FolioFlags.Dirty) != 0 ? _operations.LaunderFolio(folio) : Errno.None;
        if (error == Errno.None && !RemoveWhateverTheCount(folio))
        {
            error = Errno.EBUSY;
        }

        folio.Unlock();
        return error;
    }

    /// <summary>Removes a clean folio, even if it has other holders.</summary>
    /// <remarks>Models <c>invalidate_complete_folio2</c>.</remarks>
    [Interleaved]
    private bool RemoveWhateverTheCount(Folio folio)
    {
        if (folio.Page.Mapping != Id || !ReleasePrivate(folio))
        {
            return false;
        }

        InodeLock.Acquire();
        Pages.Lock.Acquire();
        bool clean = (folio.Page.Flags & FolioFlags.Dirty) == 0;
        if (clean)
        {
            Pages.RemoveEntry(folio.Frame, XEntry.Null);
        }

        Pages.Lock.Release();
        InodeLock.Release();
        if (clean)
        {
            Pages.PutRemoved(folio.Frame);
        }

        return clean;
    }

    /// <summary>Ends the freeze that removal of an unused folio leaves: the caller's reference is the only one now.</summary>
    private long Unfrozen(Folio folio)
    {
        _machine.References.Unfreeze(folio.Frame, 1, HolderKind.PageCache, "remove_mapping");
        return folio.Pages;
    }

    /// <summary>Whether the owner must be asked before the folio goes (<c>folio_needs_release</c>).</summary>
    private bool NeedsRelease(FolioFlags flags) => ReleasesAlways || (flags & (FolioFlags.Private | FolioFlags.Private2)) != 0;

    /// <summary>Asks the owner to give private data back.</summary>
    /// <remarks>Models <c>filemap_release_folio</c>.</remarks>
    [Interleaved]
    internal bool ReleasePrivate(Folio folio) =>
        !NeedsRelease(folio.Page.Flags) || ((folio.Page.Flags & FolioFlags.Writeback) == 0 && _operations.ReleaseFolio(folio));
}
