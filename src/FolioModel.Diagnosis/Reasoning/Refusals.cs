namespace FolioModel.Diagnosis.Reasoning;

/// <summary>Which operations fail in a state, by the check that fails.</summary>
internal static class Refusals
{
    private const string Migration = "migration";
    private const string Split = "split";
    private const string Conversion = "conversion";
    private const string Reclaim = "reclaim";

    public static IReadOnlyList<Refusal> Of(ObservedPage page, int? unexplained)
    {
        List<Refusal> refused = [];
        if (!HolderCandidates.IsLruKind(page) && page.Kind != PageKind.Hugetlb)
        {
            string kind = Reading.PageTypes.NameOf(page.Kind);
            refused.Add(new Refusal(Migration, $"a page of this kind ({kind}) is on no LRU list: there is nothing to isolate"));
            refused.Add(new Refusal(Reclaim, $"a page of this kind ({kind}) is on no LRU list"));
            return refused;
        }

        if (Frozen.IsFrozen(page))
        {
            string[] operations = page.Order > 0 ? [Migration, Split, Reclaim] : [Migration, Reclaim];
            refused.AddRange(operations.Select(static o => new Refusal(o, "the count is frozen at this moment: only its owner can go on")));
            return refused;
        }

        int? extra = unexplained - IsolatorsOwn(page);
        AddMigration(refused, page, extra);
        AddSplit(refused, page, unexplained);
        AddConversion(refused, page, unexplained);
        AddReclaim(refused, page, extra);
        return refused;
    }

    /// <summary>With PG_lru clear, one of the left-over references is what an isolator itself holds, and it counts on that one.</summary>
    public static int IsolatorsOwn(ObservedPage page) => page.Has(FolioFlags.Lru) ? 0 : 1;

    private static void AddMigration(List<Refusal> refused, ObservedPage page, int? extra)
    {
        int expected = (page.RefCount ?? 0) - (extra ?? 0) - IsolatorsOwn(page);
        string? because = page switch
        {
            { Kind: PageKind.GuestMemfd } => "guest_memfd marks its mapping as unmovable",
            _ when page.RefCount <= 0 => "nobody can get a page whose count is 0 or less",
            _ when extra > 0 =>
                $"folio_migrate_mapping freezes the count at {expected + 1} (the state's {expected} and the isolator's own), and "
                + $"{extra} more {(extra == 1 ? "stands" : "stand")}: -EAGAIN",
            _ when extra < -1 || (extra == -1 && page.Has(FolioFlags.Lru)) =>
                "folio_migrate_mapping freezes the count at what the state accounts for, and references are missing: -EAGAIN for ever",
            _ when page.Has(FolioFlags.Writeback) =>
                "writeback is in flight: asynchronous migration gives up with -EBUSY, synchronous migration waits",
            _ when page.Has(FolioFlags.SwapCache) && !page.Has(FolioFlags.Anon) =>
                "kernels from 6.15 to early 6.19 count the swap cache of anonymous memory only: for shmem they expect too few and give "
                    + "up with -EAGAIN",
            _ when page.Has(FolioFlags.Private) =>
                "only where the filesystem cannot move or release its private data (busy buffers): the count fits",
            _ => null,
        };
        AddIf(refused, Migration, because);
    }

    private static void AddSplit(List<Refusal> refused, ObservedPage page, int? unexplained)
    {
        if (page.Order == 0)
        {
            return;
        }

        string? because = page switch
        {
            { Kind: PageKind.Hugetlb } => "hugetlb folios cannot be split",
            _ when page.Has(FolioFlags.Writeback) => "writeback is in flight: -EBUSY",
            { Kind: PageKind.None } => "the folio left its file: -EBUSY",
            _ when unexplained > 0 => "can_split_folio allows the state's references and one of the caller's, and "
                + $"{unexplained} more {(unexplained == 1 ? "stands" : "stand")}: -EAGAIN"
                + (unexplained == 1 && page.Has(FolioFlags.Locked) ? ", unless that one is the splitter's own" : ""),
            _ when unexplained < 0 => "can_split_folio compares with what the state accounts for, and references are missing: -EAGAIN",
            _ when page.Has(FolioFlags.Private) =>
                "only where filemap_release_folio cannot release the filesystem's private data first: -EBUSY",
            _ => null,
        };
        AddIf(refused, Split, because);
    }

    private static void AddConversion(List<Refusal> refused, ObservedPage page, int? unexplained)
    {
        if (page.Kind != PageKind.GuestMemfd)
        {
            return;
        }

        AddIf(refused, Conversion, unexplained switch
        {
            > 0 => $"conversion to private wants the cache's {page.Pages} and its own lookup, and {unexplained} "
                + "more than that stand: -EAGAIN at this offset, after lru_add_drain_all",
            < 0 => "conversion wants the cache's references and finds fewer",
            _ => null,
        });
    }

    private static void AddReclaim(List<Refusal> refused, ObservedPage page, int? extra)
    {
        string? because = page switch
        {
            { Kind: PageKind.Hugetlb } => "hugetlb folios are on no LRU list: reclaim never sees them",
            { Kind: PageKind.GuestMemfd } => "guest_memfd marks its mapping as unevictable",
            _ when page.RefCount <= 0 => "nobody can get a page whose count is 0 or less",
            _ when page.Has(FolioFlags.Unevictable | FolioFlags.Mlocked) => "PG_unevictable or PG_mlocked: reclaim does not scan the folio",
            _ when page.Has(FolioFlags.HwPoison) => "PG_hwpoison: reclaim unmaps the page and drops it without freeing it",
            _ when page.Order == 0 && extra >= HolderCandidates.PinBias => "folio_maybe_dma_pinned: the folio looks pinned and is kept",
            _ when page.Order > 0 && page.PinCount > 0 => $"folio_maybe_dma_pinned: {page.PinCount} pins, the folio is kept",
            _ when extra > 0 => "__remove_mapping freezes the count at what the cache and reclaim hold, and "
                + $"{extra} more {(extra == 1 ? "stands" : "stand")}: the folio is kept",
            _ when extra < -1 || (extra == -1 && page.Has(FolioFlags.Lru)) =>
                "__remove_mapping finds fewer references than the cache holds: the folio is kept",
            _ when page.Has(FolioFlags.Writeback) => "writeback is in flight: the folio is kept until it ends",
            _ => null,
        };
        AddIf(refused, Reclaim, because);
    }

    private static void AddIf(List<Refusal> refused, string operation, string? because)
    {
        if (because is not null)
        {
            refused.Add(new Refusal(operation, because));
        }
    }
}
