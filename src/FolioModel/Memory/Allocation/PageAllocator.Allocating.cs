using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>Allocates a block. Reference effect: the count of its first page is 1.</summary>
    /// <param name="order">The block's order.</param>
    /// <param name="gfp">How it may be allocated; compound only with <see cref="GfpFlags.Comp"/>.</param>
    /// <param name="function">The kernel function in whose name it happens.</param>
    /// <returns>The first page, or -1.</returns>
    /// <remarks>Models <c>__alloc_pages</c>. The contents are not modelled, so <see cref="GfpFlags.Zero"/> changes nothing.</remarks>
    [Interleaved]
    internal int Allocate(int order, GfpFlags gfp, string function)
    {
        _machine.Point(SchedulingPoint.Allocate);
        int pfn = FindBlock(order, gfp);
        if (pfn < 0)
        {
            return -1;
        }

        Prepare(pfn, order, gfp, function, counted: !_allocatesFrozen);
        if (_allocatesFrozen)
        {
            _machine.Point(SchedulingPoint.Unfreeze);
            _references.SetAllocated(ref _map[pfn], pfn, function);
        }

        return pfn;
    }

    /// <summary>Allocates a block without a holder. Reference effect: none, the count is 0.</summary>
    /// <param name="order">The block's order.</param>
    /// <param name="gfp">How it may be allocated.</param>
    /// <param name="function">The kernel function in whose name it happens.</param>
    /// <returns>The first page, or -1.</returns>
    /// <remarks>Models <c>alloc_frozen_pages</c>.</remarks>
    [Interleaved]
    private int AllocateFrozen(int order, GfpFlags gfp, string function)
    {
        _machine.Point(SchedulingPoint.Allocate);
        int pfn = FindBlock(order, gfp);
        if (pfn >= 0)
        {
            Prepare(pfn, order, gfp, function, counted: false);
        }

        return pfn;
    }

    /// <summary>Takes a block off the lists of the zones that may serve it, waiting for memory where the flags allow that.</summary>
    /// <returns>The first page of a checked block, or -1.</returns>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindBlock(int order, GfpFlags gfp)
    {
        (ZoneKind highest, MigrateType type) = Decode(gfp);
        if ((uint)order > KernelProfile.LargestOrder || IsRefusedAtOnce(order, gfp))
        {
            return -1;
        }

        int pfn = TakeFromZones(order, type, highest, FastFlags(gfp, type, highest));
        return pfn >= 0 ? pfn : AllocateSlowly(new AllocationRequest(order, gfp, type, highest));
    }

    /// <summary>
    /// Decides, before any list is looked at, whether the caller may sleep here and whether this allocation shall fail on purpose.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsRefusedAtOnce(int order, GfpFlags gfp)
    {
        if (_machine.LockOrder is { } lockOrder && (gfp & GfpFlags.DirectReclaim) != 0)
        {
            lockOrder.AssertMaySleep();
        }

        return _faults is { } faults && (gfp & GfpFlags.NoFail) == 0 && faults.FailsPages(new Order(order), gfp);
    }

    /// <remarks>Models the first flags of <c>__alloc_pages</c> with <c>alloc_flags_nofragment</c>: a request that prefers the normal zone
    /// rather uses the DMA32 zone than mix types in one pageblock.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AllocationFlags FastFlags(GfpFlags gfp, MigrateType type, ZoneKind highest)
    {
        AllocationFlags flags = AllocationFlags.WatermarkLow | AllocationRequest.SharedFlags(gfp, type);
        return _avoidsFragmentation && _zoneLists[(int)highest][0].Kind == ZoneKind.Normal ? flags | AllocationFlags.NoFragment : flags;
    }

    /// <summary>One attempt: the first zone with enough free memory that has a block.</summary>
    /// <returns>The first page of a checked block, or -1.</returns>
    /// <remarks>Models <c>get_page_from_freelist</c>. The dirty limit of <see cref="GfpFlags.Write"/> is not modelled: on one node it only
    /// sends the request to the slow path, which ignores it.</remarks>
    [Interleaved]
    private int TakeFromZones(int order, MigrateType type, ZoneKind highest, AllocationFlags flags)
    {
        Zone[] zones = _zoneLists[(int)highest];
        for (int i = 0; i < zones.Length; i++)
        {
            Zone zone = zones[i];
            if (zone.HasEnough(order, highest, flags) || (flags & AllocationFlags.NoWatermarks) != 0)
            {
                int pfn = TakeFrom(zone, order, type, flags);
                if (pfn >= 0)
                {
                    return pfn;
                }
            }
            else
            {
                _machine.Instrumentation?.Tell(
                    KernelEventKind.WatermarkCrossed, "zone_watermark_fast", new Order(order), zone.Buddy.FreePages, zone.MarkFor(flags));
            }
        }

        return (flags & AllocationFlags.NoFragment) != 0 ? TakeFromZones(order, type, highest, flags & ~AllocationFlags.NoFragment) : -1;
    }

    /// <summary>Takes blocks from a zone until one is fit for use.</summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeFrom(Zone zone, int order, MigrateType type, AllocationFlags flags)
    {
        int pfn;
        do
        {
            pfn = zone.Take(order, type, flags);
        }
        while (pfn >= 0 && IsBadNew(ref _map[pfn], pfn, order));

        zone.CountAllocated(pfn >= 0 ? 1L << order : 0);
        if (zone.IsBoosted && (flags & AllocationFlags.Kswapd) != 0)
        {
            zone.IsBoosted = false;
            WakeBackground(zone, new AllocationRequest(0, 0, type, zone.Kind));
        }

        if ((flags & AllocationFlags.HighAtomic) != 0 && pfn >= 0)
        {
            zone.ReserveHighAtomic(pfn, order);
        }

        return pfn;
    }

    /// <summary>Gives a block its state in use.</summary>
    /// <remarks>
    /// Models <c>prep_new_page</c>. Up to 6.13 the count becomes 1 before the compound structure is there, so a task that took a reference
    /// through a stale pointer has to look again afterwards; since 6.14 the block is whole before any task can take one.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prepare(int pfn, int order, GfpFlags gfp, string function, bool counted)
    {
        bool compound = order == 0 || (gfp & GfpFlags.Comp) != 0;
        ref PageDescriptor page = ref _map[pfn];
        page.Become(compound ? PageState.Allocated : PageState.AllocatedRaw, order);
        if (counted)
        {
            _references.SetAllocated(ref page, pfn, function);
        }

        if (order > 0 && compound)
        {
            page.Flags |= FolioFlags.Large;
            ClearCounters(pfn);
        }

        _machine.Instrumentation?.Report(KernelEventKind.MmPageAlloc, pfn, function);
    }

    /// <summary>
    /// The counters of a large folio start at zero; where they are, links of a smaller block's list may have been left behind.
    /// </summary>
    private void ClearCounters(int pfn)
    {
        ref PageDescriptor second = ref _map[pfn + 1];
        second.Next = 0;
        second.Prev = 0;
        second.Index = 0;
    }
}
