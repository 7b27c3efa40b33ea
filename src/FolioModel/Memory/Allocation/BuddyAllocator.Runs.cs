using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

internal sealed partial class BuddyAllocator
{
    /// <summary>How many pages ahead memory is fetched: consecutive blocks usually are neighbours.</summary>
    private const int PrefetchDistance = 16;

    /// <summary>
    /// Frees neighbouring blocks that make up a larger aligned one within a pageblock: what freeing them one by one from the lowest on
    /// gives, because each would merge with those before it.
    /// </summary>
    /// <param name="pfn">First page of the first block, off every list.</param>
    /// <param name="order">The order of each block.</param>
    /// <param name="blocks">How many, a power of two.</param>
    public void FreeRun(int pfn, int order, int blocks)
    {
        if (blocks > 1)
        {
            PageDescriptors pages = new(_map);
            int end = pfn + (blocks << order);
            for (int part = pfn; part < end; part += 1 << order)
            {
                ref PageDescriptor page = ref pages[part];
                CheckFit(part, order, page.Flags);
                CheckUnreferenced(part, ref page);
                page.Become(PageState.Inside, 0);
                _map.Prefetch(part + PrefetchDistance);
            }
        }

        Free(pfn, order + BitOperations.Log2((uint)blocks));
    }

    /// <summary>
    /// Takes up to a number of blocks at once from the smallest block that is large enough, lowest first: what taking them one by one
    /// gives, because the rest of a block that is halved is the smallest there is.
    /// </summary>
    /// <returns>How many; 0 when no block is large enough.</returns>
    private int TakeRun(int order, int most, MigrateType type, BlockDeque list)
    {
        int candidates = _nonEmpty[(int)type] >> order;
        if (candidates == 0)
        {
            return 0;
        }

        int found = order + BitOperations.TrailingZeroCount(candidates);
        PageDescriptors pages = new(_map);
        int first = pages[HeadOf(found, type)].Next;
        RemoveFirst(pages, first, found, type);
        int end = first + (Math.Min(most, 1 << (found - order)) << order);
        for (int pfn = first; pfn < end; pfn += 1 << order)
        {
            pages[pfn].Become(PageState.PerCpu, order);
            list.PushBack(pfn);
            _map.Prefetch(pfn + PrefetchDistance);
        }

        Account(first - end, type);
        for (int rest = end; rest < first + (1 << found);)
        {
            int part = BitOperations.TrailingZeroCount(rest - first);
            Insert(pages, rest, part, type, toTail: false);
            rest += 1 << part;
        }

        TellSplit(first, found, order);
        return (end - first) >> order;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TellSplit(int pfn, int from, int to)
    {
        if (from > to)
        {
            _machine.Instrumentation?.Tell(KernelEventKind.BuddySplit, pfn, "expand", from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TellMerged(int pfn, int from, int to)
    {
        if (to > from)
        {
            _machine.Instrumentation?.Tell(KernelEventKind.BuddyMerge, pfn, "__free_one_page", from);
        }
    }
}
