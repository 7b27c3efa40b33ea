namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>Frees memory of the group and those below it on request.</summary>
    /// <param name="pages">How many pages to free, if possible.</param>
    /// <returns>How many were freed; fewer than asked for if nothing more can be (the kernel's <c>EAGAIN</c>).</returns>
    /// <remarks>Models a write to <c>memory.reclaim</c>.</remarks>
    [Interleaved]
    public PageCount Reclaim(PageCount pages)
    {
        _machine.CheckThread();
        long freed = 0;
        for (int vain = 0; freed < pages.Value && vain <= MostRounds;)
        {
            if (vain == MostRounds)
            {
                // The last attempt: what waits in the batches of other CPUs may be evictable.
                _machine.Batches.DrainAll();
            }

            // A quarter of what is left at a time, so that the end does not overshoot.
            long wanted = (pages.Value - freed) / 4;
            long round = _machine.Reclaiming.Reclaim(this, wanted, GfpFlags.Kernel, proactive: true);
            vain += round == 0 ? 1 : 0;
            freed += round;
        }

        return new PageCount(freed);
    }

    /// <summary>Sets the limit, and frees what the group uses above it; if that cannot be done, ends processes of the group.</summary>
    /// <param name="pages">The most that the group and those below it may use.</param>
    /// <remarks>Models a write to <c>memory.max</c>.</remarks>
    [Interleaved]
    public void LimitTo(PageCount pages)
    {
        Max = pages;
        _groups.DrainStocks(this);
        int rounds = MostRounds;
        bool goesOn = true;
        while (goesOn && UsedPages > pages.Value)
        {
            if (rounds > 0)
            {
                long freed = _machine.Reclaiming.Reclaim(this, UsedPages - pages.Value, GfpFlags.Kernel, proactive: false);
                rounds -= freed == 0 ? 1 : 0;
            }
            else
            {
                Events.OutOfMemory++;
                goesOn = _machine.OutOfMemory.Kill(this, GfpFlags.Kernel);
            }
        }
    }

    /// <summary>Sets the high limit and frees what the group uses above it, as far as that can be done.</summary>
    /// <param name="pages">The usage above which charges have to reclaim on their way out.</param>
    /// <remarks>Models a write to <c>memory.high</c>.</remarks>
    [Interleaved]
    public void ThrottleAbove(PageCount pages)
    {
        High = pages;
        _groups.DrainStocks(this);
        for (int rounds = MostRounds; rounds >= 0 && UsedPages > pages.Value;)
        {
            long freed = _machine.Reclaiming.Reclaim(this, UsedPages - pages.Value, GfpFlags.Kernel, proactive: false);
            rounds -= freed == 0 ? 1 : 0;
        }
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
            if (group.UsedPages > (group.High?.Value ?? long.MaxValue))
            {
                group.Events.High++;
                _machine.Reclaiming.Reclaim(group, pages, GfpFlags.Kernel, proactive: false);
            }
        }
    }
}
