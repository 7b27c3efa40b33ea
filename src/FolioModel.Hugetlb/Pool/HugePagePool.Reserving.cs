namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>Promises free folios, making surplus ones where they do not suffice; or takes promises back.</summary>
    /// <param name="change">How many to promise, or, negative, to take back.</param>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/> with nothing changed.</returns>
    /// <remarks>Models <c>hugetlb_acct_memory</c>.</remarks>
    [Interleaved]
    internal Errno Account(long change)
    {
        if (change == 0)
        {
            return Errno.None;
        }

        Lock.Acquire();
        Errno error = Errno.None;
        if (change > 0)
        {
            error = GatherSurplus(change);
        }
        else
        {
            ReturnUnused(-change);
        }

        Lock.Release();
        return error;
    }

    /// <summary>Makes surplus folios until the free ones cover all promises and the new ones. Lock required: hugetlb_lock.</summary>
    /// <remarks>
    /// Models <c>gather_surplus_pages</c>. The lock is let go while memory is allocated, so what is needed is worked out again; the promise is
    /// made before the folios are on the free list, so that nobody takes them away.
    /// </remarks>
    [Interleaved]
    private Errno GatherSurplus(long count)
    {
        long needed = Reserved + count - Free;
        Machine.Point(SchedulingPoint.Inside, Lock);
        List<HugePage> made = [];
        bool possible = true;
        while (needed > 0 && possible)
        {
            Lock.Release();
            for (long i = 0; i < needed && possible; i++)
            {
                HugePage? page = NewSurplus();
                possible = page is not null;
                if (page is not null)
                {
                    made.Add(page);
                }

                Machine.Point(SchedulingPoint.Reschedule);
            }

            Lock.Acquire();
            needed = Reserved + count - (Free + made.Count);
        }

        Errno error = needed > 0 ? Errno.ENOMEM : Errno.None;
        int keep = 0;
        if (error == Errno.None)
        {
            Reserved += count;
            keep = (int)Math.Max(needed + made.Count, 0);
        }

        // The newest first, as from a list that grows at its head.
        made.Reverse();
        for (int i = 0; i < keep; i++)
        {
            Enqueue(made[i]);
        }

        Lock.Release();
        for (int i = keep; i < made.Count; i++)
        {
            TakeBack(made[i].Folio);
        }

        Lock.Acquire();
        return error;
    }

    /// <summary>Takes promises back, and gives as many free surplus folios to the page allocator. Lock required: hugetlb_lock.</summary>
    /// <remarks>Models <c>return_unused_surplus_pages</c>.</remarks>
    [Interleaved]
    private void ReturnUnused(long count)
    {
        Reserved -= count;
        List<HugePage> dropped = [];
        for (long left = Math.Min(count, Surplus); left > 0 && RemoveFree(surplus: true) is { } page; left--)
        {
            dropped.Add(page);
        }

        Lock.Release();
        foreach (HugePage page in dropped)
        {
            GiveToAllocator(page);
        }

        Lock.Acquire();
    }

    /// <summary>Makes a folio above the pool's size, if the limit allows. Reference effect: the count is 0.</summary>
    /// <returns>The page, counted in the pool but on no list; or null.</returns>
    /// <remarks>Models <c>alloc_surplus_hugetlb_folio</c>: the limit is tested before and after the allocation.</remarks>
    [Interleaved]
    private HugePage? NewSurplus()
    {
        Lock.Acquire();
        bool allowed = Surplus < Overcommit;
        Lock.Release();
        HugePage? page = allowed ? NewPage() : null;
        if (page is null)
        {
            return null;
        }

        Lock.Acquire();
        Own(page);
        allowed = Surplus < Overcommit;
        if (allowed)
        {
            Surplus++;
        }
        else
        {
            Remove(page, surplus: false);
        }

        Lock.Release();
        if (!allowed)
        {
            GiveToAllocator(page);
            return null;
        }

        return page;
    }
}
