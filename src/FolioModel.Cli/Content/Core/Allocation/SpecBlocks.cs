using FolioModel.Allocation;

namespace FolioModel.Cli.Content.Core.Allocation;

/// <summary>
/// The specification of a zone's buddy lists: which block is taken, where a free one goes, and when memory changes its migrate type. Plain
/// lists of first frames, the block to be taken next first.
/// </summary>
internal sealed class SpecBlocks
{
    private const int LargestOrder = 10;
    private const int PageblockOrder = 9;
    private const int PageblockPages = 1 << PageblockOrder;

    private readonly int _first;
    private readonly int _end;
    private readonly Dictionary<(int Order, MigrateType Type), List<int>> _lists = [];
    private readonly Dictionary<int, int> _orderOf = [];
    private readonly Dictionary<int, MigrateType> _types = [];
    private readonly Func<int, bool> _isMovable;

    /// <summary>Makes all of a zone free, as at boot.</summary>
    /// <param name="first">The zone's first frame.</param>
    /// <param name="pages">Its pages.</param>
    /// <param name="isMovable">Whether a frame in use belongs to a folio on an LRU list.</param>
    public SpecBlocks(int first, int pages, Func<int, bool> isMovable)
    {
        _first = first;
        _end = first + pages;
        _isMovable = isMovable;
        for (int order = 0; order <= LargestOrder; order++)
        {
            foreach (MigrateType type in Enum.GetValues<MigrateType>())
            {
                _lists[(order, type)] = [];
            }
        }

        for (int pfn = first; pfn < _end;)
        {
            int order = LargestOrder;
            while (pfn % (1 << order) != 0 || pfn + (1 << order) > _end)
            {
                order--;
            }

            Insert(pfn, order, MigrateType.Movable, atTail: true);
            pfn += 1 << order;
        }
    }

    /// <summary>How many blocks were taken of another type, one by one.</summary>
    public int Lent { get; private set; }

    public int FreePages => _orderOf.Values.Sum(static order => 1 << order);

    public int FreeHighAtomicPages => Enumerable.Range(0, LargestOrder + 1).Sum(o => List(o, MigrateType.HighAtomic).Count << o);

    /// <summary>The free blocks: by order, then by type, then as they will be taken.</summary>
    public IEnumerable<(int First, int Order)> InOrder() =>
        from order in Enumerable.Range(0, LargestOrder + 1)
        from type in Enum.GetValues<MigrateType>()
        from pfn in List(order, type)
        select (pfn, order);

    public MigrateType TypeOf(int pfn) => _types.GetValueOrDefault(pfn / PageblockPages, MigrateType.Movable);

    public bool HasBlock(int order, MigrateType type) =>
        Enumerable.Range(order, LargestOrder + 1 - order).Any(o => List(o, type).Count > 0);

    /// <summary>Frees a block; one that is larger than a pageblock in halves.</summary>
    public void Free(int pfn, int order)
    {
        int part = Math.Min(order, PageblockOrder);
        for (int i = 0; i < 1 << (order - part); i++)
        {
            FreeOne(pfn + (i << part), part);
        }
    }

    /// <summary>Takes the smallest block of a type that is large enough. What is above goes back, the largest half first.</summary>
    /// <returns>The first frame, or null.</returns>
    public int? TakeSmallest(int order, MigrateType type)
    {
        for (int found = order; found <= LargestOrder; found++)
        {
            if (List(found, type).Count > 0)
            {
                return TakeFirst(found, order, type, type);
            }
        }

        return null;
    }

    /// <summary>Takes a number of blocks under one lock. Once blocks of another type are lent, the rest is lent too.</summary>
    /// <param name="count">How many, at most.</param>
    /// <param name="order">Their order.</param>
    /// <param name="type">The type wanted.</param>
    /// <param name="unmixed">Whether no pageblock may get a second type.</param>
    /// <param name="boost">Called where a pageblock is about to be mixed.</param>
    public IEnumerable<int> Take(int count, int order, MigrateType type, bool unmixed, Action boost)
    {
        bool lends = false;
        for (int i = 0; i < count; i++)
        {
            int? pfn = lends ? null : TakeSmallest(order, type) ?? Claim(order, type, unmixed, boost);
            if (pfn is null && !unmixed)
            {
                pfn = Lend(order, type);
                lends = pfn is not null;
            }

            if (pfn is not { } taken)
            {
                yield break;
            }

            yield return taken;
        }
    }

    /// <summary>Gives the pageblocks of a block another type, and moves what is free in them.</summary>
    /// <returns>How many pages have the type now, or 0 where the zone ends within the pageblock.</returns>
    public int Retype(int pfn, int order, MigrateType type)
    {
        if (order >= PageblockOrder)
        {
            SetTypes(pfn, order, type);
            return 1 << order;
        }

        int start = pfn - (pfn % PageblockPages);
        if (start < _first || start + PageblockPages > _end)
        {
            return 0;
        }

        foreach (int free in FreeIn(start))
        {
            int found = Remove(free, TypeOf(free));
            Insert(free, found, type, atTail: true);
        }

        SetTypes(start, PageblockOrder, type);
        return PageblockPages;
    }

    private static MigrateType[] FallbacksOf(MigrateType type) => type switch
    {
        MigrateType.Unmovable => [MigrateType.Reclaimable, MigrateType.Movable],
        MigrateType.Movable => [MigrateType.Reclaimable, MigrateType.Unmovable],
        _ => [MigrateType.Unmovable, MigrateType.Movable],
    };

    private List<int> List(int order, MigrateType type) => _lists[(order, type)];

    private MigrateType? FallbackAt(int order, MigrateType type)
    {
        foreach (MigrateType other in FallbacksOf(type))
        {
            if (List(order, other).Count > 0)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>Takes over memory of another type, from the largest block on.</summary>
    private int? Claim(int order, MigrateType type, bool unmixed, Action boost)
    {
        int least = unmixed ? Math.Max(order, PageblockOrder) : order;
        for (int found = LargestOrder; found >= least; found--)
        {
            if (FallbackAt(found, type) is not { } other)
            {
                continue;
            }

            if (type == MigrateType.Movable && found < PageblockOrder / 2)
            {
                return null;
            }

            int pfn = List(found, other)[0];
            if (found >= PageblockOrder)
            {
                SetTypes(pfn, found, type);
                return TakeFirst(found, order, other, type);
            }

            boost();
            if (IsWorthClaiming(pfn, other, type) && Retype(pfn, 0, type) > 0)
            {
                return TakeSmallest(order, type);
            }
        }

        return null;
    }

    /// <summary>Half of the pageblock, or more, must be free or used in a way that goes with the type.</summary>
    private bool IsWorthClaiming(int pfn, MigrateType type, MigrateType wanted)
    {
        int start = pfn - (pfn % PageblockPages);
        if (start < _first || start + PageblockPages > _end)
        {
            return false;
        }

        int free = FreeIn(start).Sum(f => 1 << _orderOf[f]);
        int movable = Enumerable.Range(start, PageblockPages).Count(_isMovable);
        int alike = wanted == MigrateType.Movable ? movable : type == MigrateType.Movable ? PageblockPages - free - movable : 0;
        return free + alike >= PageblockPages / 2;
    }

    /// <summary>Takes a block of another type as it is, the smallest that is large enough.</summary>
    private int? Lend(int order, MigrateType type)
    {
        for (int found = order; found <= LargestOrder; found++)
        {
            if (FallbackAt(found, type) is { } other)
            {
                Lent++;
                return TakeFirst(found, order, other, other);
            }
        }

        return null;
    }

    private int TakeFirst(int found, int order, MigrateType from, MigrateType restTo)
    {
        int pfn = List(found, from)[0];
        Remove(pfn, from);
        for (int half = found - 1; half >= order; half--)
        {
            Insert(pfn + (1 << half), half, restTo, atTail: false);
        }

        return pfn;
    }

    private void FreeOne(int pfn, int order)
    {
        MigrateType type = TypeOf(pfn);
        while (order < LargestOrder && IsFree(pfn ^ (1 << order), order))
        {
            int buddy = pfn ^ (1 << order);
            MigrateType other = TypeOf(buddy);
            if (other != type && !(IsOrdinary(type) && IsOrdinary(other)))
            {
                break;
            }

            Remove(buddy, other);
            SetTypes(buddy, order, type);
            pfn = Math.Min(pfn, buddy);
            order++;
        }

        // When the block above is free too, the pair is likely to be complete soon: the block shall be taken late.
        int above = pfn & ~(1 << order);
        Insert(pfn, order, type, atTail: order < LargestOrder - 1 && IsFree(above ^ (2 << order), order + 1));
    }

    private bool IsFree(int pfn, int order) => _orderOf.TryGetValue(pfn, out int found) && found == order;

    private static bool IsOrdinary(MigrateType type) => type <= MigrateType.Reclaimable;

    private IEnumerable<int> FreeIn(int start) => [.. _orderOf.Keys.Where(f => f >= start && f < start + PageblockPages).Order()];

    private void SetTypes(int pfn, int order, MigrateType type)
    {
        if (order >= PageblockOrder)
        {
            for (int block = pfn / PageblockPages; block < (pfn + (1 << order)) / PageblockPages; block++)
            {
                _types[block] = type;
            }
        }
    }

    private void Insert(int pfn, int order, MigrateType type, bool atTail)
    {
        List<int> list = List(order, type);
        list.Insert(atTail ? list.Count : 0, pfn);
        _orderOf.Add(pfn, order);
    }

    private int Remove(int pfn, MigrateType type)
    {
        int order = _orderOf[pfn];
        _orderOf.Remove(pfn);
        List(order, type).Remove(pfn);
        return order;
    }
}
