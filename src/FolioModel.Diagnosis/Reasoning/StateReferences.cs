namespace FolioModel.Diagnosis.Reasoning;

/// <summary>The references that a page's state accounts for, each with what says so.</summary>
internal static class StateReferences
{
    public static IReadOnlyList<ExpectedReference> Of(ObservedPage page)
    {
        int pages = CacheReferencesOf(page);
        int mappings = Math.Max(page.MapCount, 0);
        ExpectedReferences sum = ExpectedReferences.Of(page.Flags, pages, page.IsCached, mappings);
        List<ExpectedReference> expected = [];
        Add(expected, HolderKind.PageCache, sum.PageCache, CacheReason(page, pages));
        Add(expected, HolderKind.SwapCache, sum.SwapCache, $"in the swap cache, which holds one reference for each page");
        Add(expected, HolderKind.Private, sum.Private, "PG_private: a filesystem attached its data and holds one reference for the folio");
        Add(expected, HolderKind.PageTable, sum.PageTables, MappingReason(page));
        return expected;
    }

    /// <summary>How many references a cache takes for the folio: hugetlb took one for a folio of any order before 6.7.</summary>
    public static int CacheReferencesOf(ObservedPage page) =>
        page.Kind == PageKind.Hugetlb && page.Kernel is { } kernel && !kernel.IsAtLeast(6, 7) ? 1 : page.Pages;

    public static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string CacheReason(ObservedPage page, int pages) => page.Kind == PageKind.Hugetlb && pages == 1 && page.Order > 0
        ? "in a hugetlbfs file: one reference, whatever the order, before 6.7"
        : $"in the page cache of {FileOf(page.Kind)}, which holds one reference for each page";

    private static string FileOf(PageKind kind) => kind switch
    {
        PageKind.Shmem => "a shmem file",
        PageKind.Hugetlb => "a hugetlbfs file",
        PageKind.GuestMemfd => "a guest_memfd file",
        _ => "a file",
    };

    private static string MappingReason(ObservedPage page) => page.MapCountIsExact
        ? $"mapped by {Counted(page.MapCount, "page-table entry").Replace("entrys", "entries", StringComparison.Ordinal)}, one reference "
            + $"each"
        : $"mapped by at least {page.MapCount}, one reference each: this form of the text does not count the mappings of every page of "
            + $"the folio";

    private static void Add(List<ExpectedReference> expected, HolderKind kind, int count, string because)
    {
        if (count > 0)
        {
            expected.Add(new ExpectedReference(kind, count, because));
        }
    }
}
