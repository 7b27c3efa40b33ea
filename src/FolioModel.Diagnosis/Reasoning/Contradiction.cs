namespace FolioModel.Diagnosis.Reasoning;

/// <summary>States that no kernel without a bug is in.</summary>
internal static class Contradiction
{
    private const int WholeFolioMark = 0x800000;

    /// <summary>Names what is wrong with a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="expected">The references that its state accounts for.</param>
    /// <param name="unexplained">What is left over, below 0 where references are missing.</param>
    public static IReadOnlyList<string> Of(ObservedPage page, IReadOnlyList<ExpectedReference> expected, int? unexplained)
    {
        List<string> found = [];
        AddCounts(found, page, expected, unexplained);
        AddMapCounts(found, page);
        AddFreed(found, page);
        AddFlags(found, page);
        return found;
    }

    private static void AddCounts(List<string> found, ObservedPage page, IReadOnlyList<ExpectedReference> expected, int? unexplained)
    {
        if (page.RefCount < 0)
        {
            found.Add($"the count is {page.RefCount}: the page was put more often than it was got");
        }
        else if (unexplained < 0 && page.RefCount > 0)
        {
            string sum = string.Join(" + ", expected.Select(static e => $"{e.Kind.Name} {e.Count}"));
            found.Add($"the count is {page.RefCount} and the state accounts for {page.RefCount - unexplained} ({sum}): "
                + $"{-unexplained} are missing, so somebody put what was not theirs, or the order or the map count is wrong");
        }

        if (page.PinCount > 0 && page.Order > 0 && unexplained is { } rest && rest < page.PinCount)
        {
            found.Add($"{page.PinCount} pins need as many references, and {rest} are left");
        }

        if (page.RefCount == 1 && page.Kind == PageKind.Free)
        {
            found.Add("the page is marked as free and somebody holds a reference");
        }

        if (page.RefCount != 0 && page.Reason?.StartsWith("nonzero _", StringComparison.Ordinal) == true && page.RefCount > 0)
        {
            found.Add($"the page was freed, or handed out, while {StateReferences.Counted(page.RefCount ?? 0, "reference")} to it stood");
        }
    }

    private static void AddMapCounts(List<string> found, ObservedPage page)
    {
        if (page.MapCount < 0)
        {
            string lru = page.Has(FolioFlags.Lru) ? ", and it is on an LRU list" : "";
            string type = page.MapCount <= -100 ? ", a page type on a page that is in use"
                : ": it was unmapped more often than it was mapped";
            found.Add($"the map count is {page.MapCount}{type}{lru}");
        }

        if (page.PagesMapped is { } mapped && (mapped & (WholeFolioMark - 1)) > page.Pages)
        {
            found.Add($"nr_pages_mapped is {mapped}, below 0: a page of the folio was unmapped more often than it was mapped");
        }

        if (page.MapCount > 0 && (page.Kind is PageKind.Slab or PageKind.PageTable or PageKind.Free))
        {
            found.Add($"a page of this kind is mapped into a process {page.MapCount} times");
        }

        if (page.Reason?.StartsWith("nonzero mapcount", StringComparison.Ordinal) == true && page.MapCount == 0)
        {
            found.Add(page.Kind switch
            {
                PageKind.Free =>
                    "the allocator found the page marked as free where it must not be: it was freed twice, or handed out while free",
                PageKind.None => "the page was freed while its map count stood",
                _ => "the page was freed without its page type being taken back",
            });
        }

        if (page.Reason?.StartsWith("still mapped when deleted", StringComparison.Ordinal) == true)
        {
            found.Add("the folio left its file while page tables still map it: a mapping was missed, or made again behind truncation");
        }
    }

    private static void AddFreed(List<string> found, ObservedPage page)
    {
        if (page.RefCount is not 0 || Frozen.IsFrozen(page))
        {
            return;
        }

        if (page.HasMapping)
        {
            found.Add("the count is 0 and the page still has a mapping: the page cache's reference was put by somebody else");
        }

        if (page.MapCount > 0)
        {
            found.Add($"the count is 0 and {StateReferences.Counted(page.MapCount, "mapping")} of it stand");
        }

        FolioFlags wrong = page.Flags & (FolioFlags.CheckAtFree | FolioFlags.SwapCache) & ~FolioFlags.OnGeneration;
        if (wrong != 0)
        {
            found.Add($"the count is 0 and flags stand that a freed page must not have: {Names(wrong)}");
        }
    }

    private static void AddFlags(List<string> found, ObservedPage page)
    {
        if (page.Has(FolioFlags.Lru)
            && (page.Kind is PageKind.Slab or PageKind.PageTable or PageKind.Free or PageKind.Hugetlb or PageKind.Reserved))
        {
            found.Add($"PG_lru on a page of kind {Reading.PageTypes.NameOf(page.Kind)}, which is on no LRU list");
        }

        if (page.Has(FolioFlags.Active) && page.Has(FolioFlags.Unevictable))
        {
            found.Add("PG_active and PG_unevictable are both set: a folio is on one list");
        }

        if (page.Has(FolioFlags.Large) && page.Order == 0 && page.OrderIsKnown)
        {
            found.Add("the flags say that the folio is large, and its order is 0");
        }

        if (page.Has(FolioFlags.Writeback) && (page.Kind is PageKind.Slab or PageKind.Free or PageKind.PageTable))
        {
            found.Add("PG_writeback on a page that holds no data of a file or process");
        }

        if (page.Has(FolioFlags.Mlocked) && page.Kind == PageKind.None && page.RefCount == 0)
        {
            found.Add("PG_mlocked on a page that nobody holds");
        }
    }

    private static string Names(FolioFlags flags) => string.Join(
        ", ",
        Enum.GetValues<FolioFlags>().Where(f => uint.PopCount((uint)f) == 1
            && (flags & f) != 0).Select(static f => f.ToString().ToLowerInvariant()));
}
