using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

public sealed partial class Zone
{
    private readonly int[] _marks;

    /// <summary>The watermark that an attempt must stay above, with the boost (<c>wmark_pages</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int MarkFor(AllocationFlags flags) => WatermarkBoost + _marks[(int)(flags & AllocationFlags.WatermarkMask)];

    /// <summary>Whether enough is free for an attempt with these flags.</summary>
    /// <remarks>
    /// Models <c>zone_watermark_fast</c>: requests of one page that may use the reserve are not held back by a boost at the MIN watermark.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasEnough(int order, ZoneKind highest, AllocationFlags flags)
    {
        int mark = MarkFor(flags);

        // Pages that only some requests may use are left out here for all: who fails this test for that reason gets the exact one.
        return (order == 0 && Buddy.FreePages - Buddy.FreeHighAtomicPages - Buddy.FreeCmaPages > mark + LowMemoryReserve[(int)highest])
            || HasEnoughAfterAll(order, mark, highest, flags);
    }

    /// <summary>
    /// Whether a number of free pages is above a watermark for a request, and for order 1 and more a block of the size exists.
    /// </summary>
    /// <param name="order">The request's order.</param>
    /// <param name="mark">The watermark.</param>
    /// <param name="highest">The highest zone that the request may use.</param>
    /// <param name="flags">Which reserves it may use.</param>
    /// <param name="free">Pages taken as free.</param>
    /// <remarks>Models <c>__zone_watermark_ok</c>.</remarks>
    internal bool IsAbove(int order, int mark, ZoneKind highest, AllocationFlags flags, long free)
    {
        long usable = free - Unusable(order, flags);
        return usable > LowestAllowed(mark, flags) + LowMemoryReserve[(int)highest] && (order == 0 || HasBlockFor(order, flags));
    }

    private static int LowestAllowed(int mark, AllocationFlags flags)
    {
        int min = mark;
        if ((flags & AllocationFlags.MinReserve) != 0)
        {
            min -= min / 2;
            if ((flags & AllocationFlags.NonBlock) != 0)
            {
                min -= min / 4;
            }
        }

        if ((flags & AllocationFlags.Oom) != 0)
        {
            min -= min / 2;
        }

        return min;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasEnoughAfterAll(int order, int mark, ZoneKind highest, AllocationFlags flags)
    {
        if (IsAbove(order, mark, highest, flags, Buddy.FreePages))
        {
            return true;
        }

        bool ignoresBoost = order == 0 && WatermarkBoost > 0
            && (flags & (AllocationFlags.MinReserve | AllocationFlags.WatermarkMask)) == AllocationFlags.MinReserve;
        return ignoresBoost && IsAbove(order, Watermarks.Min, highest, flags, Buddy.FreePages);
    }

    private int Unusable(int order, AllocationFlags flags) => (1 << order) - 1
        + ((flags & AllocationFlags.AnyReserve) == 0 ? Buddy.FreeHighAtomicPages : 0)
        + ((flags & AllocationFlags.Cma) == 0 ? Buddy.FreeCmaPages : 0);

    private bool HasBlockFor(int order, AllocationFlags flags)
    {
        bool cma = (flags & AllocationFlags.Cma) != 0;
        bool highAtomic = (flags & (AllocationFlags.HighAtomic | AllocationFlags.Oom)) != 0;
        for (int o = order; o < BuddyAllocator.Orders; o++)
        {
            if (Buddy.HasFreeBlock(o, MigrateType.Unmovable) || Buddy.HasFreeBlock(o, MigrateType.Movable)
                || Buddy.HasFreeBlock(o, MigrateType.Reclaimable) || (cma && Buddy.HasFreeBlock(o, MigrateType.Cma))
                || (highAtomic && Buddy.HasFreeBlock(o, MigrateType.HighAtomic)))
            {
                return true;
            }
        }

        return false;
    }
}
