using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

internal sealed partial class BuddyAllocator
{
    /// <summary>Migrate types are kept for pageblocks of this order (<c>pageblock_order</c>).</summary>
    public const int PageblockOrder = Order.PmdValue;

    public const int PageblockPages = 1 << PageblockOrder;

    private readonly int _firstPageblock;
    [NotShared("changes only together with the lists of free blocks, whose heads are states of their own")]
    private readonly byte[] _types;

    /// <summary>The type of the pageblock that a page is in (<c>get_pageblock_migratetype</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MigrateType TypeOf(int pfn) => (MigrateType)_types[(pfn >> PageblockOrder) - _firstPageblock];

    /// <summary>Types that lend each other whole blocks, and so merge with each other (<c>migratetype_is_mergeable</c>).</summary>
    public static bool IsMergeable(MigrateType type) => type < MigrateType.HighAtomic;

    /// <summary>Gives a pageblock another type and moves its free blocks, which is refused when the zone has only a part of it.</summary>
    /// <remarks>
    /// Models <c>move_freepages_block</c>, and <c>move_freepages_block_isolate</c> where the pageblock is part of a larger free block. A
    /// pageblock that is free as a whole merges with its buddy if their types now let it; the kernel leaves that to the next free.
    /// </remarks>
    public bool Retype(int pfn, MigrateType type)
    {
        int start = pfn & ~(PageblockPages - 1);
        if (!IsWhole(start))
        {
            return false;
        }

        int head = _map.HeadOf(start);
        if (_map[head].State == PageState.Buddy && _map[head].Order >= PageblockOrder)
        {
            RetypeWithin(head, start, 1, type);
        }
        else
        {
            MoveFreeBlocks(start, type);
        }

        return true;
    }

    /// <summary>Gives the pageblocks around a block in use another type.</summary>
    /// <returns>How many pages changed their type.</returns>
    public int RetypeAround(int pfn, int order, MigrateType type)
    {
        if (order < PageblockOrder)
        {
            return Retype(pfn, type) ? PageblockPages : 0;
        }

        SetType(pfn, 1 << (order - PageblockOrder), type);
        return 1 << order;
    }

    /// <summary>Gives the pageblocks of the smallest free block of one type another type.</summary>
    /// <returns>How many pages changed their type; 0 when that type has no free block.</returns>
    public int RetypeOneWithFree(MigrateType from, MigrateType to)
    {
        int orders = _nonEmpty[(int)from];
        if (orders == 0)
        {
            return 0;
        }

        int order = BitOperations.TrailingZeroCount(orders);
        int pfn = _map[HeadOf(order, from)].Next;
        if (order < PageblockOrder)
        {
            return Retype(pfn, to) ? PageblockPages : 0;
        }

        RetypeWithin(pfn, pfn, 1 << (order - PageblockOrder), to);
        return 1 << order;
    }

    private bool IsWhole(int pageblock) => pageblock >= _first && pageblock + PageblockPages <= _first + _pages;

    /// <summary>
    /// Gives pageblocks inside a free block another type: the block is taken off its list and freed again as what it is then.
    /// </summary>
    private void RetypeWithin(int head, int start, int pageblocks, MigrateType type)
    {
        int order = _map[head].Order;
        MigrateType old = TypeOf(head);
        Remove(head, order, old);
        Account(-(1 << order), old);
        _map[head].Become(PageState.PerCpu, order);
        SetType(start, pageblocks, type);
        Free(head, order);
    }

    private void MoveFreeBlocks(int start, MigrateType type)
    {
        MigrateType old = TypeOf(start);
        for (int pfn = start; pfn < start + PageblockPages;)
        {
            ref PageDescriptor page = ref _map[pfn];
            int order = page.Order;
            if (page.State == PageState.Buddy)
            {
                Remove(pfn, order, old);
                Insert(pfn, order, type, toTail: true);
                Account(-(1 << order), old);
                Account(1 << order, type);
            }

            pfn += 1 << order;
        }

        SetType(start, 1, type);
    }

    private void SetType(int pfn, int pageblocks, MigrateType type) =>
        _types.AsSpan((pfn >> PageblockOrder) - _firstPageblock, pageblocks).Fill((byte)type);

    /// <summary>
    /// Blocks of whole pageblocks merge when their types are equal or both lend to each other; then the buddy takes this type.
    /// </summary>
    private bool MergesAcrossPageblocks(MigrateType type, int buddy, int order)
    {
        MigrateType other = TypeOf(buddy);
        if (other == type)
        {
            return true;
        }

        if (!IsMergeable(type) || !IsMergeable(other))
        {
            return false;
        }

        // The list that the buddy is on goes by its own type: move it before its type changes.
        Remove(buddy, order, other);
        Insert(buddy, order, type, toTail: false);
        SetType(buddy, 1 << (order - PageblockOrder), type);
        return true;
    }
}
