namespace FolioModel.Swap;

public sealed partial class SwapSpace
{
    /// <summary>
    /// Removes a user from a run of slots, and a folio from the swap cache whose slots then have no other user. Reference effect: -1 for
    /// each page of such a folio, those of the swap cache.
    /// </summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <remarks>Models <c>free_swap_and_cache_nr</c>. A folio that is locked stays in the cache.</remarks>
    [Interleaved]
    public void FreeWithCache(SwapEntry entry, int pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("free_swap_and_cache_nr");
        if (entry.IsPoisoned || AreaOf(entry) is not { } area)
        {
            return;
        }

        if (pages > 1 && area.IsLastUseOf(entry, pages))
        {
            area.FreeLast(entry, pages);
            return;
        }

        area.Free(entry, pages);
        for (int i = 0; i < pages; i++)
        {
            SwapEntry slot = entry + i;
            if (area.IsOnlyCached(slot, 1))
            {
                FolioResult found = area.Cache.Get(slot);
                if (found.IsOk)
                {
                    DropFromCache(area, found.Folio);
                    found.Folio.Put();
                }
            }
        }
    }

    /// <summary>
    /// Takes a locked folio out of the swap cache if no slot of it has another user; it is dirty then, for it has no copy.
    /// </summary>
    /// <param name="folio">A locked folio.</param>
    /// <returns>Whether it left the swap cache.</returns>
    /// <remarks>Models <c>folio_free_swap</c>. Reference effect: -1 for each page, those of the swap cache.</remarks>
    [Interleaved]
    public bool FreeSwapOf(Folio folio)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_free_swap");
        if (folio.Swap is not { } entry || folio.Has(FolioFlags.Writeback))
        {
            return false;
        }

        SwapArea area = AreaOf(entry)!;
        if (!area.IsOnlyCached(entry, folio.Pages))
        {
            return false;
        }

        area.Cache.Delete(folio);
        folio.SetDirtyFlag();
        return true;
    }

    [Interleaved]
    private static void DropFromCache(SwapArea area, Folio folio)
    {
        if (!folio.TryLock())
        {
            return;
        }

        if (folio.Swap is { } entry && !folio.Has(FolioFlags.Writeback) && !folio.IsMapped && area.IsOnlyCached(entry, folio.Pages))
        {
            area.Cache.Delete(folio);
            folio.SetDirtyFlag();
        }

        folio.Unlock();
    }
}
