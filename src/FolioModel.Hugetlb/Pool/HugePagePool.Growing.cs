namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>
    /// Grows or shrinks the pool. Free folios that nobody was promised go to the page allocator; what is missing then is declared surplus, so
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
        while (Surplus > 0 && count > Persistent)
        {
            Surplus--;
        }

        bool complete = Grow(count);
        if (complete)
        {
            Shrink(count);
        }

        Target = Persistent;
        ExcusedSurplus = Surplus;
        Lock.Release();
        _resizeLock.UpWrite();
        return Errno.None;
    }

    /// <summary>Folios that are not surplus.</summary>
    private long Persistent => Total - Surplus;

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
            HugePage? page = NewPage();
            if (page is not null)
            {
                grown.Add(page);
            }

            complete = page is not null && !Machine.Current.SignalPending;
            Lock.Acquire();
        }

        for (int i = grown.Count - 1; i >= 0; i--)
        {
            Own(grown[i]);
            Enqueue(grown[i]);
        }

        return complete;
    }

    [Interleaved]
    private void Shrink(long count)
    {
        long keep = Math.Max(count, Reserved + Total - Free);
        List<HugePage> dropped = [];
        while (keep < Persistent && RemoveFree(surplus: false) is { } page)
        {
            dropped.Add(page);
        }

        Lock.Release();
        foreach (HugePage page in dropped)
        {
            GiveToAllocator(page);
        }

        Lock.Acquire();
        while (count < Persistent && Surplus < Total)
        {
            Surplus++;
        }
    }

    /// <summary>Makes a huge page of fresh memory. Reference effect: the count is 0.</summary>
    /// <returns>The page, not yet of the pool; or null.</returns>
    /// <remarks>
    /// Models <c>alloc_buddy_hugetlb_folio</c>. Somebody may hold a speculative reference to the memory from its earlier life: then it cannot
    /// be frozen, is given back, and one other try is made.
    /// </remarks>
    [Interleaved]
    private HugePage? NewPage()
    {
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
                folio.SetHugetlb();
                return new HugePage(this, folio.Retire());
            }

            folio.Put();
        }

        return null;
    }

    /// <summary>Counts a page as the pool's. Lock required: hugetlb_lock.</summary>
    private void Own(HugePage page)
    {
        Lock.AssertHeld();
        PagesByFrame.Add(page.Folio.Pfn.Value, page);
        page.IsOwned = true;
        Total++;
    }

    /// <summary>Puts a page on the free list. Lock required: hugetlb_lock.</summary>
    /// <remarks>Models <c>enqueue_hugetlb_folio</c>.</remarks>
    private void Enqueue(HugePage page)
    {
        Lock.AssertHeld();
        if (page.Folio.RefCount != 0)
        {
            throw new KernelBugException($"enqueue_hugetlb_folio: expected count 0: {page.Folio.Describe()}");
        }

        FreeList.Add(page);
        Free++;
        page.Flags |= HugePageFlags.Freed;
    }
}
