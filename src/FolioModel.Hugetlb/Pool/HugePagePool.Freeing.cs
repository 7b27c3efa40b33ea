namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <inheritdoc/>
    /// <remarks>
    /// Models <c>free_huge_folio</c>. A reservation used for the page is restored if the page never reached the page cache; otherwise the
    /// mount's minimum may claim it. Then: temporary, or any surplus in the pool: to the page allocator; else to the free list.
    /// </remarks>
    [Interleaved]
    public void FreeHugeFolio(Folio folio)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("free_huge_folio");
        HugePage page = PageOf(folio);
        page.Folio = folio.Retire();
        page.AnonExclusive = false;
        HugetlbSubpool? subpool = page.Subpool;
        page.Subpool = null;
        bool restore = page.Has(HugePageFlags.RestoreReserve);
        page.Flags &= ~HugePageFlags.RestoreReserve;

        // Restoring leaves the mount's count alone: the reservation that comes back is still counted there.
        if (!restore && HugetlbSubpool.Put(subpool, 1) == 0)
        {
            restore = true;
        }

        Lock.Acquire();
        page.Flags &= ~HugePageFlags.Migratable;
        if (restore)
        {
            Reserves.Count++;
        }

        bool dissolved = page.Has(HugePageFlags.Temporary) || SurplusPages.Count > 0;
        if (dissolved)
        {
            Reserves.WithoutPage += restore ? 1 : 0;
            Remove(page, surplus: !page.Has(HugePageFlags.Temporary));
        }
        else
        {
            Enqueue(page);
        }

        Lock.Release();
        Pfn pfn = page.Folio.Pfn;
        if (dissolved)
        {
            UpdateAndFree(page);
        }

        Released?.Invoke(new HugePageRelease(pfn, dissolved, restore));
    }

    /// <summary>Takes a page out of the pool: off the free list and out of the counters. Lock required: hugetlb_lock.</summary>
    /// <remarks>Models <c>remove_hugetlb_folio</c>.</remarks>
    internal void Remove(HugePage page, bool surplus)
    {
        Lock.AssertHeld();
        if (page.Has(HugePageFlags.Freed))
        {
            page.Flags &= ~HugePageFlags.Freed;
            FreeList.Remove(page);
            Free--;
        }

        if (surplus)
        {
            SurplusPages.Count--;
        }

        PagesByFrame.Remove(page.Folio.Pfn.Value);
        page.IsOwned = false;
        Total--;
    }

    /// <summary>Takes the page at the head of the free list out of the pool. Lock required: hugetlb_lock.</summary>
    /// <returns>The page; or null when none is free, or a surplus is to be returned and there is none.</returns>
    /// <remarks>Models <c>remove_pool_hugetlb_folio</c>.</remarks>
    internal HugePage? RemovePoolFolio(bool surplus)
    {
        if (FreeList.Count == 0 || (surplus && SurplusPages.Count == 0))
        {
            return null;
        }

        HugePage page = FreeList[^1];
        Remove(page, surplus);
        return page;
    }

    /// <summary>
    /// Hands the memory of a page with count 0 to the page allocator: before 7.0 as an ordinary folio that is put for the last time, since
    /// then frozen as it is.
    /// </summary>
    /// <remarks>
    /// Models <c>update_and_free_hugetlb_folio</c>, with <c>__folio_clear_hugetlb</c>. Tail descriptors are never optimised away here.
    /// </remarks>
    [Interleaved]
    internal void UpdateAndFree(HugePage page)
    {
        page.Folio.ClearPooled();
        if (page.Folio.Has(FolioFlags.HwPoison))
        {
            page.Folio.ClearHardwarePoison(page.FailedPages.Count);
        }

        if (Machine.Profile.KeepsHugePagesFrozen)
        {
            page.Folio.FreeFrozen();
            return;
        }

        page.Folio.Unfreeze(1, HolderKind.Allocation);
        page.Folio.Put();
    }
}
