namespace FolioModel.Diagnosis.Reasoning;

/// <summary>The meanings of a count of 0: free, without counted references, or frozen by its owner for a moment.</summary>
internal static class Frozen
{
    private static readonly string[] s_checksOfFreedPages =
        ["nonzero", "PAGE_FLAGS_CHECK", "non-NULL mapping", "still charged", "corrupted mapping", "hwpoisoned (hardware-corrupted)"];

    /// <summary>Why a count of 0 is no fault, or null where nothing says so.</summary>
    /// <param name="page">A page whose count is 0.</param>
    public static string? Reason(ObservedPage page) => page.Kind switch
    {
        PageKind.Free => "the page is free: it is in the buddy allocator",
        PageKind.Slab when page.Kernel is not { } kernel || kernel.IsAtLeast(6, 14) => "slab memory has no counted references since 6.14",
        PageKind.PageTable or PageKind.Offline or PageKind.DriverMovable => "the page's type says who owns it: nobody counts references",
        _ when IsFrozen(page) =>
            "the count is frozen at 0: who holds the folio lock (split, migration or reclaim) owns the folio for a moment",
        _ when page.MapCount == 0 && !page.HasMapping && !page.Has(FolioFlags.CheckAtFree) && !page.Has(FolioFlags.SwapCache) =>
            "the page is free or about to be: no reference, no mapping, no flag that a freed page must not have",
        _ => null,
    };

    /// <summary>Whether a split, a migration or reclaim may have frozen the count at this moment.</summary>
    /// <param name="page">A page whose count is 0.</param>
    public static bool IsFrozen(ObservedPage page) =>
        page.RefCount == 0 && page.Has(FolioFlags.Locked) && page.MapCount == 0
        && (page.IsCached || page.Has(FolioFlags.Anon) || page.Has(FolioFlags.SwapCache))
        && !IsCheckOfFreedPage(page);

    /// <summary>Whether the allocator itself printed the page, because its state is wrong.</summary>
    /// <param name="page">The page.</param>
    public static bool IsCheckOfFreedPage(ObservedPage page) =>
        page.Reason is { } reason && s_checksOfFreedPages.Any(c => reason.StartsWith(c, StringComparison.Ordinal));
}
