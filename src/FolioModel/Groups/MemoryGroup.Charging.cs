namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>Rounds of reclaim without success after which a charge fails (<c>MAX_RECLAIM_RETRIES</c>).</summary>
    private const int MostRounds = 16;

    private long _usage;
    private long _kernelBytes;

    /// <summary>Frees memory of the group and those below it on request.</summary>
    /// <param name="pages">How many pages to free, if possible.</param>
    /// <returns>How many were freed; fewer than asked for if nothing more can be.</returns>
    /// <remarks>Models a write to <c>memory.reclaim</c>.</remarks>
    [Interleaved]
    public PageCount Reclaim(PageCount pages)
    {
        _machine.CheckThread();
        long freed = 0;
        for (int vain = 0; freed < pages.Value && vain < MostRounds;)
        {
            // Half of what is left at a time, so that the end does not overshoot.
            long wanted = Math.Max((pages.Value - freed) / 4, 1);
            long round = _machine.Reclaiming.Reclaim(this, wanted, GfpFlags.Kernel, proactive: true);
            vain = round == 0 ? vain + 1 : 0;
            freed += round;
        }

        return new PageCount(freed);
    }

    /// <summary>
    /// Gives back the pages that CPUs hold in stock for the group and those below it, as happens when they charge for another group.
    /// </summary>
    /// <remarks>Models <c>drain_all_stock</c>.</remarks>
    public void DrainStocks() => _groups.DrainStocks(this);

    /// <summary>Charges pages, from the CPU's stock if that has some, and reclaims where a limit is in the way.</summary>
    /// <returns>Success or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models <c>try_charge_memcg</c>.</remarks>
    [Interleaved]
    internal Errno TryCharge(int pages, GfpFlags gfp)
    {
        bool drained = false;
        int retries = MostRounds;
        int batch = Math.Max(ChargeStock.Batch, pages);
        while (true)
        {
            if (_groups.TakeFromStock(this, pages))
            {
                return Errno.None;
            }

            MemoryGroup? limited = TryTake(batch);
            if (limited is null)
            {
                _groups.PutInStock(this, batch - pages);
                if (IsAboveHigh())
                {
                    _machine.Current.PagesOverHigh += batch;
                }

                return Errno.None;
            }

            if (batch > pages)
            {
                batch = pages;
                continue;
            }

            if (_machine.Current.MemAlloc)
            {
                return Force(limited, pages, counted: false);
            }

            if ((gfp & GfpFlags.DirectReclaim) == 0)
            {
                return (gfp & (GfpFlags.NoFail | GfpFlags.High)) != 0 ? Force(limited, pages, counted: false) : Errno.ENOMEM;
            }

            limited.Events.Max++;
            long freed = _machine.Reclaiming.Reclaim(limited, pages, gfp, proactive: false);
            if (limited.Margin >= pages)
            {
                continue;
            }

            if (!drained)
            {
                _groups.DrainStocks(limited);
                drained = true;
                continue;
            }

            if ((gfp & GfpFlags.NoRetry) == 0 && ((freed > 0 && pages <= 8) || retries-- > 0))
            {
                continue;
            }

            limited.Events.OutOfMemory++;
            return (gfp & GfpFlags.NoFail) != 0 ? Force(limited, pages, counted: true) : Errno.ENOMEM;
        }
    }

    /// <summary>Takes pages back off the usage of the group and those above it.</summary>
    internal void Uncharge(int pages)
    {
        for (MemoryGroup? group = this; group is { IsRoot: false }; group = group.Parent)
        {
            group._usage -= pages;
        }
    }

    /// <summary>
    /// Charges the bytes of a kernel object; whole pages are charged, and what is left of the last one serves the next object.
    /// </summary>
    /// <remarks>Models <c>obj_cgroup_charge</c>.</remarks>
    [Interleaved]
    internal Errno TryChargeObject(int bytes, GfpFlags gfp)
    {
        int pages = (int)(PagesOf(_kernelBytes + bytes) - PagesOf(_kernelBytes));
        if (pages > 0)
        {
            Errno failed = TryCharge(pages, gfp);
            if (failed != Errno.None)
            {
                return failed;
            }
        }

        _kernelBytes += bytes;
        Count(GroupCounter.Kernel, pages);
        return Errno.None;
    }

    /// <remarks>Models <c>obj_cgroup_uncharge</c>.</remarks>
    internal void UnchargeObject(int bytes)
    {
        int pages = (int)(PagesOf(_kernelBytes) - PagesOf(_kernelBytes - bytes));
        _kernelBytes -= bytes;
        Count(GroupCounter.Kernel, -pages);
        Uncharge(pages);
    }

    /// <summary>Reclaims what the current task's charges took above the high limits, as it does on its way out of the kernel.</summary>
    /// <remarks>
    /// Models <c>mem_cgroup_handle_over_high</c>. The pauses that it makes the task take are not modelled: there is no clock.
    /// </remarks>
    [Interleaved]
    internal void ReclaimHigh(long pages)
    {
        for (MemoryGroup group = this; group.Parent is { } parent; group = parent)
        {
            if (group._usage > (group.High?.Value ?? long.MaxValue))
            {
                group.Events.High++;
                _machine.Reclaiming.Reclaim(group, pages, GfpFlags.Kernel, proactive: false);
            }
        }
    }

    private static long PagesOf(long bytes) => (bytes + PageSize.Bytes - 1) >> PageSize.Shift;

    private long Margin => (Max?.Value ?? long.MaxValue) - _usage;

    private bool IsAboveHigh()
    {
        for (MemoryGroup? group = this; group is not null; group = group.Parent)
        {
            if (group._usage > (group.High?.Value ?? long.MaxValue))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>The group whose limit is in the way, the lowest one first, or null when the pages are charged.</returns>
    /// <remarks>Models <c>page_counter_try_charge</c>.</remarks>
    private MemoryGroup? TryTake(int pages)
    {
        for (MemoryGroup? group = this; group is { IsRoot: false }; group = group.Parent)
        {
            if (group.Margin < pages)
            {
                return group;
            }
        }

        Take(pages);
        return null;
    }

    private void Take(int pages)
    {
        for (MemoryGroup? group = this; group is { IsRoot: false }; group = group.Parent)
        {
            group._usage += pages;
        }
    }

    private Errno Force(MemoryGroup limited, int pages, bool counted)
    {
        limited.Events.Max += counted ? 0 : 1;
        Take(pages);
        return Errno.None;
    }
}
