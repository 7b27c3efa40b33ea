namespace FolioModel;

/// <summary>The references that a folio's own state accounts for, one field for each kind of holder.</summary>
/// <param name="SwapCache">One for each base page of a folio in the swap cache.</param>
/// <param name="PageCache">One for each base page of a folio in a file's page cache.</param>
/// <param name="Private">One where a filesystem attached private data.</param>
/// <param name="PageTables">One for each page-table entry that maps the folio.</param>
public readonly record struct ExpectedReferences(int SwapCache, int PageCache, int Private, int PageTables)
{
    /// <summary>The sum.</summary>
    public int Total => SwapCache + PageCache + Private + PageTables;

    /// <summary>Sums the references that a state accounts for.</summary>
    /// <param name="flags">The folio's flags.</param>
    /// <param name="pages">The references that a cache takes for the folio: its number of base pages.</param>
    /// <param name="isCached">Whether the folio is in a file's page cache.</param>
    /// <param name="mappings">The number of page-table entries that map it.</param>
    /// <remarks>Models <c>folio_expected_ref_count</c>.</remarks>
    public static ExpectedReferences Of(FolioFlags flags, int pages, bool isCached, int mappings)
    {
        int swapCache = (flags & FolioFlags.SwapCache) != 0 ? pages : 0;
        return (flags & FolioFlags.Anon) != 0
            ? new ExpectedReferences(swapCache, 0, 0, mappings)
            : new ExpectedReferences(swapCache, isCached ? pages : 0, (flags & FolioFlags.Private) != 0 ? 1 : 0, mappings);
    }
}
