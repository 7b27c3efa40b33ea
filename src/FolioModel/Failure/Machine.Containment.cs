namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Contains the failure of a small folio that memory failure holds.</summary>
    [Interleaved]
    private MemoryFailureResult HandleFailure(Folio folio, ProcessMemory? accessing)
    {
        Shake(folio);
        folio.Lock();
        if (LeftItsFile(folio))
        {
            folio.Unlock();
            return new MemoryFailureResult(Errno.EBUSY, false);
        }

        (bool unmapped, bool killed) = (true, false);
        if (folio.Has(FolioFlags.Lru) || folio.Has(FolioFlags.Writeback))
        {
            folio.WaitForWriteback();
            (unmapped, killed) = TakeFromProcesses(folio, accessing);
        }

        bool recovered = unmapped && GiveUp(folio);
        folio.Unlock();
        return new MemoryFailureResult(recovered ? Errno.None : Errno.EBUSY, killed);
    }

    /// <summary>
    /// Whether a folio is on an LRU list and nowhere else: truncation, or a split across the end of the file, took it from its file, and it
    /// goes with its last reference.
    /// </summary>
    /// <remarks>Models the check for <c>MF_MSG_TRUNCATED_LRU</c>.</remarks>
    private static bool LeftItsFile(Folio folio) =>
        folio.Has(FolioFlags.Lru) && folio.Page.Mapping == 0 && !folio.Has(FolioFlags.Anon) && !folio.Has(FolioFlags.SwapCache);

    /// <summary>
    /// The batches of all CPUs are drained, so that the folio is on its list: memory failure handles only what is there. Whether the folio
    /// waits in one is not asked.
    /// </summary>
    /// <remarks>Models <c>shake_folio</c>.</remarks>
    [Interleaved]
    private void Shake(Folio folio)
    {
        if (!folio.Has(FolioFlags.Hugetlb))
        {
            Batches.DrainAll();
        }
    }

    /// <summary>
    /// Unmaps a locked folio. Where contents are lost, the entries say so from then on and the process that accessed them is killed;
    /// contents that are still on disk are read again.
    /// </summary>
    /// <returns>Whether it is mapped nowhere any more, and whether the process was killed.</returns>
    /// <remarks>Models <c>hwpoison_user_mappings</c>.</remarks>
    [Interleaved]
    private (bool Unmapped, bool Killed) TakeFromProcesses(Folio folio, ProcessMemory? accessing)
    {
        if (!folio.Has(FolioFlags.Lru) || !folio.IsMapped)
        {
            return (true, false);
        }

        bool mlocked = folio.Has(FolioFlags.Mlocked);
        bool shown = accessing is not null && AreasOf(folio).Any(area => area.Process == accessing);
        bool unmapped = UnmapPoisoned(folio, mustKill: false);
        if (mlocked)
        {
            Shake(folio);
        }

        return (unmapped, shown && (folio.Has(FolioFlags.Dirty) || !unmapped));
    }

    /// <summary>
    /// Takes a locked small folio out of every page table. Where contents are lost the entries say so from then on; those of a clean page
    /// of a file on a disk are just gone, and so are those of the swap cache, which tell where the contents are. Reference effect: -1 for
    /// each mapping.
    /// </summary>
    /// <param name="folio">The folio.</param>
    /// <param name="mustKill">Whether the entries say so even where the contents could be read again.</param>
    /// <returns>Whether it is mapped nowhere any more.</returns>
    /// <remarks>Models <c>unmap_poisoned_folio</c>.</remarks>
    [Interleaved]
    internal bool UnmapPoisoned(Folio folio, bool mustKill)
    {
        bool lost = true;
        if (!mustKill && !folio.Has(FolioFlags.Dirty) && IsOnDisk(folio))
        {
            lost = MakeClean(folio);
            if (lost)
            {
                folio.SetDirtyFlag();
            }
        }

        return TryToUnmap(folio, ignoreLocks: true, markPoisoned: lost && !folio.Has(FolioFlags.SwapCache));
    }

    /// <summary>Whether a clean folio's contents can be read again.</summary>
    private static bool IsOnDisk(Folio folio) => folio.Mapping is { Operations.CanWriteback: true };

    /// <summary>Takes a locked folio off the LRU and asks its owner to let it go.</summary>
    /// <returns>Whether nothing but memory failure, and the cache of an owner that keeps the page, holds it afterwards.</returns>
    /// <remarks>
    /// Models <c>me_pagecache_clean</c>, <c>me_pagecache_dirty</c>, <c>me_swapcache_clean</c> and <c>me_swapcache_dirty</c>. Private memory
    /// has no owner to ask.
    /// </remarks>
    [Interleaved]
    private bool GiveUp(Folio folio)
    {
        if (folio.Has(FolioFlags.SwapCache))
        {
            return GiveUpSwapped(folio);
        }

        if (!folio.Has(FolioFlags.Lru) && !folio.Has(FolioFlags.Unevictable) && !folio.Has(FolioFlags.Mlocked))
        {
            return false;
        }

        LeaveLru(folio);
        if (folio.Has(FolioFlags.Anon))
        {
            return true;
        }

        if (folio.Mapping is not { } mapping)
        {
            return false;
        }

        if (folio.Has(FolioFlags.Dirty))
        {
            mapping.NoteWriteError();
        }

        bool removed = mapping.Operations.ErrorRemoveFolio(mapping, folio) == 0 && mapping.ReleasePrivate(folio);
        return removed && folio.RefCount <= 1 + (folio.Page.Mapping != 0 ? folio.Pages : 0);
    }

    /// <summary>A dirty folio keeps its slot, so that a swap-in learns of the loss; a clean one's contents are on the device.</summary>
    [Interleaved]
    private bool GiveUpSwapped(Folio folio)
    {
        bool dirty = folio.Has(FolioFlags.Dirty);
        if (dirty)
        {
            folio.Page.Flags &= ~(FolioFlags.Dirty | FolioFlags.Uptodate);
        }
        else
        {
            Swap.AreaOf(folio.Swap!.Value)!.Cache.Delete(folio);
        }

        bool left = LeaveLru(folio);
        return left && folio.RefCount <= 1 + (dirty ? folio.Pages : 0);
    }

    /// <returns>Whether it was on a list.</returns>
    /// <remarks>Models <c>delete_from_lru_cache</c>.</remarks>
    [Interleaved]
    private bool LeaveLru(Folio folio)
    {
        if (!folio.Isolate())
        {
            return false;
        }

        folio.Page.Flags &= ~(FolioFlags.Active | FolioFlags.Unevictable);
        Put(folio.Frame, 1, HolderKind.Isolation, 0, "delete_from_lru_cache");
        return true;
    }
}
