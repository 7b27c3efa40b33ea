using System.Numerics;

namespace FolioModel.Allocation;

internal sealed partial class BuddyAllocator
{
    /// <summary>For each type the types it may borrow from, in this order.</summary>
    private static readonly MigrateType[][] s_fallbacks =
    [
        [MigrateType.Reclaimable, MigrateType.Movable],
        [MigrateType.Reclaimable, MigrateType.Unmovable],
        [MigrateType.Unmovable, MigrateType.Movable],
    ];

    /// <summary>Where the last block was found: taking several under one lock starts there, since nothing else changes the lists.</summary>
    private enum Source
    {
        OwnType,
        Cma,
        Claim,
        Steal,
    }

    /// <summary>
    /// Takes a block: of the type wanted, else of CMA, else from a pageblock claimed from another type, else stolen singly.
    /// </summary>
    /// <returns>The first page, or -1.</returns>
    /// <remarks>Models <c>__rmqueue</c>.</remarks>
    [Interleaved]
    public int Take(int order, MigrateType type, AllocationFlags flags)
    {
        bool cma = (flags & AllocationFlags.Cma) != 0;
        int pfn = cma && FreeCmaPages > FreePages / 2 ? TakeSmallest(order, MigrateType.Cma) : -1;
        if (pfn < 0)
        {
            pfn = TakeSmallest(order, type);
        }

        Source source = Source.OwnType;
        return pfn >= 0 ? pfn : TakeElsewhere(order, type, flags, cma, ref source);
    }

    /// <summary>Takes up to a number of blocks to the tail of a per-CPU list.</summary>
    /// <returns>How many.</returns>
    /// <remarks>Models <c>rmqueue_bulk</c>.</remarks>
    public int TakeMany(int count, int order, MigrateType type, AllocationFlags flags, BlockDeque list)
    {
        Source source = Source.OwnType;
        int taken = 0;
        while (taken < count)
        {
            // CMA is weighed anew for every block; where there is none, all that one block is halved into may be taken at once.
            bool weighsCma = (flags & AllocationFlags.Cma) != 0 && FreeCmaPages > 0;
            int run = source == Source.OwnType && !weighsCma ? TakeRun(order, count - taken, type, list) : 0;
            if (run == 0)
            {
                int pfn = Take(order, type, flags, ref source);
                if (pfn < 0)
                {
                    return taken;
                }

                list.PushBack(pfn);
                run = 1;
            }

            taken += run;
        }

        return count;
    }

    private int Take(int order, MigrateType type, AllocationFlags flags, ref Source source)
    {
        bool cma = (flags & AllocationFlags.Cma) != 0;
        int pfn = -1;
        if (cma && FreeCmaPages > FreePages / 2)
        {
            pfn = TakeSmallest(order, MigrateType.Cma);
        }

        if (pfn < 0 && source == Source.OwnType)
        {
            pfn = TakeSmallest(order, type);
        }

        return pfn >= 0 ? pfn : TakeElsewhere(order, type, flags, cma, ref source);
    }

    private int TakeElsewhere(int order, MigrateType type, AllocationFlags flags, bool cma, ref Source source)
    {
        int pfn = -1;
        if (cma && source <= Source.Cma && (pfn = TakeSmallest(order, MigrateType.Cma)) >= 0)
        {
            source = Source.Cma;
        }
        else if (source <= Source.Claim && (pfn = Claim(order, type, flags)) >= 0)
        {
            source = Source.OwnType;
        }
        else if ((flags & AllocationFlags.NoFragment) == 0 && (pfn = Steal(order, type)) >= 0)
        {
            source = Source.Steal;
        }

        return pfn;
    }

    /// <summary>
    /// Makes a pageblock of another type ours, starting from the largest free block: it approximates the pageblock with the most free
    /// pages.
    /// </summary>
    /// <remarks>Models <c>__rmqueue_claim</c>.</remarks>
    private int Claim(int order, MigrateType type, AllocationFlags flags)
    {
        int smallest = (flags & AllocationFlags.NoFragment) != 0 ? Math.Max(order, PageblockOrder) : order;
        for (int current = KernelProfile.LargestOrder; current >= smallest; current--)
        {
            if (FallbackWith(current, type) is not { } lender)
            {
                continue;
            }

            if (!MayClaim(current, type))
            {
                return -1;
            }

            int found = _map[HeadOf(current, lender)].Next;
            int pfn = current >= PageblockOrder
                ? ClaimWholeBlock(found, current, order, lender, type)
                : ClaimPageblockOf(found, order, lender, type, flags);
            if (pfn >= 0)
            {
                return pfn;
            }
        }

        return -1;
    }

    private int ClaimWholeBlock(int pfn, int from, int order, MigrateType lender, MigrateType type)
    {
        Remove(pfn, from, lender);
        Account(-(1 << from), lender);
        SetType(pfn, 1 << (from - PageblockOrder), type);
        Halve(new PageDescriptors(_map), pfn, from, order, type);
        _map[pfn].Become(PageState.PerCpu, order);
        Account((1 << from) - (1 << order), type);
        return pfn;
    }

    /// <summary>Takes over a pageblock if at least half of it is free or used in a way that suits the new type.</summary>
    /// <remarks>
    /// Models <c>try_to_steal_block</c>. The watermark is boosted first, whether or not the pageblock is then taken over.
    /// </remarks>
    private int ClaimPageblockOf(int pfn, int order, MigrateType lender, MigrateType type, AllocationFlags flags)
    {
        _zone.Boost(flags);
        int start = pfn & ~(PageblockPages - 1);
        if (!IsWhole(start))
        {
            return -1;
        }

        (int free, int movable) = CountUse(start);
        int compatible = type == MigrateType.Movable ? movable
            : lender == MigrateType.Movable ? PageblockPages - free - movable
            : 0;
        if (free + compatible < PageblockPages / 2)
        {
            return -1;
        }

        MoveFreeBlocks(start, type);
        return TakeSmallest(order, type);
    }

    /// <summary>Takes one block of another type, smallest first, and leaves the rest of its pageblock as it is.</summary>
    /// <remarks>Models <c>__rmqueue_steal</c>.</remarks>
    private int Steal(int order, MigrateType type)
    {
        for (int current = order; current < Orders; current++)
        {
            if (FallbackWith(current, type) is { } lender)
            {
                return TakeSmallest(order, lender);
            }
        }

        return -1;
    }

    private MigrateType? FallbackWith(int order, MigrateType type)
    {
        foreach (MigrateType lender in s_fallbacks[(int)type])
        {
            if (HasFreeBlock(order, lender))
            {
                return lender;
            }
        }

        return null;
    }

    /// <summary>
    /// Movable allocations leave small foreign blocks alone; the others rather take a whole pageblock than spoil several.
    /// </summary>
    /// <remarks>Models <c>can_steal_fallback</c>.</remarks>
    private static bool MayClaim(int order, MigrateType type) => order >= PageblockOrder / 2 || type != MigrateType.Movable;

    /// <summary>Pages of a whole pageblock that are free, and in use but movable: on an LRU list.</summary>
    private (int Free, int Movable) CountUse(int start)
    {
        int free = 0;
        int movable = 0;
        for (int pfn = start; pfn < start + PageblockPages; pfn += 1 << _map[pfn].Order)
        {
            ref PageDescriptor page = ref _map[pfn];
            if (page.State == PageState.Buddy)
            {
                free += 1 << page.Order;
            }
            else if (page.State == PageState.Allocated && (page.Flags & FolioFlags.Lru) != 0)
            {
                movable += 1 << page.Order;
            }
        }

        return (free, movable);
    }
}
