namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>How deep into the reserve the rounds of the slow path may reach.</summary>
    /// <remarks>Models <c>__gfp_pfmemalloc_flags</c> and its use: such rights replace those that follow from the flags.</remarks>
    private AllocationFlags WithReserves(AllocationRequest request)
    {
        AllocationFlags reserves = ReservesOf(request);
        return reserves == 0 ? request.SlowFlags() : reserves | request.SharedFlags();
    }

    private AllocationFlags ReservesOf(AllocationRequest request)
    {
        if (request.Has(GfpFlags.NoMemAlloc))
        {
            return 0;
        }

        if (request.Has(GfpFlags.MemAlloc) || _machine.Current.MemAlloc)
        {
            return AllocationFlags.NoWatermarks;
        }

        return IsVictim() ? AllocationFlags.Oom : 0;
    }

    /// <summary>Costly requests that want one round only fail where compaction could have helped but was not possible.</summary>
    private bool GivesUpWithoutCompaction(AllocationRequest request) =>
        request.MayReclaim && request.MayCompact && request.IsCostly && request.Has(GfpFlags.NoRetry) && ReservesOf(request) == 0;

    private static bool MayLoop(AllocationRequest request) => !request.Has(GfpFlags.NoRetry)
        && (!request.IsCostly || (request.MayCompact && request.Has(GfpFlags.RetryMayFail)));

    /// <summary>Ending a process helps only small requests that may use ordinary memory (<c>__alloc_pages_may_oom</c>).</summary>
    private static bool MayKill(AllocationRequest request) =>
        !request.IsCostly && (request.Gfp & (GfpFlags.RetryMayFail | GfpFlags.ThisNode)) == 0 && request.Highest >= ZoneKind.Normal;

    private bool IsVictimAtItsEnd(AllocationRequest request, AllocationFlags flags) =>
        IsVictim() && ((flags & AllocationFlags.Oom) != 0 || request.Has(GfpFlags.NoMemAlloc));

    private bool IsVictim() => Reclaimer?.IsVictim(_machine.Current) ?? _machine.Current.IsOutOfMemoryVictim;
}
