namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>
    /// Moves a folio that reclaim wants out of the file into the swap cache and writes it out. Reference effect: +1 for each page owned by
    /// the swap cache, then -1 for each page, those of the page cache.
    /// </summary>
    /// <param name="folio">A locked, isolated, unmapped folio of this file whose dirty flag has just been cleared.</param>
    /// <param name="parts">Where to put the parts, isolated, if the folio had to be split.</param>
    /// <returns>
    /// Written, with the folio unlocked and its entry replaced by one swap entry of its order; or "activate" with the folio dirty and
    /// locked: it must not or cannot be swapped now.
    /// </returns>
    /// <remarks>Models <c>shmem_writepage</c>. Locks: i_pages of swap cache and file, one after the other.</remarks>
    [Interleaved]
    internal PageOutResult SwapOut(Folio folio, ICollection<Folio> parts)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_writepage");
        if (_options.Locked || Mount.Options.NoSwap || !_machine.Swap.IsOn)
        {
            return Redirty(folio);
        }

        if (folio.Order > Order.Zero && IsCutByEnd(folio) && !TrySplit(folio, parts))
        {
            return Redirty(folio);
        }

        if (!folio.Has(FolioFlags.Uptodate))
        {
            if (Running is { IsPunch: false } running && running.Covers(folio.Index))
            {
                // The reservation may still have to be undone, and it cannot be recognised in swap.
                running.Unswapped += (ulong)folio.Pages;
                return Redirty(folio);
            }

            ClearContents(folio);
            folio.MarkUptodate();
        }

        SwapEntry? slots = _machine.Swap.Allocate(folio);
        if (slots is null && folio.Order > Order.Zero && TrySplit(folio, parts))
        {
            slots = _machine.Swap.Allocate(folio);
        }

        return slots is { } entry ? MoveToSwapCache(folio, entry) : Redirty(folio);
    }

    /// <remarks>Models the part of <c>shmem_writepage</c> that has slots, with <c>swap_shmem_alloc</c>.</remarks>
    [Interleaved]
    private PageOutResult MoveToSwapCache(Folio folio, SwapEntry entry)
    {
        SwapArea area = _machine.Swap.AreaOf(entry)!;
        _machine.Swap.Register(this);
        (Errno error, _) = area.Cache.Add(folio, entry);
        if (error != Errno.None)
        {
            _machine.Swap.PutSlots(entry, folio.Pages);
            return Redirty(folio);
        }

        RecalculateInode(0, folio.Pages);
        area.Duplicate(entry, folio.Pages);
        DeleteFromPageCache(folio, entry);
        _machine.Swap.WriteOut(folio);
        return PageOutResult.Written;
    }

    /// <summary>Takes a folio out of the page cache and leaves its swap entry in its place.</summary>
    /// <remarks>Models <c>shmem_delete_from_page_cache</c>.</remarks>
    [Interleaved]
    private void DeleteFromPageCache(Folio folio, SwapEntry entry) =>
        Mapping.Pages.OwnerEntries.ReplaceByValue(folio, entry.ToValue(), "shmem_delete_from_page_cache");

    /// <summary>Whether the folio reaches beyond the end of the file, where a swap entry could not be cut later.</summary>
    private bool IsCutByEnd(Folio folio)
    {
        ulong end = Mapping.EndOfContents;
        return end > folio.Index.Value && end < folio.NextIndex.Value;
    }

    [Interleaved]
    private static bool TrySplit(Folio folio, ICollection<Folio> parts)
    {
        // The parts inherit the flag: without it they would be taken for clean and dropped.
        folio.SetDirtyFlag();
        if (folio.Split(Order.Zero, parts) != Errno.None)
        {
            return false;
        }

        folio.CancelDirty();
        return true;
    }

    private static PageOutResult Redirty(Folio folio)
    {
        folio.MarkDirty();
        return PageOutResult.Activate;
    }

    /// <summary>Splits the huge page that reaches beyond the end, so that what lies behind it is freed.</summary>
    /// <returns>Whether the file has nothing more to give, and the pages freed.</returns>
    [Interleaved]
    internal (bool Done, long Pages) SplitAtEnd()
    {
        CacheEntry entry = Mapping.Pages.GetEntry(new PageIndex((ulong)Size >> PageSize.Shift));
        if (!entry.IsFolio)
        {
            return (true, 0);
        }

        Folio folio = entry.Folio;
        ulong end = Mapping.EndOfContents;
        ulong next = folio.NextIndex.Value;
        if (folio.Order == Order.Zero || !IsCutByEnd(folio))
        {
            folio.Put();
            return (true, 0);
        }

        if (!folio.TryLock())
        {
            folio.Put();
            return (false, 0);
        }

        bool split = folio.Split(Order.Zero) == Errno.None;
        folio.Unlock();
        folio.Put();
        return split ? (true, (long)(next - end)) : (false, 0);
    }
}
