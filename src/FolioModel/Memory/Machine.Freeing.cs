using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Drops references and frees the folio when they were the last.</summary>
    /// <remarks>Models <c>folio_put_refs</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Put(int pfn, int count, HolderKind kind, int detail, string function)
    {
        if (References.SubtractAndTest(pfn, count, kind, detail, function))
        {
            FreeFolio(pfn);
        }
    }

    /// <summary>Gives the memory of a folio back whose count reached 0, as one block; a huge page goes to its pool.</summary>
    /// <remarks>Models <c>__folio_put</c>.</remarks>
    internal void FreeFolio(int pfn) => FreeFolio(pfn, ref Map[pfn]);

    /// <summary><see cref="FreeFolio(int)"/> for a caller that already has the descriptor.</summary>
    internal void FreeFolio(int pfn, ref PageDescriptor page)
    {
        if ((page.Flags & (FolioFlags.Hugetlb | FolioFlags.Lru)) != 0)
        {
            if ((page.Flags & FolioFlags.Hugetlb) != 0)
            {
                ReturnHugePage(pfn);
                return;
            }

            LruOf(pfn).Release(pfn, ref page);
        }

        FreeToAllocator(pfn, ref page);
    }

    /// <summary>
    /// Drops one reference of each folio, then frees those for which it was the last, in the order given; huge pages go to their pool at
    /// once. The span is scratch space.
    /// </summary>
    /// <remarks>Models <c>folios_put_refs</c>: first every count, then <c>free_unref_folios</c>.</remarks>
    internal void PutAll(Span<int> pfns, HolderKind kind, int detail, string function)
    {
        int dead = 0;
        FolioFlags seen = FolioFlags.None;
        PageDescriptors pages = new(Map);
        ReferenceCounts references = References;
        foreach (int pfn in pfns)
        {
            ref PageDescriptor page = ref pages[pfn];
            if (!references.SubtractAndTest(ref page, pfn, 1, kind, detail, function))
            {
                continue;
            }

            if ((page.Flags & FolioFlags.Hugetlb) != 0)
            {
                ReturnHugePage(pfn);
                continue;
            }

            seen |= page.Flags;
            pfns[dead++] = pfn;
        }

        if ((seen & FolioFlags.Lru) != 0)
        {
            ReleaseFromLru(pfns[..dead]);
        }

        FreeToAllocator(pfns[..dead]);
    }

    /// <summary>Frees base pages whose counts are 0, in the order given, on the LRU or not.</summary>
    internal void FreeRun(ReadOnlySpan<int> pfns)
    {
        ReleaseFromLru(pfns);
        FreeToAllocator(pfns);
    }

    /// <summary>Frees folios whose counts are 0 and which are on no LRU list, in the order given, as reclaim leaves them.</summary>
    internal void FreeFolios(List<int> pfns) => FreeToAllocator(CollectionsMarshal.AsSpan(pfns));

    private void FreeToAllocator(ReadOnlySpan<int> pfns)
    {
        if (!FollowsFolios)
        {
            Allocator.FreeAll(pfns);
            return;
        }

        foreach (int pfn in pfns)
        {
            FreeToAllocator(pfn, ref Map[pfn]);
        }
    }

    /// <summary>Takes folios off the lists of their groups, with each lock held as long as the next folio is on the same lists.</summary>
    private void ReleaseFromLru(ReadOnlySpan<int> pfns)
    {
        while (pfns.Length > 0)
        {
            LruVector lru = LruOf(pfns[0]);
            int same = pfns.Length;
            for (int i = 1; i < same && _groups is not null; i++)
            {
                same = LruOf(pfns[i]) == lru ? same : i;
            }

            lru.Release(pfns[..same]);
            pfns = pfns[same..];
        }
    }

    /// <summary>The holders that a folio's own state accounts for; what remains is some task's.</summary>
    internal ImmutableArray<ReferenceHolder> HoldersFromState(int pfn)
    {
        ref PageDescriptor page = ref Map[pfn];
        ImmutableArray<ReferenceHolder>.Builder holders = ImmutableArray.CreateBuilder<ReferenceHolder>();
        int left = page.RefCount;
        void Add(HolderKind kind, int count, string detail)
        {
            if (count > 0 && left >= count)
            {
                holders.Add(new ReferenceHolder(kind, count, detail));
                left -= count;
            }
        }

        Add(HolderKind.PageCache, page.Mapping != 0 ? 1 << CacheOrderOf(pfn) : 0, DescribePlace(pfn));
        Add(HolderKind.SwapCache, (page.Flags & FolioFlags.SwapCache) != 0 ? 1 << page.Order : 0, "");
        Add(HolderKind.Private, (page.Flags & FolioFlags.Private) != 0 ? 1 : 0, "");
        Add(HolderKind.PageTable, MapCountOf(pfn), "");
        Add(HolderKind.GupPin, PinCountOf(pfn), "");
        foreach ((int detail, HolderKind kind) in Batches.SlotsOf(pfn))
        {
            Add(kind, 1, LruBatches.NameOf(detail));
        }

        Add(HolderKind.Get, left, "unknown: the ledger is off");
        return holders.ToImmutable();
    }

    /// <summary>The order of a folio's entry in the page cache, which is also how many references the cache holds.</summary>
    /// <remarks>Up to Linux 6.6 a huge page of a pool had an entry of order 0, an index in huge pages and one reference.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int CacheOrderOf(int pfn) => CacheOrderOf(ref Map[pfn]);

    /// <summary><see cref="CacheOrderOf(int)"/> for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int CacheOrderOf(ref PageDescriptor page) =>
        (page.Flags & FolioFlags.Hugetlb) == 0 || Profile.PooledIndexInBasePages ? page.Order : 0;

    /// <summary>Whether a free block carries nothing of an earlier life.</summary>
    internal bool IsCleanWhenFree(int pfn) => Map[pfn].RefCount == 0 && Map[pfn].Mapping == 0
        && (Map[pfn].Flags & FolioFlags.CheckAtPrep) == 0 && MapCountOf(pfn) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FreeToAllocator(int pfn, ref PageDescriptor page)
    {
        if (FollowsFolios)
        {
            TellFreed(pfn, page.Order);
        }

        Allocator.Free(ref page, pfn, page.Order);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TellFreed(int pfn, int order)
    {
        _instrumentation?.Freed(pfn);
        TellPolicyRemoved(pfn);
        _groups?.UnchargeFolio(pfn, order);
    }
}
