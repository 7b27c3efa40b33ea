namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// The memory of a frame failed: it is poisoned, taken from page tables and LRU, and its owner is asked to give it up. Reference effect:
    /// +1 owned by memory failure, kept while the page is poisoned so that it never returns to the allocator.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>
    /// Success; <see cref="Errno.EHWPOISON"/> (poisoned before, or part of a large folio that cannot be split); <see cref="Errno.EBUSY"/> (the
    /// owner did not give it up, or others hold it), with the page poisoned all the same; <see cref="Errno.ENXIO"/> (no such frame).
    /// </returns>
    /// <remarks>Models <c>memory_failure</c>. A free frame is poisoned and will never be handed out.</remarks>
    [Interleaved]
    public Errno MemoryFailure(Pfn pfn)
    {
        CheckThread();
        if ((uint)pfn.Value >= (uint)Map.Pages)
        {
            return Errno.ENXIO;
        }

        if ((Map[pfn.Value].Flags & FolioFlags.HwPoison) != 0)
        {
            return Errno.EHWPOISON;
        }

        Map[pfn.Value].Flags |= FolioFlags.HwPoison;
        Statistics.Poisoned++;
        Folio folio = PeekFolio(pfn);
        if (folio.IsNone)
        {
            return Errno.None;
        }

        if (!HoldForFailure(folio))
        {
            return Errno.EBUSY;
        }

        if (folio.Page.Order > 0)
        {
            if (SplitForFailure(folio) != Errno.None)
            {
                // The whole folio stays as it was but for the mark; the reference does not.
                folio.Page.Flags |= FolioFlags.HasHwPoisoned;
                Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "memory_failure");
                return Errno.EHWPOISON;
            }

            folio = MoveFailureHold(folio, pfn);
        }

        return HandleFailure(folio);
    }

    /// <summary>
    /// Takes a frame out of use while it still works: its folio is dropped if it is clean and unused, or moved elsewhere. Reference effect: the
    /// folio's holders move with it, or its cache references go; nothing is left on the frame.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>Success (also when it is poisoned already), or <see cref="Errno.EBUSY"/> when somebody holds it; <see cref="Errno.ENXIO"/>.</returns>
    /// <remarks>Models <c>soft_offline_page</c>.</remarks>
    [Interleaved]
    public Errno SoftOffline(Pfn pfn)
    {
        CheckThread();
        if ((uint)pfn.Value >= (uint)Map.Pages)
        {
            return Errno.ENXIO;
        }

        Folio folio = PeekFolio(pfn);
        if ((Map[pfn.Value].Flags & FolioFlags.HwPoison) != 0)
        {
            return Errno.None;
        }

        if (folio.IsNone)
        {
            Map[pfn.Value].Flags |= FolioFlags.HwPoison;
            Statistics.Poisoned++;
            return Errno.None;
        }

        if (!HoldForFailure(folio))
        {
            return Errno.EBUSY;
        }

        if (folio.Page.Order > 0)
        {
            if (SplitForFailure(folio) != Errno.None)
            {
                Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "soft_offline_page");
                return Errno.EBUSY;
            }

            folio = MoveFailureHold(folio, pfn);
        }

        return TakeOffline(folio);
    }

    /// <summary>Takes the poison off a page that is in no file any more. Reference effect: -1, memory failure's, which frees it.</summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>Success, or <see cref="Errno.EBUSY"/> when it is not poisoned, still in a file, or held by others.</returns>
    /// <remarks>Models <c>unpoison_memory</c>. A frame that soft offline took out of use stays out.</remarks>
    [Interleaved]
    public Errno Unpoison(Pfn pfn)
    {
        CheckThread();
        Folio folio = PeekFolio(pfn);
        if (folio.IsNone || !folio.Has(FolioFlags.HwPoison) || folio.RefCount > 1 || folio.Page.Mapping != 0)
        {
            return Errno.EBUSY;
        }

        folio.Page.Flags &= ~FolioFlags.HwPoison;
        Statistics.Poisoned--;
        Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "unpoison_memory");
        return Errno.None;
    }

    /// <summary>Takes the reference that keeps a bad page out of the allocator; a folio that waits in a batch is drained onto its list first.</summary>
    /// <remarks>Models <c>get_hwpoison_page</c> with <c>shake_folio</c>.</remarks>
    [Interleaved]
    private bool HoldForFailure(Folio folio)
    {
        if (!folio.Has(FolioFlags.Lru) && !folio.Has(FolioFlags.Hugetlb))
        {
            Batches.DrainAll();
        }

        return folio.IsAlive && References.TryGet(folio.Frame, HolderKind.MemoryFailure, "get_hwpoison_page");
    }

    [Interleaved]
    private static Errno SplitForFailure(Folio folio)
    {
        folio.Lock();
        Errno error = folio.Split(Order.Zero);
        folio.Unlock();
        return error;
    }

    /// <summary>After a split the reference is on the first part; it belongs on the part that failed.</summary>
    [Interleaved]
    private Folio MoveFailureHold(Folio head, Pfn pfn)
    {
        if (pfn == head.Pfn)
        {
            return head;
        }

        Folio part = new(this, pfn.Value);
        References.Get(part.Frame, HolderKind.MemoryFailure, 0, "memory_failure");
        Put(head.Frame, 1, HolderKind.MemoryFailure, 0, "memory_failure");
        return part;
    }

    [Interleaved]
    private Errno HandleFailure(Folio folio)
    {
        folio.Lock();
        folio.WaitForWriteback();
        bool unmapped = TryToUnmap(folio);
        bool recovered = unmapped && GiveUp(folio);
        folio.Unlock();
        return recovered ? Errno.None : Errno.EBUSY;
    }

    /// <summary>Takes a locked folio off the LRU and asks its owner to let it go.</summary>
    /// <returns>Whether nothing but memory failure, and the cache of an owner that keeps the page, holds it afterwards.</returns>
    /// <remarks>Models <c>me_pagecache_clean</c> and <c>me_pagecache_dirty</c>.</remarks>
    [Interleaved]
    private bool GiveUp(Folio folio)
    {
        if (folio.Isolate())
        {
            folio.Page.Flags &= ~(FolioFlags.Active | FolioFlags.Unevictable);
            Put(folio.Frame, 1, HolderKind.Isolation, 0, "delete_from_lru_cache");
        }

        if (folio.Mapping is not { } mapping)
        {
            return false;
        }

        bool removed = mapping.Operations.ErrorRemoveFolio(mapping, folio) == 0 && mapping.ReleasePrivate(folio);
        int expected = 1 + (folio.Page.Mapping != 0 ? folio.Pages : 0);
        return removed && folio.RefCount <= expected;
    }

    /// <summary>Empties a frame that still works and keeps it out of use.</summary>
    /// <remarks>Models <c>soft_offline_in_use_page</c> and <c>page_handle_poison</c>.</remarks>
    [Interleaved]
    private Errno TakeOffline(Folio folio)
    {
        folio.Lock();
        folio.WaitForWriteback();
        bool dropped = folio.Has(FolioFlags.Lru) && folio.Mapping is { } mapping && mapping.EvictFolio(folio) > 0;
        folio.Unlock();
        if (!dropped && !MigrateAway(folio))
        {
            Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "soft_offline_page");
            return Errno.EBUSY;
        }

        folio.Page.Flags |= FolioFlags.HwPoison;
        Statistics.Poisoned++;
        Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "page_handle_poison");
        return Errno.None;
    }

    [Interleaved]
    private static bool MigrateAway(Folio folio)
    {
        if (!folio.Isolate())
        {
            return false;
        }

        // Isolation is one of the two references that the migration expects beyond the folio's own; memory failure's is the other.
        FolioResult moved = folio.Migrate(extra: 1);
        if (!moved.IsOk)
        {
            folio.PutBack();
        }

        return moved.IsOk;
    }
}
