namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>Writes to a private page: the process gets a copy, or keeps the one it has for itself.</summary>
    /// <remarks>Models <c>do_cow_fault</c> and <c>do_wp_page</c>.</remarks>
    [Interleaved]
    private TouchResult WritePrivately(MappedArea area, VirtualPage page)
    {
        PageTableEntry huge = Table.HugeAt(page);
        if (huge.IsPresent)
        {
            DropHugeEntry(area, page, huge);
        }

        PageTableEntry entry = Table.At(page);
        if (entry.IsPresent)
        {
            return CopyMapped(area, page, entry);
        }

        if (entry.Has(PteFlags.Zero))
        {
            return MapNew(area, page, entry);
        }

        if (MakeTables(page) != Errno.None || PrepareFamily(area) != Errno.None)
        {
            return TouchResult.OutOfMemory;
        }

        Folio copy = NewAnonymous();
        if (copy.IsNone)
        {
            return TouchResult.OutOfMemory;
        }

        FileFault fault = FaultOfFile(area, page, isRetry: false);
        if (fault.IsAgain)
        {
            fault = FaultOfFile(area, page, isRetry: true);
        }

        if (fault.Folio.IsNone)
        {
            copy.Put();
            return fault.Result;
        }

        if (_machine.IsPoisoned(fault.Folio.PfnOf(area.IndexOf(page))))
        {
            // A bad page is not copied.
            copy.Put();
            return DropPoisoned(area.File!, fault.Folio) ? TouchResult.Done : TouchResult.HardwarePoison;
        }

        if (!IsEnded && Table.At(page) == entry)
        {
            _machine.Contents?.Copy(fault.Folio.PfnOf(area.IndexOf(page)).Value, copy.Frame);
            MapCopy(area, page, copy);
        }
        else
        {
            copy.Put();
        }

        fault.Folio.Unlock();
        fault.Folio.Put();
        return TouchResult.Done;
    }

    [Interleaved]
    private TouchResult CopyMapped(MappedArea area, VirtualPage page, PageTableEntry entry)
    {
        int head = _machine.Map.HeadOf(entry.Frame);
        Folio old = new(_machine, head);
        if (old.Has(FolioFlags.Anon) && CanReuse(old))
        {
            old.Page.Flags |= FolioFlags.AnonExclusive;
            Table.Set(page, entry.With(PteFlags.Writable | PteFlags.Young | PteFlags.Dirty));
            return TouchResult.Done;
        }

        // The copy is made without the table's lock, so the old page is held meanwhile.
        old.Get();
        if (PrepareFamily(area) != Errno.None)
        {
            old.Put();
            return TouchResult.OutOfMemory;
        }

        Folio copy = NewAnonymous();
        if (copy.IsNone)
        {
            old.Put();
            return TouchResult.OutOfMemory;
        }

        PageTableEntry now = Table.At(page);
        if (!now.IsPresent || now.Frame != entry.Frame)
        {
            copy.Put();
            old.Put();
            return TouchResult.Done;
        }

        _machine.Contents?.Copy(entry.Frame, copy.Frame);
        Table.Clear(page);
        _machine.Mappings.RemovePage(head, entry.Frame);
        MapCopy(area, page, copy);
        _machine.Put(head, 1, HolderKind.PageTable, 0, "wp_page_copy");
        if (old.Has(FolioFlags.SwapCache) && !old.IsMapped && old.TryLock())
        {
            _machine.Swap.FreeSwapOf(old);
            old.Unlock();
        }

        old.Put();
        return TouchResult.Done;
    }

    /// <summary>Whether this process is the only user of an anonymous folio, so that it may be written without a copy.</summary>
    /// <remarks>
    /// Models <c>wp_can_reuse_anon_folio</c>. The references of this CPU's batches and of the swap cache are dropped first.
    /// </remarks>
    [Interleaved]
    private bool CanReuse(Folio folio)
    {
        const int OwnBatchAndSwapCache = 3;
        if (folio.Has(FolioFlags.AnonExclusive))
        {
            return true;
        }

        if (folio.Order != Order.Zero || folio.RefCount > OwnBatchAndSwapCache)
        {
            return false;
        }

        if (!folio.Has(FolioFlags.Lru))
        {
            _machine.Batches.Drain();
        }

        if (folio.RefCount > (folio.Has(FolioFlags.SwapCache) ? 2 : 1) || !TryLockMapped(folio))
        {
            return false;
        }

        if (folio.Has(FolioFlags.SwapCache))
        {
            _machine.Swap.FreeSwapOf(folio);
        }

        bool alone = folio.RefCount == 1;
        folio.Unlock();
        return alone;
    }
}
