namespace FolioModel.Hugetlb;

/// <summary>The surplus pages of a pool: huge pages above its persistent size, made on demand up to the overcommit limit.</summary>
/// <remarks>
/// Models <c>surplus_huge_pages</c> and <c>nr_overcommit_huge_pages</c> of <c>struct hstate</c> with the functions that make and return
/// surplus pages.
/// </remarks>
[SharedState(PartOf = "_pool")]
internal sealed partial class HugetlbSurplus
{
    private readonly HugePagePool _pool;

    internal HugetlbSurplus(HugePagePool pool) => _pool = pool;

    /// <summary>Pages above the persistent size (<c>surplus_huge_pages</c>). Lock required to change it: hugetlb_lock.</summary>
    [Shared]
    public partial long Count { get; set; }

    /// <summary>How many surplus pages may be made on demand (<c>nr_overcommit_huge_pages</c>).</summary>
    [Shared]
    public partial long Limit { get; private set; }

    /// <summary>
    /// The surplus that existed when the pool was shrunk below its use, or the limit set below the surplus: not a violation.
    /// </summary>
    [Shared]
    public partial long Excused { get; private set; }

    /// <summary>Sets the overcommit limit; the surplus that exists is kept.</summary>
    public void SetLimit(long limit)
    {
        Limit = limit;
        ExcusePresent();
    }

    /// <summary>Takes the present surplus as allowed, even above the limit.</summary>
    public void ExcusePresent() => Excused = Count;

    /// <summary>
    /// Allocates surplus pages until the free ones cover all reserves and <paramref name="count"/> new ones, then reserves those.
    /// </summary>
    /// <param name="count">How many more pages to reserve.</param>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/> with no reserve made.</returns>
    /// <remarks>
    /// Models <c>gather_surplus_pages</c>. Lock required: hugetlb_lock, released while memory is allocated, so what is needed is computed
    /// again; the reserve is made before the pages are on the free list, so that no other task takes them.
    /// </remarks>
    [Interleaved]
    public Errno Gather(long count)
    {
        HugetlbReserves reserves = _pool.Reserves;
        long needed = reserves.Count + count - _pool.Free;
        _pool.Machine.Point(SchedulingPoint.Inside, _pool.Lock);
        List<HugePage> made = [];
        bool possible = true;
        while (needed > 0 && possible)
        {
            _pool.Lock.Release();
            for (long i = 0; i < needed && possible; i++)
            {
                HugePage? page = Allocate();
                possible = page is not null;
                if (page is not null)
                {
                    made.Add(page);
                }

                _pool.Machine.Point(SchedulingPoint.Reschedule);
            }

            _pool.Lock.Acquire();
            needed = reserves.Count + count - (_pool.Free + made.Count);
        }

        Errno error = needed > 0 ? Errno.ENOMEM : Errno.None;
        int keep = 0;
        if (error == Errno.None)
        {
            reserves.Count += count;
            keep = (int)Math.Max(needed + made.Count, 0);
        }

        // The newest first, as from a list that grows at its head.
        made.Reverse();
        for (int i = 0; i < keep; i++)
        {
            _pool.Enqueue(made[i]);
        }

        _pool.Lock.Release();
        for (int i = keep; i < made.Count; i++)
        {
            _pool.FreeHugeFolio(made[i].Folio);
        }

        _pool.Lock.Acquire();
        return error;
    }

    /// <summary>Drops reserves, and gives as many free surplus pages to the page allocator.</summary>
    /// <param name="count">How many reserves to drop.</param>
    /// <remarks>Models <c>return_unused_surplus_pages</c>. Lock required: hugetlb_lock, released while the pages are freed.</remarks>
    [Interleaved]
    public void ReturnUnused(long count)
    {
        _pool.Reserves.Count -= count;
        List<HugePage> dropped = [];
        for (long left = Math.Min(count, Count); left > 0 && _pool.RemovePoolFolio(surplus: true) is { } page; left--)
        {
            dropped.Add(page);
        }

        _pool.Lock.Release();
        foreach (HugePage page in dropped)
        {
            _pool.UpdateAndFree(page);
        }

        _pool.Lock.Acquire();
    }

    /// <summary>Allocates a surplus page, if the limit allows. Reference effect: the count is 0.</summary>
    /// <returns>The page, counted in the pool but on no list; or null.</returns>
    /// <remarks>Models <c>alloc_surplus_hugetlb_folio</c>: the limit is tested before and after the allocation.</remarks>
    [Interleaved]
    public HugePage? Allocate()
    {
        _pool.Lock.Acquire();
        bool allowed = Count < Limit;
        _pool.Lock.Release();
        HugePage? page = allowed ? _pool.AllocateFresh() : null;
        if (page is null)
        {
            return null;
        }

        _pool.Lock.Acquire();
        _pool.AccountNew(page);
        allowed = Count < Limit;
        if (allowed)
        {
            Count++;
        }
        else
        {
            _pool.Remove(page, surplus: false);
        }

        _pool.Lock.Release();
        if (!allowed)
        {
            _pool.UpdateAndFree(page);
            return null;
        }

        return page;
    }
}
