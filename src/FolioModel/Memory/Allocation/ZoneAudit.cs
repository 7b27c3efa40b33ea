namespace FolioModel.Allocation;

/// <summary>Compares what a zone's lists and counters say with what its page descriptors say.</summary>
internal sealed class ZoneAudit
{
    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly Zone _zone;

    public ZoneAudit(Machine machine, Zone zone)
    {
        _machine = machine;
        _map = machine.Map;
        _zone = zone;
    }

    /// <summary>Everything that is inconsistent: the invariant broken, and how.</summary>
    public IEnumerable<(Invariant Invariant, string Problem)> Violations() =>
        Blocks().Concat(BuddyLists()).Concat(PerCpuLists()).Concat(Marks());

    /// <summary>Pages of the zone in blocks of a state, according to the descriptors.</summary>
    public long PagesIn(PageState state)
    {
        long pages = 0;
        for (int pfn = _zone.First.Value; pfn < _zone.End; pfn += 1 << _map[pfn].Order)
        {
            pages += _map[pfn].State == state ? 1 << _map[pfn].Order : 0;
        }

        return pages;
    }

    /// <summary>
    /// I-02, I-05, I-06, I-07: blocks tile the zone, are aligned, merged, and clean when free; nothing is written behind their first page.
    /// </summary>
    private IEnumerable<(Invariant Invariant, string Problem)> Blocks()
    {
        for (int pfn = _zone.First.Value; pfn < _zone.End; pfn += 1 << _map[pfn].Order)
        {
            int order = _map[pfn].Order;
            PageState state = _map[pfn].State;
            if (state is PageState.Inside or PageState.Reserved)
            {
                yield return (PageInvariants.EveryFrameInExactlyOneBlock, $"pfn 0x{pfn:x} belongs to no block but is {state}");
                yield break;
            }

            if ((pfn & ((1 << order) - 1)) != 0 || pfn + (1 << order) > _zone.End || order > KernelProfile.LargestOrder)
            {
                yield return (PageInvariants.FreeBlockIsAligned,
                    $"the block of order {order} at pfn 0x{pfn:x} is unaligned or leaves the zone");
                yield break;
            }

            for (int inside = pfn + 1; inside < pfn + (1 << order); inside++)
            {
                if (_map[inside].State != PageState.Inside || _map[inside].RefCount != 0)
                {
                    yield return (PageInvariants.EveryFrameInExactlyOneBlock,
                        $"pfn 0x{inside:x} inside the block at pfn 0x{pfn:x} is {_map[inside].State} with count {_map[inside].RefCount}");
                }
            }

            if ((state is PageState.Buddy or PageState.PerCpu) && !_machine.IsCleanWhenFree(pfn))
            {
                yield return (PageInvariants.FreePageIsClean, $"the free block at pfn 0x{pfn:x} is not clean: {_machine.Dump(pfn)}");
            }

            if (state == PageState.Buddy && CouldMerge(pfn, order))
            {
                yield return (PageInvariants.BuddiesAreMerged,
                    $"the free block of order {order} at pfn 0x{pfn:x} and its buddy are not merged");
            }
        }
    }

    private bool CouldMerge(int pfn, int order)
    {
        int buddy = pfn ^ (1 << order);
        if (order == KernelProfile.LargestOrder || buddy < _zone.First.Value || buddy >= _zone.End
            || !_map[buddy].Is(PageState.Buddy, order))
        {
            return false;
        }

        MigrateType type = _zone.Buddy.TypeOf(pfn);
        MigrateType other = _zone.Buddy.TypeOf(buddy);
        return type == other || (BuddyAllocator.IsMergeable(type) && BuddyAllocator.IsMergeable(other));
    }

    /// <summary>
    /// I-03, I-08: what is on the lists is what the descriptors call free, of the list's type, and as much as the counters say.
    /// </summary>
    private IEnumerable<(Invariant Invariant, string Problem)> BuddyLists()
    {
        long onLists = 0;
        long[] ofType = new long[BuddyAllocator.Types];
        for (int order = 0; order < BuddyAllocator.Orders; order++)
        {
            int blocks = 0;
            for (int type = 0; type < BuddyAllocator.Types; type++)
            {
                int before = blocks;
                foreach (int pfn in Members(_zone.Buddy.ListOf(order, (MigrateType)type)))
                {
                    blocks++;
                    if (!_map[pfn].Is(PageState.Buddy, order)
                        || (order <= BuddyAllocator.PageblockOrder && _zone.Buddy.TypeOf(pfn) != (MigrateType)type))
                    {
                        yield return (PageInvariants.FreeBlockIsOnItsTypesList,
                            $"pfn 0x{pfn:x} is on the {(MigrateType)type} list of order {order} but is {_map[pfn].State} of order "
                            + $"{_map[pfn].Order} in a pageblock of type {_zone.Buddy.TypeOf(pfn)}");
                    }
                }

                ofType[type] += (long)(blocks - before) << order;
                if (_zone.Buddy.HasFreeBlock(order, (MigrateType)type) != blocks > before)
                {
                    yield return (PageInvariants.FreeListsMatchFreePages,
                        $"the {(MigrateType)type} list of order {order} has {blocks - before} block(s) but is noted otherwise");
                }
            }

            onLists += (long)blocks << order;
            if (blocks != _zone.Buddy.FreeBlocks(order))
            {
                yield return (PageInvariants.FreeListsMatchFreePages,
                    $"{blocks} free block(s) of order {order} on the lists, {_zone.Buddy.FreeBlocks(order)} counted");
            }
        }

        BuddyAllocator buddy = _zone.Buddy;
        if (onLists != buddy.FreePages + ofType[(int)MigrateType.Isolate] || onLists != PagesIn(PageState.Buddy)
            || ofType[(int)MigrateType.HighAtomic] != buddy.FreeHighAtomicPages || ofType[(int)MigrateType.Cma] != buddy.FreeCmaPages)
        {
            yield return (PageInvariants.FreeListsMatchFreePages,
                $"{onLists} pages on the lists and {PagesIn(PageState.Buddy)} marked free, but counted {buddy.FreePages} free, "
                + $"{buddy.FreeHighAtomicPages} high-atomic and {buddy.FreeCmaPages} CMA");
        }
    }

    /// <summary>I-04: the per-CPU lists hold what they count, and what the descriptors say.</summary>
    private IEnumerable<(Invariant Invariant, string Problem)> PerCpuLists()
    {
        long total = 0;
        for (int cpu = 0; cpu < _zone.PerCpu.Length; cpu++)
        {
            if (_zone.PerCpu[cpu] is not { } lists)
            {
                continue;
            }

            long pages = 0;
            for (int index = 0; index < PerCpuPages.ListCount; index++)
            {
                int order = PerCpuPages.OrderAt(index);
                for (int place = 0; place < lists.ListAt(index).Count; place++)
                {
                    int pfn = lists.ListAt(index)[place];
                    pages += 1 << order;
                    if (!_map[pfn].Is(PageState.PerCpu, order))
                    {
                        yield return (PageInvariants.PerCpuListsMatchTheirCount,
                            $"pfn 0x{pfn:x} is on CPU {cpu}'s list {index} but is {_map[pfn].State} of order {_map[pfn].Order}");
                    }
                }
            }

            total += pages;
            if (pages != lists.Count)
            {
                yield return (PageInvariants.PerCpuListsMatchTheirCount, $"CPU {cpu}'s lists hold {pages} pages but count {lists.Count}");
            }
        }

        if (total != PagesIn(PageState.PerCpu))
        {
            yield return (PageInvariants.PerCpuListsMatchTheirCount,
                $"{total} pages on per-CPU lists, but {PagesIn(PageState.PerCpu)} marked so");
        }
    }

    /// <summary>I-13: the watermarks are in order.</summary>
    private IEnumerable<(Invariant Invariant, string Problem)> Marks()
    {
        (int min, int low, int high, int promo) = _zone.Watermarks;
        if (min < 0 || low < min || high < low || promo < high || _zone.WatermarkBoost < 0)
        {
            yield return (PageInvariants.WatermarksAreOrdered, $"{_zone.Watermarks} with boost {_zone.WatermarkBoost} are out of order");
        }
    }

    /// <summary>The members of a list; stops after as many as there are pages, should the list run in a circle.</summary>
    private IEnumerable<int> Members(PageList list)
    {
        int pfn = list.First;
        for (int i = 0; i <= _zone.Pages && pfn != list.Head; i++)
        {
            yield return pfn;
            pfn = _map[pfn].Next;
        }
    }
}
