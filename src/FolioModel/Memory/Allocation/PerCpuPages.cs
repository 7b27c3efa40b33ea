using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

/// <summary>
/// The blocks that one CPU keeps of one zone, so that most allocations and frees need no zone lock: one list for each small order and type,
/// the most recently freed block first.
/// </summary>
/// <remarks>
/// Models <c>struct per_cpu_pages</c>. Its own lock is not modelled: a CPU is one task at a time here, so that trying it never fails. The
/// limit <see cref="High"/> stays where it is at boot (the kernel tunes it between two bounds); the growth of refills and drains is
/// modelled.
/// </remarks>
[SharedState("per-CPU pages", Machine = "_zone.Machine")]
internal sealed partial class PerCpuPages : ISharedState
{
    public const int ListCount = LowOrderLists + 2;

    private const int Types = 3;
    private const int LowOrderLists = Types * (AllocationRequest.CostlyOrder + 1);
    private const int HugeOrder = Order.PmdValue;
    private const int LargestScale = 5;

    private readonly Zone _zone;

    [Shared]
    private readonly BlockDeque[] _lists = new BlockDeque[ListCount];

    [Shared]
    private int _allocationScale;

    [Shared]
    private int _freedInARow;

    [Shared]
    private bool _freedHighOrder;

    public PerCpuPages(Zone zone, int batch, int high)
    {
        _zone = zone;
        Batch = batch;
        High = high;
        _stateNumber = zone.Machine.NewStateNumber();
        for (int i = 0; i < ListCount; i++)
        {
            _lists[i] = new BlockDeque();
        }
    }

    /// <summary>Base pages on the lists.</summary>
    [Shared]
    public partial int Count { get; private set; }

    /// <summary>Base pages that are moved at a time, at least.</summary>
    public int Batch { get; }

    /// <summary>Base pages from which on some are given back.</summary>
    public int High { get; }

    /// <summary>Orders that have lists: the cheap ones and a huge page's (<c>pcp_allowed_order</c>).</summary>
    public static bool Keeps(int order) => order is <= AllocationRequest.CostlyOrder or HugeOrder;

    /// <summary>The pages that are moved at a time in a zone of a size (<c>zone_batchsize</c>).</summary>
    public static int BatchFor(int pages)
    {
        int quarter = Math.Max(1, Math.Min(pages / 1024, 256) / 4);
        return Math.Max(1, (int)BitOperations.RoundUpToPowerOf2((uint)(quarter + (quarter / 2) + 1)) / 2 - 1);
    }

    public BlockDeque ListAt(int index) => _lists[index];

    public static int OrderAt(int index) => index >= LowOrderLists ? HugeOrder : index / Types;

    /// <summary>Takes a block, and refills the list first when it is empty.</summary>
    /// <returns>The first page, or -1.</returns>
    /// <remarks>Models <c>rmqueue_pcplist</c>.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int order, MigrateType type, AllocationFlags flags)
    {
        TrackState();
        _freedInARow >>= 1;
        BlockDeque list = _lists[IndexOf(order, type)];
        if (list.Count == 0)
        {
            Refill(order, type, flags, list);
            if (list.Count == 0)
            {
                return -1;
            }
        }

        Count -= 1 << order;
        return list.PopFront();
    }

    /// <summary>The base pages that the next calls of <see cref="Take"/> would return without a refill.</summary>
    /// <param name="pfns">Where to copy them.</param>
    /// <param name="type">Their type.</param>
    /// <returns>How many.</returns>
    public int PeekListed(Span<int> pfns, MigrateType type) => _lists[IndexOf(0, type)].CopyFront(pfns);

    /// <summary>Takes base pages that <see cref="PeekListed"/> copied, as that many calls of <see cref="Take"/> would.</summary>
    public void TakeListed(int pages, MigrateType type)
    {
        _lists[IndexOf(0, type)].DropFront(pages);
        _freedInARow >>= Math.Min(pages, 31);
        Count -= pages;
    }

    /// <summary>
    /// Puts a block, marked <see cref="PageState.PerCpu"/>, in front of its list; when the lists are full, gives the blocks longest unused
    /// back to the buddy lists.
    /// </summary>
    /// <remarks>Models <c>free_unref_page_commit</c>.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int pfn, int order, MigrateType type)
    {
        int index = IndexOf(order, type);
        _lists[index].PushFront(pfn);
        Count += 1 << order;
        bool many = NoteFree(order);
        if (many || Count >= High || (Count >= LowestLimit && Count >= LimitNow))
        {
            Drain(CountToFree(many), index);
        }
    }

    /// <summary>Gives everything back to the buddy lists (<c>drain_pages_zone</c>).</summary>
    [Interleaved]
    public void DrainAll()
    {
        while (Count > 0)
        {
            Drain(Math.Max(1, Batch << LargestScale), 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(int order, MigrateType type) => order <= AllocationRequest.CostlyOrder
        ? (Types * order) + (int)type
        : LowOrderLists + (type == MigrateType.Movable ? 1 : 0);

    /// <summary>Keeps count of frees in a row; true when so many were of high order that all of the lists shall go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool NoteFree(int order)
    {
        TrackState();
        _allocationScale >>= 1;
        bool many = false;
        if (order is > 0 and <= AllocationRequest.CostlyOrder)
        {
            many = _freedHighOrder && _freedInARow >= Batch;
            _freedHighOrder = true;
        }
        else
        {
            _freedHighOrder = false;
        }

        if (_freedInARow < Batch << LargestScale)
        {
            _freedInARow += 1 << order;
        }

        return many;
    }

    /// <summary>The pages that the lists may always hold, also while the zone is short of memory.</summary>
    private int LowestLimit => Batch << 2;

    /// <summary>
    /// Base pages from which on some are given back. It is small while the background reclaimer works for the zone: what it frees is to be
    /// seen by those that look at the watermarks.
    /// </summary>
    /// <remarks>Models <c>nr_pcp_high</c> with <c>ZONE_RECLAIM_ACTIVE</c>.</remarks>
    private int LimitNow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _zone.Machine.ReclaimsInBackground(_zone.Kind) ? Math.Min(LowestLimit, High) : High;
    }

    /// <summary>Models <c>nr_pcp_free</c>: more with every free in a row, but some remain.</summary>
    private int CountToFree(bool many)
    {
        if (many)
        {
            return Batch << LargestScale;
        }

        return High < Batch ? 1 : Math.Clamp(_freedInARow, Batch, Math.Max(Batch, LimitNow - Batch));
    }

    /// <summary>Models <c>nr_pcp_alloc</c>: twice as many with every refill since the last free.</summary>
    private int CountToTake(int order)
    {
        if (High < Batch)
        {
            return 1;
        }

        int count = Batch;
        if (order == 0)
        {
            int largest = Math.Max(High - Count - Batch, Batch);
            count = Batch << _allocationScale;
            if (count <= largest && _allocationScale < LargestScale)
            {
                _allocationScale++;
            }

            count = Math.Min(count, largest);
        }

        return count > 1 ? Math.Max(count >> order, 2) : count;
    }

    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill(int order, MigrateType type, AllocationFlags flags, BlockDeque list)
    {
        int wanted = CountToTake(order);
        _zone.Lock.Acquire();
        int taken = _zone.Buddy.TakeMany(wanted, order, type, flags, list);
        _zone.Lock.Release();
        Count += taken << order;
        _zone.Machine.Instrumentation?.Tell(KernelEventKind.PerCpuRefill, "rmqueue_bulk", new Order(order), (long)taken << order);
    }

    /// <summary>
    /// Gives blocks back until a number of pages is reached: from the tails of the lists, one list after the other from an index on.
    /// </summary>
    /// <remarks>Models <c>free_pcppages_bulk</c>.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drain(int pages, int index)
    {
        _zone.Lock.Acquire();
        int left = Math.Min(pages, Count);
        int before = Count;
        while (left > 0)
        {
            BlockDeque list = _lists[index];
            int order = OrderAt(index);
            while (left > 0 && list.Count > 0)
            {
                int blocks = list.RunAtBack(order, Math.Min(list.Count, (left + (1 << order) - 1) >> order));
                Count -= blocks << order;
                left -= blocks << order;
                _zone.Buddy.FreeRun(list.PopBack(blocks), order, blocks);
            }

            index = index + 1 == ListCount ? 0 : index + 1;
        }

        _zone.Lock.Release();
        _zone.Machine.Instrumentation?.Tell(KernelEventKind.PerCpuDrain, "free_pcppages_bulk", Order.Zero, before - Count);
    }
}
