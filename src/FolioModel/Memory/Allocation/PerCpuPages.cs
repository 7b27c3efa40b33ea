using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>
/// The blocks that one CPU keeps of one zone, so that most allocations and frees need no zone lock: one list for each small order and type,
/// the most recently freed block first.
/// </summary>
/// <remarks>
/// Models <c>struct per_cpu_pages</c>. Its own lock is not modelled: a CPU is one task at a time here, so that trying it never fails. The
/// limit <see cref="High"/> stays where it is at boot (the kernel tunes it between two bounds); the growth of refills and drains is modelled.
/// </remarks>
internal sealed partial class PerCpuPages
{
    public const int ListCount = LowOrderLists + 2;

    private const int Types = 3;
    private const int LowOrderLists = Types * (AllocationRequest.CostlyOrder + 1);
    private const int HugeOrder = 9;
    private const int LargestScale = 5;

    private readonly Zone _zone;
    private readonly MemoryMap _map;
    private readonly int _firstList;
    private int _allocationScale;
    private int _freedInARow;
    private bool _freedHighOrder;

    public PerCpuPages(Zone zone, MemoryMap map, int batch, int high)
    {
        _zone = zone;
        _map = map;
        Batch = batch;
        High = high;
        _firstList = map.NewList().Head;
        for (int i = 1; i < ListCount; i++)
        {
            map.NewList();
        }
    }

    /// <summary>Base pages on the lists.</summary>
    public int Count { get; private set; }

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

    public PageList ListAt(int index) => new(_map, _firstList + index);

    public static int OrderAt(int index) => index >= LowOrderLists ? HugeOrder : index / Types;

    /// <summary>Takes a block, and refills the list first when it is empty.</summary>
    /// <returns>The first page, or -1.</returns>
    /// <remarks>Models <c>rmqueue_pcplist</c>.</remarks>
    [Interleaved]
    public int Take(int order, MigrateType type, AllocationFlags flags)
    {
        _freedInARow >>= 1;
        int head = _firstList + IndexOf(order, type);
        if (_map[head].Next == head)
        {
            Refill(order, type, flags, head);
        }

        return PopFirst(head, order);
    }

    /// <summary>Puts a block in front of its list; when the lists are full, gives the blocks longest unused back to the buddy lists.</summary>
    /// <remarks>Models <c>free_unref_page_commit</c>.</remarks>
    [Interleaved]
    public void Put(int pfn, int order, MigrateType type)
    {
        int index = IndexOf(order, type);
        PushFirst(_firstList + index, pfn, order);
        bool many = NoteFree(order);
        if (many || Count >= High)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PopFirst(int head, int order)
    {
        ref PageDescriptor list = ref _map[head];
        int pfn = list.Next;
        if (pfn == head)
        {
            return -1;
        }

        int next = _map[pfn].Next;
        list.Next = next;
        _map[next].Prev = head;
        Count -= 1 << order;
        return pfn;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PushFirst(int head, int pfn, int order)
    {
        _map[pfn].Become(PageState.PerCpu, order);
        new PageList(_map, head).AddHead(pfn);
        Count += 1 << order;
    }

    /// <summary>Keeps count of frees in a row; true when so many were of high order that all of the lists shall go.</summary>
    private bool NoteFree(int order)
    {
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

    /// <summary>Models <c>nr_pcp_free</c>: more with every free in a row, but some remain.</summary>
    private int CountToFree(bool many)
    {
        if (many)
        {
            return Batch << LargestScale;
        }

        return High < Batch ? 1 : Math.Clamp(_freedInARow, Batch, Math.Max(Batch, High - Batch));
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
    private void Refill(int order, MigrateType type, AllocationFlags flags, int head)
    {
        int wanted = CountToTake(order);
        _zone.Lock.Acquire();
        int taken = _zone.Buddy.TakeMany(wanted, order, type, flags, new PageList(_map, head));
        _zone.Lock.Release();
        Count += taken << order;
    }

    /// <summary>Gives blocks back until a number of pages is reached: from the tails of the lists, one list after the other from an index on.</summary>
    /// <remarks>Models <c>free_pcppages_bulk</c>.</remarks>
    [Interleaved]
    private void Drain(int pages, int index)
    {
        _zone.Lock.Acquire();
        int left = Math.Min(pages, Count);
        while (left > 0)
        {
            PageList list = ListAt(index);
            int order = OrderAt(index);
            while (left > 0 && !list.IsEmpty)
            {
                int pfn = list.Last;
                PageList.Remove(_map, pfn);
                Count -= 1 << order;
                left -= 1 << order;
                _zone.Buddy.Free(pfn, order);
            }

            index = index + 1 == ListCount ? 0 : index + 1;
        }

        _zone.Lock.Release();
    }
}
