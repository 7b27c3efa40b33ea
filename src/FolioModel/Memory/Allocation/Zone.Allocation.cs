using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

public sealed partial class Zone
{
    private long _allocated;
    private long _freed;

    /// <summary>A fallback boosted the watermarks: the next allocation that may shall wake the background reclaimer.</summary>
    internal bool IsBoosted { get; set; }

    internal int ReservedHighAtomicPages { get; private set; }

    /// <summary>Pages allocated from the zone so far (<c>pgalloc_normal</c> and so on).</summary>
    public PageCount AllocatedPages => new(_allocated);

    /// <summary>Pages given back to the zone so far; what boot hands over is not among them.</summary>
    public PageCount FreedPages => new(_freed);

    internal void CountAllocated(long pages) => _allocated += pages;

    /// <summary>Takes a block from the current CPU's lists, or where that keeps none of its kind, from the buddy lists.</summary>
    /// <returns>The first page, or -1.</returns>
    /// <remarks>Models <c>rmqueue</c>.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Take(int order, MigrateType type, AllocationFlags flags)
    {
        int pfn = -1;
        if (PerCpuPages.Keeps(order) && _perCpu[_machine.Current.Cpu] is { } lists)
        {
            pfn = lists.Take(order, type, flags);
        }

        return pfn >= 0 ? pfn : TakeFromBuddy(order, type, flags);
    }

    /// <summary>The blocks that the current CPU keeps of this zone; null before its first use.</summary>
    internal PerCpuPages? ListsOfCurrentCpu => _perCpu[_machine.Current.Cpu];

    /// <summary>Gives a block back whose state has been cleared.</summary>
    /// <remarks>
    /// Models <c>free_unref_page</c> after its checks. A type without lists goes to the movable ones; isolated memory never does.
    /// </remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Put(int pfn, int order)
    {
        _freed += 1L << order;
        MigrateType type = Buddy.TypeOf(pfn);
        if (PerCpuPages.Keeps(order) && type != MigrateType.Isolate && _perCpu[_machine.Current.Cpu] is { } lists)
        {
            lists.Put(pfn, order, type > MigrateType.Reclaimable ? MigrateType.Movable : type);
            return;
        }

        PutToBuddy(pfn, order);
    }

    [Interleaved]
    private void PutToBuddy(int pfn, int order)
    {
        Lock.Acquire();
        Buddy.Free(pfn, order);
        Lock.Release();
    }

    /// <summary>Gives the pages on the lists of one CPU back to the buddy lists.</summary>
    [Interleaved]
    internal void Drain(int cpu)
    {
        if (_perCpu[cpu] is { } lists)
        {
            lists.DrainAll();
        }
    }

    /// <summary>
    /// Raises the watermarks by a pageblock, up to a limit, because an allocation had to fall back to another migrate type.
    /// </summary>
    /// <remarks>Models <c>boost_watermark</c>. Zones of less than four pageblocks are left alone.</remarks>
    internal void Boost(AllocationFlags flags)
    {
        long limit = (long)Watermarks.High * _machine.Options.WatermarkBoostFactor / 10000;
        if (limit == 0 || Pages < 4 * BuddyAllocator.PageblockPages)
        {
            return;
        }

        limit = Math.Max(BuddyAllocator.PageblockPages, limit);
        WatermarkBoost = (int)Math.Min(WatermarkBoost + BuddyAllocator.PageblockPages, limit);
        IsBoosted |= (flags & AllocationFlags.Kswapd) != 0;
    }

    /// <summary>Takes back what the background reclaimer worked off.</summary>
    internal void ReduceBoost(int pages) => WatermarkBoost = Math.Max(0, WatermarkBoost - pages);

    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeFromBuddy(int order, MigrateType type, AllocationFlags flags)
    {
        Lock.Acquire();
        int pfn = (flags & AllocationFlags.HighAtomic) != 0 ? Buddy.TakeSmallest(order, MigrateType.HighAtomic) : -1;
        if (pfn < 0)
        {
            pfn = Buddy.Take(order, type, flags);
        }

        if (pfn < 0 && (flags & (AllocationFlags.Oom | AllocationFlags.NonBlock)) != 0)
        {
            pfn = Buddy.TakeSmallest(order, MigrateType.HighAtomic);
        }

        Lock.Release();
        return pfn;
    }
}
