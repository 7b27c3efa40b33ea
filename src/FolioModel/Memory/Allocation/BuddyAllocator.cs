using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

/// <summary>
/// The free memory of one zone: blocks of 2^order pages, aligned to their size, on one list per order and migrate type. Two free halves of
/// a block are merged at once; a block that is too large is halved until it fits.
/// </summary>
/// <remarks>
/// Models <c>struct free_area</c> with <c>__free_one_page</c>, <c>expand</c> and <c>__rmqueue_smallest</c>. Every method needs the zone's
/// lock. Only the first page of a free block is written to.
/// </remarks>
[SharedState("buddy lists")]
internal sealed partial class BuddyAllocator : ISharedState
{
    public const int Orders = KernelProfile.LargestOrder + 1;
    public const int Types = (int)MigrateType.Isolate + 1;
    public const int ListCount = Orders * Types;

    private readonly Zone _zone;
    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly int _first;
    private readonly int _pages;
    private readonly int _firstList;

    [Shared]
    private int _freePages;

    /// <summary>For each type, a bit for each order whose list is not empty.</summary>
    [NotShared("follows from the lists, whose heads are states of their own")]
    private readonly int[] _nonEmpty = new int[Types];

    public BuddyAllocator(Zone zone, Machine machine, int first, int pages)
    {
        _zone = zone;
        _machine = machine;
        _map = machine.Map;
        _first = first;
        _pages = pages;
        _stateNumber = machine.NewStateNumber();
        _firstPageblock = first >> PageblockOrder;
        _types = new byte[((first + pages - 1) >> PageblockOrder) - _firstPageblock + 1];
        Array.Fill(_types, (byte)MigrateType.Movable);
        _firstList = _map.NewList().Head;
        for (int i = 1; i < ListCount; i++)
        {
            _map.NewList();
        }
    }

    /// <summary>Free pages, those of isolated pageblocks not counted (<c>NR_FREE_PAGES</c>).</summary>
    public int FreePages
    {
        get
        {
            TrackState();
            return _freePages;
        }
    }

    /// <summary>Free pages of <see cref="MigrateType.Cma"/> pageblocks (<c>NR_FREE_CMA_PAGES</c>).</summary>
    [Shared]
    public partial int FreeCmaPages { get; private set; }

    /// <summary>Free pages of <see cref="MigrateType.HighAtomic"/> pageblocks (<c>nr_free_highatomic</c>).</summary>
    [Shared]
    public partial int FreeHighAtomicPages { get; private set; }

    /// <summary>Free blocks of an order, of all types (<c>nr_free</c>).</summary>
    public int FreeBlocks(int order)
    {
        int blocks = 0;
        for (MigrateType type = 0; (int)type < Types; type++)
        {
            blocks += FreeBlocks(order, type);
        }

        return blocks;
    }

    /// <summary>Free blocks of an order and a type: the head of the list counts them where a page has its index.</summary>
    public int FreeBlocks(int order, MigrateType type) => (int)_map[HeadOf(order, type)].Index;

    public bool HasFreeBlock(int order, MigrateType type) => (_nonEmpty[(int)type] & (1 << order)) != 0;

    public PageList ListOf(int order, MigrateType type) => new(_map, HeadOf(order, type));

    /// <summary>Makes a block free and merges it with its buddy, and the result with its buddy, as long as that is free too.</summary>
    /// <param name="pfn">First page of the block, off every list.</param>
    /// <param name="order">The block's order.</param>
    /// <param name="toTail">Whether the block shall be the last of its list to be allocated again.</param>
    public void Free(int pfn, int order, bool toTail = false)
    {
        if (order > PageblockOrder)
        {
            // Its pageblocks may have got different types while it was in use; those that may merge do so again.
            int half = 1 << (order - 1);
            Free(pfn, order - 1, toTail);
            _map[pfn + half].Become(PageState.PerCpu, order - 1);
            Free(pfn + half, order - 1, toTail);
            return;
        }

        PageDescriptors pages = new(_map);
        CheckFit(pfn, order, pages[pfn].Flags);
        int freed = order;

        MigrateType type = TypeOf(pfn);
        Account(1 << order, type);
        while (order < KernelProfile.LargestOrder)
        {
            int buddy = pfn ^ (1 << order);
            if (!IsFree(pages, buddy, order) || (order >= PageblockOrder && !MergesAcrossPageblocks(type, buddy, order)))
            {
                break;
            }

            Remove(pages, buddy, order, type);
            pages[pfn | buddy].Become(PageState.Inside, 0);
            pfn &= buddy;
            order++;
        }

        Insert(pages, pfn, order, type, toTail || IsMergeLikely(pages, pfn, order));
        TellMerged(pfn, freed, order);
    }

    /// <summary>Takes the smallest block of a type that is large enough, halved down to the order wanted.</summary>
    /// <returns>The first page of the block, off every list and marked <see cref="PageState.PerCpu"/>; -1 when there is none.</returns>
    /// <remarks>Models <c>__rmqueue_smallest</c>. The upper halves go back to the lists, so the caller gets the lowest pages.</remarks>
    [Interleaved]
    public int TakeSmallest(int order, MigrateType type)
    {
        int candidates = _nonEmpty[(int)type] >> order;
        if (candidates == 0)
        {
            return -1;
        }

        int found = order + BitOperations.TrailingZeroCount(candidates);
        int pfn = _map[HeadOf(found, type)].Next;
        _machine.Point(SchedulingPoint.Inside, _zone.Lock);
        PageDescriptors pages = new(_map);
        RemoveFirst(pages, pfn, found, type);
        Account(-(1 << order), type);
        pages[pfn].Become(PageState.PerCpu, order);
        Halve(pages, pfn, found, order, type);
        TellSplit(pfn, found, order);
        return pfn;
    }

    /// <summary>Puts a block on a list as it is, without looking for its buddy or counting its pages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(PageDescriptors pages, int pfn, int order, MigrateType type, bool toTail)
    {
        int head = HeadOf(order, type);
        ref PageDescriptor list = ref pages[head];
        ref PageDescriptor page = ref pages[pfn];
        page.Become(PageState.Buddy, order);
        if (toTail)
        {
            int last = list.Prev;
            page.Next = head;
            page.Prev = last;
            pages[last].Next = pfn;
            list.Prev = pfn;
        }
        else
        {
            int first = list.Next;
            page.Prev = head;
            page.Next = first;
            pages[first].Prev = pfn;
            list.Next = pfn;
        }

        list.Index++;
        _nonEmpty[(int)type] |= 1 << order;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remove(PageDescriptors pages, int pfn, int order, MigrateType type)
    {
        ref PageDescriptor page = ref pages[pfn];
        CheckUnreferenced(pfn, ref page);
        int previous = page.Prev;
        int next = page.Next;
        pages[previous].Next = next;
        pages[next].Prev = previous;
        NoteRemoved(ref pages[HeadOf(order, type)], order, type);
    }

    private void Insert(int pfn, int order, MigrateType type, bool toTail) => Insert(new PageDescriptors(_map), pfn, order, type, toTail);

    private void Remove(int pfn, int order, MigrateType type) => Remove(new PageDescriptors(_map), pfn, order, type);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveFirst(PageDescriptors pages, int pfn, int order, MigrateType type)
    {
        int head = HeadOf(order, type);
        ref PageDescriptor list = ref pages[head];
        int next = pages[pfn].Next;
        list.Next = next;
        pages[next].Prev = head;
        NoteRemoved(ref list, order, type);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteRemoved(ref PageDescriptor list, int order, MigrateType type)
    {
        if (--list.Index == 0)
        {
            _nonEmpty[(int)type] &= ~(1 << order);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckFit(int pfn, int order, FolioFlags flags)
    {
        if (((pfn & ((1 << order) - 1)) | (int)(flags & FolioFlags.CheckAtPrep)) != 0)
        {
            ThrowUnfit(pfn, order);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckUnreferenced(int pfn, ref PageDescriptor page)
    {
        if (page.RefCount != 0)
        {
            ThrowReferenced(pfn);
        }
    }

    [DoesNotReturn]
    private void ThrowUnfit(int pfn, int order) =>
        _machine.ThrowBug(pfn, $"a block of order {order} is freed to the buddy lists unaligned or with flags");

    [DoesNotReturn]
    private void ThrowReferenced(int pfn) => _machine.ThrowBug(pfn, "a free block has references");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Halve(PageDescriptors pages, int pfn, int from, int to, MigrateType type)
    {
        while (from > to)
        {
            from--;
            Insert(pages, pfn + (1 << from), from, type, toTail: false);
        }
    }

    /// <summary>Whether a page is the first of a free block of just this order in this zone (<c>page_is_buddy</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsFree(PageDescriptors pages, int pfn, int order) =>
        (uint)(pfn - _first) < (uint)_pages && pages[pfn].Is(PageState.Buddy, order);

    /// <summary>
    /// Whether the block next to the pair is free, so that a block twice as large would form as soon as this one's buddy is freed.
    /// </summary>
    /// <remarks>Models <c>buddy_merge_likely</c>: such a block goes to the tail of its list, to be left alone for a while.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsMergeLikely(PageDescriptors pages, int pfn, int order) =>
        order < KernelProfile.LargestOrder - 1 && IsFree(pages, (pfn & ~(1 << order)) ^ (2 << order), order + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int HeadOf(int order, MigrateType type) => _firstList + ((int)type * Orders) + order;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Account(int pages, MigrateType type)
    {
        TrackState();
        _freePages += pages;
        if (type >= MigrateType.HighAtomic)
        {
            AccountApart(pages, type);
        }
    }

    /// <summary>Isolated pages do not count as free; two other types are counted again by themselves.</summary>
    private void AccountApart(int pages, MigrateType type)
    {
        switch (type)
        {
            case MigrateType.HighAtomic:
                FreeHighAtomicPages += pages;
                break;
            case MigrateType.Cma:
                FreeCmaPages += pages;
                break;
            default:
                _freePages -= pages;
                break;
        }
    }

    partial void AddMoreTo(ref StateHash hash) => hash.Add(_zone.WatermarkBoost);
}
