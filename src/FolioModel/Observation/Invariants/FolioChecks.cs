namespace FolioModel.Observation;

/// <summary>Checks the invariants of one allocated folio by itself.</summary>
internal static class FolioChecks
{
    /// <summary>Checks a folio.</summary>
    /// <param name="report">Where to report.</param>
    /// <param name="pfn">First frame of an allocated block.</param>
    /// <returns>Whether the folio is the entry of its mapping at its index.</returns>
    public static bool Check(InvariantReport report, int pfn)
    {
        Machine machine = report.Machine;
        ref PageDescriptor page = ref machine.Map[pfn];
        AddressSpace? mapping = (page.Flags & FolioFlags.Anon) == 0 && page.Mapping != 0 ? machine.AddressSpaceById(page.Mapping) : null;
        bool isCached = mapping is not null && mapping.Pages.IsEntry(pfn);
        CheckCount(report, pfn, ref page, isCached);
        CheckFlags(report, pfn, ref page, mapping);
        if (report.Options.AtRest)
        {
            CheckPlace(report, pfn, ref page, isCached ? mapping : null);
        }

        return isCached;
    }

    private static void CheckCount(InvariantReport report, int pfn, ref PageDescriptor page, bool isCached)
    {
        if (page.RefCount < 0)
        {
            report.AddFrame(ReferenceInvariants.CountIsNotNegative, pfn, "the reference count is negative", 0, page.RefCount);
        }

        // A huge page on its pool's free list has count 0 and is not the allocator's: the pool checks those.
        bool isPooled = (page.Flags & FolioFlags.Hugetlb) != 0;
        if (report.Machine.Ledger is { } ledger)
        {
            HolderSums sums = ledger.SumsOf(pfn);
            bool frozen = ledger.IsFrozen(pfn);
            CheckHolders(report, pfn, ref page, sums, frozen, isCached);
            if (page.RefCount == 0 && !frozen && !isPooled)
            {
                report.AddFrame(
                    FrozenInvariants.UnreferencedFolioIsNowhere, pfn, "the count is 0 and no task froze it, but it is not free");
            }
            else if (frozen)
            {
                report.AddFrame(FrozenInvariants.FrozenByOneOwnerWhoEndsIt, pfn, "the folio is frozen although no operation is under way");
            }
        }
        else if (page.RefCount == 0 && !isPooled)
        {
            report.AddFrame(
                    FrozenInvariants.UnreferencedFolioIsNowhere, pfn, "the count is 0 but the folio is not free");
        }
    }

    private static void CheckHolders(InvariantReport report, int pfn, ref PageDescriptor page, in HolderSums sums, bool frozen,
        bool isCached)
    {
        if (sums.All != page.RefCount && !(frozen && page.RefCount == 0))
        {
            report.AddFrame(PageInvariants.LedgerSumEqualsCount, pfn, "the count is not the sum over its holders", sums.All, page.RefCount);
        }

        if (sums.Isolation > 1)
        {
            report.AddFrame(ReferenceInvariants.AtMostOneIsolation, pfn, "the folio is isolated more than once", 1, sums.Isolation);
        }

        if (!report.Options.AtRest)
        {
            return;
        }

        int pages = 1 << page.Order;
        Compare(report, ReferenceInvariants.CacheHoldsOneReferencePerPage, pfn, "references of the page cache",
            isCached ? 1 << report.Machine.CacheOrderOf(pfn) : 0, sums.PageCache);
        Compare(report, ReferenceInvariants.SwapCacheHoldsOneReferencePerPage, pfn, "references of the swap cache",
            (page.Flags & FolioFlags.SwapCache) != 0 ? pages : 0, sums.SwapCache);
        Compare(report, ReferenceInvariants.PrivateHoldsOneReference, pfn, "references of private data",
            (page.Flags & FolioFlags.Private) != 0 ? 1 : 0, sums.Private);
        Compare(report, ReferenceInvariants.MappingsHoldOneReferenceEach, pfn, "references of page tables", report.Machine.MapCountOf(pfn),
            sums.PageTable);
        Compare(report, ReferenceInvariants.LargePinsAreCountedApart, pfn, "pins counted apart", page.Order > 0 ? sums.Pins : 0,
            report.Machine.PinCountOf(pfn));
        if (page.Order == 0 && sums.Pins % Folio.PinBias != 0)
        {
            report.AddFrame(ReferenceInvariants.SmallPinsCount1024Each, pfn,
                $"a pin of a small folio counts {Folio.PinBias}, and {sums.Pins} references are pins");
        }
    }

    private static void Compare(InvariantReport report, Invariant invariant, int pfn, string what, long expected, long actual)
    {
        if (expected != actual)
        {
            report.AddFrame(invariant, pfn, what, expected, actual);
        }
    }

    private static void CheckFlags(InvariantReport report, int pfn, ref PageDescriptor page, AddressSpace? mapping)
    {
        const FolioFlags Both = FolioFlags.Active | FolioFlags.Unevictable;
        if ((page.Flags & Both) == Both)
        {
            report.AddFrame(LruInvariants.ActiveExcludesUnevictable, pfn, "the folio is both active and unevictable");
        }

        const FolioFlags PooledOnLru = FolioFlags.Hugetlb | FolioFlags.Lru;
        if ((page.Flags & PooledOnLru) == PooledOnLru)
        {
            report.AddFrame(LruInvariants.PooledFolioIsNeverOnTheLru, pfn, "a huge page of a pool is on the LRU");
        }

        if ((pfn & ((1 << page.Order) - 1)) != 0)
        {
            report.AddFrame(CompoundInvariants.HeadIsAlignedAndTailsFindIt, pfn,
                $"a folio of order {page.Order} is not aligned to its size");
        }

        if ((page.Flags & FolioFlags.Lru) != 0 && mapping is { IsUnevictable: true } && (page.Flags & Both) != FolioFlags.Unevictable)
        {
            report.AddFrame(LruInvariants.UnevictableMappingMakesUnevictable, pfn,
                "a folio of an unevictable file is on the LRU as evictable");
        }
    }

    private static void CheckPlace(InvariantReport report, int pfn, ref PageDescriptor page, AddressSpace? cachedIn)
    {
        if (cachedIn is null && page.Mapping != 0 && (page.Flags & (FolioFlags.Anon | FolioFlags.SwapCache)) == 0)
        {
            report.AddFrame(CacheInvariants.CachedFolioHasItsEntry, pfn,
                "the folio names a file whose cache has something else at its index");
        }

        if ((page.Flags & (FolioFlags.Lru | FolioFlags.Unevictable)) == FolioFlags.Lru)
        {
            MemoryMap map = report.Machine.Map;
            if (map[page.Next].Prev != pfn || map[page.Prev].Next != pfn)
            {
                report.AddFrame(LruInvariants.LruFlagMeansOnOneList, pfn,
                    "the folio's flag says that it is on a list, but its neighbours there do not know it");
            }
        }

        if (cachedIn is not null)
        {
            CheckTags(report, pfn, ref page, cachedIn);
        }
    }

    private static void CheckTags(InvariantReport report, int pfn, ref PageDescriptor page, AddressSpace mapping)
    {
        PageIndex index = new(page.Index);
        bool writeback = (page.Flags & FolioFlags.Writeback) != 0;
        if (mapping.Pages.GetTag(index, PageCacheTag.Writeback) != writeback)
        {
            report.AddFrame(TagInvariants.WritebackTagIsTheWritebackFlag, pfn,
                $"the writeback flag is {writeback}, the entry's tag the opposite");
        }

        if (!mapping.Operations.TagsDirtyFolios)
        {
            return;
        }

        bool dirty = (page.Flags & FolioFlags.Dirty) != 0;
        bool tagged = mapping.Pages.GetTag(index, PageCacheTag.Dirty);
        if (dirty != tagged && (dirty || (page.Flags & FolioFlags.Locked) == 0))
        {
            report.AddFrame(TagInvariants.DirtyFlagHasItsTag, pfn, $"the dirty flag is {dirty}, the entry's tag {tagged}");
        }
    }
}
