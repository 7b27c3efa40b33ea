namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>Rounds of reclaim without any progress after which the allocation gives up (<c>MAX_RECLAIM_RETRIES</c>).</summary>
    private const int MostVainRounds = 16;

    private int _waiting;
    private long _lastReclaimed;

    /// <summary>Tries everything when too little is free: the background reclaimer, reserves, reclaim, ending a process, waiting.</summary>
    /// <remarks>Models <c>__alloc_pages_slowpath</c>; compaction is not modelled and counts as skipped.</remarks>
    [Interleaved]
    private int AllocateSlowly(AllocationRequest request)
    {
        WakeAllBackground(request);
        int pfn = Attempt(request, request.SlowFlags());
        if (pfn < 0 && !GivesUpWithoutCompaction(request))
        {
            pfn = TryHard(request);
        }

        while (pfn < 0 && request.Has(GfpFlags.NoFail) && request.MayReclaim)
        {
            pfn = Attempt(request, AllocationFlags.MinReserve);
            if (pfn < 0)
            {
                WaitForMemory(request);
                pfn = TryHard(request);
            }
        }

        return pfn;
    }

    /// <summary>
    /// Rounds of reclaim; when they lead nowhere, a last attempt with what the lists of all CPUs hold.
    /// </summary>
    /// <remarks>
    /// The kernel has no such last attempt: without progress it leaves the lists alone. A small machine would fail beside free memory.
    /// </remarks>
    [Interleaved]
    private int TryHard(AllocationRequest request)
    {
        int pfn = TryRounds(request);
        if (pfn < 0 && request.MayReclaim && !_machine.Current.MemAlloc && Reclaimer is null)
        {
            ReleaseHighAtomic(request, force: false);
            DrainAllPages();
            pfn = Attempt(request, WithReserves(request));
        }

        return pfn;
    }

    /// <summary>Rounds of reclaim, as long as they may lead somewhere.</summary>
    [Interleaved]
    private int TryRounds(AllocationRequest request)
    {
        for (int vain = 0; ;)
        {
            WakeAllBackground(request);
            AllocationFlags flags = WithReserves(request);
            int pfn = Attempt(request, flags);
            if (pfn >= 0 || !request.MayReclaim || _machine.Current.MemAlloc)
            {
                return pfn;
            }

            long freed = FreeMemory(request);
            pfn = TakeAfterReclaim(request, flags, freed);
            if (pfn >= 0 || !MayLoop(request))
            {
                return pfn;
            }

            vain = freed > 0 && !request.IsCostly ? 0 : vain + 1;
            if (IsWorthAnotherRound(request, flags, vain))
            {
                continue;
            }

            pfn = Attempt(request, AllocationFlags.WatermarkHigh);
            if (pfn >= 0 || !MayKill(request))
            {
                return pfn;
            }

            bool killed = KillVictim(request);
            if (request.Has(GfpFlags.NoFail))
            {
                pfn = Attempt(request, AllocationFlags.NoWatermarks);
            }

            if (pfn >= 0 || !killed || IsVictimAtItsEnd(request, flags))
            {
                return pfn;
            }

            vain = 0;
        }
    }

    [Interleaved]
    private int Attempt(AllocationRequest request, AllocationFlags flags) =>
        TakeFromZones(request.Order, request.Type, request.Highest, flags);

    /// <summary>Frees memory in the name of the current task, which may use all reserves meanwhile so that it never recurses.</summary>
    /// <remarks>Models <c>__perform_reclaim</c>.</remarks>
    [Interleaved]
    private long FreeMemory(AllocationRequest request)
    {
        if (Reclaimer is { } reclaimer)
        {
            KernelTask task = _machine.Current;
            task.MemAlloc = true;
            _lastReclaimed = reclaimer.Reclaim(request.Order, request.Gfp);
            task.MemAlloc = false;
            return _lastReclaimed;
        }

        long freed = 0;
        if (_machine.Options.DirectReclaim)
        {
            freed = _machine.Reclaiming.ReclaimNode(request.Order, request.Highest, request.Gfp);
        }

        _lastReclaimed = freed;
        return freed;
    }

    /// <summary>Ends a process to get memory back.</summary>
    /// <returns>Whether another round may lead somewhere.</returns>
    private bool KillVictim(AllocationRequest request) => Reclaimer?.KillSomebody(request.Order, request.Gfp)
        ?? _machine.OutOfMemory.Kill(null, request.Gfp);

    /// <summary>Another attempt, and one more after the per-CPU lists are drained and the high-order reserve is given up.</summary>
    /// <remarks>Models the end of <c>__alloc_pages_direct_reclaim</c>: only where reclaim made progress.</remarks>
    [Interleaved]
    private int TakeAfterReclaim(AllocationRequest request, AllocationFlags flags, long freed)
    {
        if (freed == 0)
        {
            return -1;
        }

        int pfn = Attempt(request, flags);
        if (pfn < 0)
        {
            ReleaseHighAtomic(request, force: false);
            DrainAllPages();
            pfn = Attempt(request, flags);
        }

        return pfn;
    }

    /// <summary>Whether the marks could be reached if all that can be reclaimed were.</summary>
    /// <remarks>Models <c>should_reclaim_retry</c>.</remarks>
    [Interleaved]
    private bool IsWorthAnotherRound(AllocationRequest request, AllocationFlags flags, int vain)
    {
        Zone[] zones = _zoneLists[(int)request.Highest];
        for (int i = 0; i < zones.Length && vain <= MostVainRounds; i++)
        {
            Zone zone = zones[i];
            long possible = zone.Buddy.FreePages + PagesToReclaim(zone);
            if (zone.IsAbove(request.Order, zone.MarkFor(AllocationFlags.WatermarkMin), request.Highest, flags, possible))
            {
                return true;
            }
        }

        return ReleaseHighAtomic(request, force: true);
    }

    /// <summary>Pages that reclaim could free at best.</summary>
    /// <remarks>Models <c>zone_reclaimable_pages</c>.</remarks>
    private long PagesToReclaim(Zone zone) => Reclaimer is { } reclaimer ? reclaimer.ReclaimablePages(zone)
        : _machine.Options.DirectReclaim ? _machine.Reclaiming.ReclaimablePages() : 0;

    /// <summary>Waits until another task frees memory. Where no other task runs, that is a deadlock.</summary>
    [Interleaved]
    private void WaitForMemory(AllocationRequest request)
    {
        _machine.Point(SchedulingPoint.Reschedule);
        if (_lastReclaimed > 0)
        {
            return;
        }

        _waiting++;
        string what = $"memory for an allocation of order {request.Order} that must not fail ({request.Gfp})";
        _machine.WaitFor(WaitReason.Memory, this, what, null);
        _waiting--;
    }

    [Interleaved]
    private bool ReleaseHighAtomic(AllocationRequest request, bool force)
    {
        Zone[] zones = _zoneLists[(int)request.Highest];
        for (int i = 0; i < zones.Length; i++)
        {
            if (zones[i].ReleaseHighAtomic(request.Type, force))
            {
                return true;
            }
        }

        return false;
    }

    private void WakeAllBackground(AllocationRequest request)
    {
        if (request.Has(GfpFlags.KswapdReclaim))
        {
            foreach (Zone zone in _zoneLists[(int)request.Highest])
            {
                WakeBackground(zone, request);
            }

            _machine.BackgroundReclaimer.RunIfAtOnce(request.MayReclaim);
        }
    }

    private void WakeBackground(Zone zone, AllocationRequest request)
    {
        BackgroundWakeups++;
        _machine.Instrumentation?.Tell(
            KernelEventKind.MmVmscanWakeupKswapd, "wakeup_kswapd", Order.Zero, request.Order, zone.Buddy.FreePages);
        Reclaimer?.WakeBackground(zone, request.Order);
        _machine.BackgroundReclaimer.Wake(request.Order, request.Highest);
    }
}
