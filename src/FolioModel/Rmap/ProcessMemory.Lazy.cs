namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Says that the contents of a range of anonymous memory may go. Reference effect: +1 on each folio of the lru_lazyfree batch until it
    /// drains; drains this CPU's LRU batches. Slots in swap are free at once.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <returns>Success, or <see cref="Errno.EINVAL"/> when an area is not anonymous or locked in memory.</returns>
    /// <remarks>
    /// Models <c>madvise(MADV_FREE)</c>. A page that is written afterwards stays; the others go when memory is short, without being
    /// written to swap.
    /// </remarks>
    [Interleaved]
    public Errno FreeLazily(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("madvise_free_single_vma");
        foreach (MappedArea area in AreasIn(first, pages))
        {
            if (!area.IsAnonymous || area.IsLocked)
            {
                return Errno.EINVAL;
            }

            _machine.Batches.Drain();
            VirtualPage end = Earlier(first + pages, area.End);
            for (VirtualPage page = Later(first, area.First); page < end;)
            {
                page += FreeLazily(page, end);
            }
        }

        return Errno.None;
    }

    /// <returns>How many pages were gone through.</returns>
    [Interleaved]
    private int FreeLazily(VirtualPage page, VirtualPage end)
    {
        PageTableEntry entry = Table.At(page);
        if (!entry.IsPresent)
        {
            return entry.IsSwapped ? ZapAbsent(page, end, entry, only: default, alsoCopies: true) : 1;
        }

        Folio folio = new(_machine, _machine.Map.HeadOf(entry.Frame));
        if ((folio.Has(FolioFlags.SwapCache) || folio.Has(FolioFlags.Dirty)) && !CleanForFree(folio))
        {
            return 1;
        }

        entry = Table.At(page);
        if (entry.IsPresent && entry.Frame == folio.Frame)
        {
            Table.Set(page, entry.Without(PteFlags.Young | PteFlags.Dirty));
            folio.MarkLazyFree();
        }

        return 1;
    }

    /// <summary>A folio that has a copy in swap, or must be written, loses that: its contents are not wanted.</summary>
    /// <returns>False when the folio is shared, locked or has to keep its slot.</returns>
    [Interleaved]
    private bool CleanForFree(Folio folio)
    {
        if (!TryLockMapped(folio))
        {
            return false;
        }

        bool clean = folio.MapCount == folio.Pages && (!folio.Has(FolioFlags.SwapCache) || _machine.Swap.FreeSwapOf(folio));
        if (clean)
        {
            folio.CancelDirty();
        }

        folio.Unlock();
        return clean;
    }

    /// <summary>
    /// Says that a range is not used for a while: what it alone maps is next to be reclaimed. Reference effect: +1 on each folio of the
    /// lru_deactivate batch until it drains; drains this CPU's LRU batches.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <returns>Success, or <see cref="Errno.EINVAL"/> when an area is locked in memory.</returns>
    /// <remarks>Models <c>madvise(MADV_COLD)</c>.</remarks>
    [Interleaved]
    public Errno Cool(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("madvise_cold");
        foreach (MappedArea area in AreasIn(first, pages))
        {
            if (area.IsLocked)
            {
                return Errno.EINVAL;
            }

            _machine.Batches.Drain();
            VirtualPage end = Earlier(first + pages, area.End);
            for (VirtualPage page = Later(first, area.First); page < end; page += 1)
            {
                Cool(page);
            }
        }

        return Errno.None;
    }

    [Interleaved]
    private void Cool(VirtualPage page)
    {
        PageTableEntry huge = Table.HugeAt(page);
        PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
        if (!entry.IsPresent)
        {
            return;
        }

        Folio folio = new(_machine, _machine.Map.HeadOf(entry.Frame));
        if (!folio.Has(FolioFlags.Lru) || folio.MapCount != (huge.IsPresent ? 1 : folio.Pages))
        {
            return;
        }

        if (huge.IsPresent)
        {
            Table.SetHuge(page, entry.Without(PteFlags.Young));
        }
        else
        {
            Table.Set(page, entry.Without(PteFlags.Young));
        }

        folio.Page.Flags &= ~(FolioFlags.Referenced | FolioFlags.Young);
        if (folio.Has(FolioFlags.Active))
        {
            folio.Page.Flags |= FolioFlags.Workingset;
        }

        folio.Deactivate();
    }
}
