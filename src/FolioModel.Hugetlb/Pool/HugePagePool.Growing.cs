namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>
    /// Grows or shrinks the pool. Free folios that are not reserved go to the page allocator; what is missing then is declared surplus, so
    /// that the pool shrinks as folios are put. Reference effect: none on folios in use.
    /// </summary>
    /// <param name="count">The size wished for, in huge pages (what is written to <c>nr_hugepages</c>).</param>
    /// <returns>Always success; <see cref="Target"/> says what was reached, since memory may not suffice.</returns>
    /// <remarks>Models <c>set_max_huge_pages</c>. A pending signal stops growing.</remarks>
    [Interleaved]
    public Errno Resize(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using KernelTask.FunctionScope function = Machine.Current.Enter("set_max_huge_pages");
        _resizeLock.DownWrite();
        Lock.Acquire();
        while (SurplusPages.Count > 0 && count > Persistent)
        {
            SurplusPages.Count--;
        }

        bool complete = Grow(count);
        if (complete)
        {
            Shrink(count);
        }

        Target = Persistent;
        SurplusPages.ExcusePresent();
        Lock.Release();
        _resizeLock.UpWrite();
        return Errno.None;
    }

    /// <summary>Folios that are not surplus.</summary>
    private long Persistent => Total - SurplusPages.Count;

    /// <returns>Whether the pool may be shrunk now: not after growing was cut short.</returns>
    [Interleaved]
    private bool Grow(long count)
    {
        List<HugePage> grown = [];
        bool complete = true;
        while (complete && count > Persistent + grown.Count)
        {
            Lock.Release();
            Machine.Point(SchedulingPoint.Reschedule);
            HugePage? page = AllocateFresh();
            if (page is not null)
            {
                grown.Add(page);
            }

            complete = page is not null && !Machine.Current.SignalPending;
            Lock.Acquire();
        }

        for (int i = grown.Count - 1; i >= 0; i--)
        {
            AccountNew(grown[i]);
            Enqueue(grown[i]);
        }

        return complete;
    }

    /// <remarks>
    /// The kernel counts without sign: once reserves are lost so far that more than all pages would be free, none is given back, and all
    /// become surplus.
    /// </remarks>
    [Interleaved]
    private void Shrink(long count)
    {
        long neededInAll = Reserves.Count + Total - Free;
        long keep = neededInAll < 0 ? long.MaxValue : Math.Max(count, neededInAll);
        List<HugePage> dropped = [];
        while (keep < Persistent && RemovePoolFolio(surplus: false) is { } page)
        {
            dropped.Add(page);
        }

        Lock.Release();
        foreach (HugePage page in dropped)
        {
            UpdateAndFree(page);
        }

        Lock.Acquire();
        while (count < Persistent && SurplusPages.Count < Total)
        {
            SurplusPages.Count++;
        }
    }

    /// <summary>Allocates a huge page from the page allocator. Reference effect: the count is 0.</summary>
    /// <returns>The page, not yet of the pool; or null.</returns>
    /// <remarks>
    /// Models <c>alloc_buddy_hugetlb_folio</c>. Before 7.0 the memory comes with count 1 and has to be frozen: a speculative reference from
    /// its earlier life may still be held; then it is given back, and the allocation is tried once more. Since 7.0 it comes frozen.
    /// </remarks>
    [Interleaved]
    internal HugePage? AllocateFresh()
    {
        if (Machine.Profile.KeepsHugePagesFrozen)
        {
            Folio frozen = Machine.Allocator.AllocateFrozenFolio(Order, GfpMask | GfpFlags.RetryMayFail);
            return frozen.IsNone ? null : Adopt(frozen);
        }

        const int Attempts = 2;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Folio folio = Machine.Allocator.AllocateFolio(Order, GfpMask | GfpFlags.RetryMayFail);
            if (folio.IsNone)
            {
                return null;
            }

            Machine.Point(SchedulingPoint.Freeze);
            if (folio.Freeze(1))
            {
                return Adopt(folio);
            }

            folio.Put();
        }

        return null;
    }

    private HugePage Adopt(Folio frozen)
    {
        frozen.SetPooled();
        return new HugePage(this, frozen.Retire());
    }

    /// <summary>Counts a new page as the pool's. Lock required: hugetlb_lock.</summary>
    /// <remarks>Models <c>__prep_account_new_huge_page</c>.</remarks>
    internal void AccountNew(HugePage page)
    {
        Lock.AssertHeld();
        PagesByFrame.Add(page.Folio.Pfn.Value, page);
        page.IsOwned = true;
        Total++;
    }

    /// <summary>Puts a page on the free list. Lock required: hugetlb_lock.</summary>
    /// <remarks>Models <c>enqueue_hugetlb_folio</c>.</remarks>
    internal void Enqueue(HugePage page)
    {
        Lock.AssertHeld();
        if (page.Folio.RefCount != 0)
        {
            throw new KernelBugException($"enqueue_hugetlb_folio: expected count 0: {page.Folio.Describe()}")
            {
                Folio = page.Folio,
                Task = Machine.Current,
                Holders = page.Folio.Holders,
                Invariant = HugetlbInvariants.PoolFreeHugetlbIsUnreferenced,
            };
        }

        FreeList.Add(page);
        Free++;
        page.Flags |= HugePageFlags.Freed;
    }
}
