using System.Runtime.CompilerServices;
using FolioModel.Groups;

namespace FolioModel;

public sealed partial class PageCache
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountInserted(int pfn, int order, bool countsAsFilePages)
    {
        _count += 1L << order;
        if (countsAsFilePages)
        {
            Account(_map[pfn].Flags, 1L << order);
        }

        if (_machine.FollowsFolios)
        {
            TellInserted(pfn, order, countsAsFilePages);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TellInserted(int pfn, int order, bool countsAsFilePages)
    {
        if (countsAsFilePages)
        {
            _machine.Groups?.Count(pfn, GroupCounter.File, 1L << order);
            _machine.TellPolicyAdded(pfn);
        }

        _machine.Instrumentation?.Report(KernelEventKind.MmFilemapAddToPageCache, pfn, "__filemap_add_folio");
    }

    /// <summary>Takes a folio that leaves the cache off the counters.</summary>
    /// <param name="pfn">The folio.</param>
    /// <param name="flags">Its flags.</param>
    /// <param name="order">The order of its entry.</param>
    /// <param name="function">The kernel function in whose name it leaves.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountRemoved(int pfn, FolioFlags flags, int order, string function)
    {
        if (_machine.FollowsFolios)
        {
            CountFollowedRemoved(pfn, flags, order, function);
            return;
        }

        Account(flags, -(1L << order));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountFollowedRemoved(int pfn, FolioFlags flags, int order, string function)
    {
        _machine.Instrumentation?.Report(KernelEventKind.MmFilemapDeleteFromPageCache, pfn, function);
        Account(flags, -(1L << order));
        _machine.Groups?.Count(pfn, GroupCounter.File, -(1L << order));
        _machine.TellPolicyRemoved(pfn);
    }

    /// <summary>Counts pages whose entry was stored by the owner.</summary>
    internal void CountEntered(FolioFlags flags, long pages)
    {
        _count += pages;
        Account(flags, pages);
    }

    /// <summary>Adds to (or, negative, takes from) the node's counters of cached pages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Account(FolioFlags flags, long pages)
    {
        if ((flags & (FolioFlags.Hugetlb | FolioFlags.SwapBacked)) == 0 && Math.Abs(pages) == 1)
        {
            _machine.Statistics.FilePages += pages;
        }
        else
        {
            AccountLargeOrSwapBacked(flags, pages);
        }
    }

    private void AccountLargeOrSwapBacked(FolioFlags flags, long pages)
    {
        if ((flags & FolioFlags.Hugetlb) != 0)
        {
            return;
        }

        _machine.Statistics.FilePages += pages;
        if ((flags & FolioFlags.SwapBacked) != 0)
        {
            _machine.Statistics.Shmem += pages;
            _machine.Statistics.ShmemThps += Math.Abs(pages) >= Order.Pmd.Pages ? pages : 0;
        }
        else if (Math.Abs(pages) >= Order.Pmd.Pages)
        {
            _machine.Statistics.FileThps += pages;
        }
    }
}
