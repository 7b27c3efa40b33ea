using FolioModel.Allocation;

namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>Rounds of reclaim without success after which a charge fails (<c>MAX_RECLAIM_RETRIES</c>).</summary>
    internal const int MostRounds = 16;

    /// <summary>Charges of more pages are not worth ending a process for.</summary>
    internal const int CostlyPages = 1 << AllocationRequest.CostlyOrder;

    /// <summary>
    /// Gives back the pages that CPUs hold in stock for the group and those below it, as happens when they charge for another group.
    /// </summary>
    /// <remarks>Models <c>drain_all_stock</c>.</remarks>
    public void DrainStocks() => _groups.DrainStocks(this);

    /// <summary>Charges pages, from the CPU's stock if that has some, and reclaims where a limit is in the way.</summary>
    /// <returns>Success or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>
    /// Models <c>try_charge_memcg</c>. Where a limit has no room for a batch, only what is needed is charged from then on.
    /// </remarks>
    [Interleaved]
    internal Errno TryCharge(int pages, GfpFlags gfp)
    {
        if (_groups.TakeFromStock(this, pages) || TryTakeBatch(pages))
        {
            return Errno.None;
        }

        ChargeEffort effort = new(pages, gfp);
        while (true)
        {
            if (_groups.TakeFromStock(this, pages) || TryTakeExactly(pages) is not { } limited)
            {
                return Errno.None;
            }

            if (RefusalOf(gfp) is { } refused)
            {
                return refused == Errno.None ? Force(limited, pages, counted: false) : refused;
            }

            limited.Events.Max++;
            long freed = _machine.Reclaiming.Reclaim(limited, pages, gfp, proactive: false);
            switch (effort.NextStep(freed, limited.Margin))
            {
                case ChargeStep.DrainStocks:
                    _groups.DrainStocks(limited);
                    break;
                case ChargeStep.EndProcess when !limited.EndsProcess(pages, gfp):
                    return IsForced(gfp) ? Force(limited, pages, counted: true) : Errno.ENOMEM;
                case ChargeStep.EndProcess:
                    effort.StartAgain();
                    break;
            }
        }
    }

    /// <summary>Charges a whole batch and puts into stock what the charge itself does not need.</summary>
    /// <returns>False when a limit has no room for it.</returns>
    private bool TryTakeBatch(int pages) => TryTake(pages, Math.Max(ChargeStock.Batch, pages)) is null;

    /// <summary>Charges no more than is needed.</summary>
    /// <returns>The group whose limit is in the way, or null.</returns>
    private MemoryGroup? TryTakeExactly(int pages) => TryTake(pages, pages);

    private MemoryGroup? TryTake(int pages, int batch)
    {
        MemoryGroup? limited = TryTake(batch);
        if (limited is null)
        {
            _groups.PutInStock(this, batch - pages);
            _machine.Current.PagesOverHigh += IsAboveHigh() ? batch : 0;
        }

        return limited;
    }

    /// <summary>
    /// The result of a charge at a limit that may not reclaim, or null where it may. Reclaim itself must not be held up by a limit; other
    /// charges that may not wait fail.
    /// </summary>
    private Errno? RefusalOf(GfpFlags gfp) => _machine.Current.MemAlloc ? Errno.None
        : (gfp & GfpFlags.DirectReclaim) != 0 ? null
        : IsForced(gfp) ? Errno.None
        : Errno.ENOMEM;

    /// <summary>Whether a charge is made above the limit rather than fail.</summary>
    private static bool IsForced(GfpFlags gfp) => (gfp & (GfpFlags.NoFail | GfpFlags.High)) != 0;

    /// <summary>The limit stands after all reclaim: ends a process of the group, unless the charge had better fail.</summary>
    /// <returns>Whether it makes sense to try again.</returns>
    /// <remarks>Models <c>mem_cgroup_oom</c>.</remarks>
    private bool EndsProcess(int pages, GfpFlags gfp)
    {
        if ((gfp & (GfpFlags.NoRetry | GfpFlags.RetryMayFail)) != 0 || pages > CostlyPages || _machine.Current.IsOutOfMemoryVictim)
        {
            return false;
        }

        Events.OutOfMemory++;
        return Margin >= pages || _machine.OutOfMemory.Kill(this, gfp);
    }

    /// <summary>Takes pages back off the usage of the group and those above it.</summary>
    internal void Uncharge(int pages)
    {
        for (MemoryGroup? group = this; group is { IsRoot: false }; group = group.Parent)
        {
            group.UsedPages -= pages;
        }

        ForgetIfUnused();
    }

    /// <summary>Charges pages even above the limits.</summary>
    internal void ForceCharge(int pages) => Take(pages);

    /// <summary>
    /// Charges the bytes of a kernel object; whole pages are charged, and what is left of the last one serves the next object.
    /// </summary>
    /// <remarks>Models <c>obj_cgroup_charge</c>.</remarks>
    [Interleaved]
    internal Errno TryChargeObject(int bytes, GfpFlags gfp)
    {
        int charged = 0;
        for (int missing = PagesFor(bytes); missing > 0; missing = PagesFor(bytes) - charged)
        {
            Errno failed = TryCharge(missing, gfp);
            if (failed != Errno.None)
            {
                Uncharge(charged);
                return failed;
            }

            charged += missing;
        }

        // Reclaim for the charge may have freed objects, so that less is needed now.
        int surplus = charged - PagesFor(bytes);
        KernelBytes += bytes;
        Count(GroupCounter.Kernel, charged - surplus);
        if (surplus > 0)
        {
            Uncharge(surplus);
        }

        return Errno.None;
    }

    /// <remarks>Models <c>obj_cgroup_uncharge</c>.</remarks>
    internal void UnchargeObject(int bytes)
    {
        int pages = (int)(PagesOf(KernelBytes) - PagesOf(KernelBytes - bytes));
        KernelBytes -= bytes;
        Count(GroupCounter.Kernel, -pages);
        Uncharge(pages);
    }

    /// <summary>Pages that another object makes necessary.</summary>
    private int PagesFor(int bytes) => (int)(PagesOf(KernelBytes + bytes) - PagesOf(KernelBytes));

    private static long PagesOf(long bytes) => (bytes + PageSize.Bytes - 1) >> PageSize.Shift;

    private long Margin => (Max?.Value ?? long.MaxValue) - UsedPages;

    private bool IsAboveHigh()
    {
        for (MemoryGroup? group = this; group is not null; group = group.Parent)
        {
            if (group.UsedPages > (group.High?.Value ?? long.MaxValue))
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
            group.UsedPages += pages;
        }
    }

    private Errno Force(MemoryGroup limited, int pages, bool counted)
    {
        limited.Events.Max += counted ? 0 : 1;
        Take(pages);
        return Errno.None;
    }
}
