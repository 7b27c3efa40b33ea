using System.Globalization;

namespace FolioModel.Diagnosis.Reading;

/// <summary>The types that a page has in place of a map count: slab, page table, buddy, offline, hugetlb.</summary>
internal static class PageTypes
{
    /// <summary>Below this a map count is no count: the kernel stores a page type in the same word.</summary>
    private const int LeastCount = -100;

    /// <summary>Whether a printed map count is really a page type.</summary>
    /// <param name="mapCount">The printed count.</param>
    public static bool IsType(int mapCount) => mapCount <= LeastCount;

    /// <summary>Whether a printed map count is the type of a page of the given kind rather than a wrong count.</summary>
    /// <param name="mapCount">The printed count.</param>
    /// <param name="kind">What the page is used for.</param>
    public static bool StandsForType(int mapCount, PageKind kind) =>
        IsType(mapCount) && (!AllowsUse(kind) || kind is PageKind.Slab or PageKind.Hugetlb);

    /// <summary>False for kinds whose pages are on no LRU list and in no file.</summary>
    /// <param name="kind">The kind.</param>
    public static bool AllowsUse(PageKind kind) => kind is not (PageKind.Free or PageKind.Offline or PageKind.PageTable);

    /// <summary>The kind that a page type, the flags or a typed map count name, or null.</summary>
    /// <param name="type">The value of <c>page_type:</c>, or null.</param>
    /// <param name="flags">The names of the flags.</param>
    /// <param name="mapCount">The printed map count.</param>
    public static PageKind? KindOf(string? type, IReadOnlyCollection<string> flags, int mapCount)
    {
        string name = type ?? "";
        PageKind? named = name switch
        {
            _ when name.Contains("(slab", StringComparison.Ordinal) => PageKind.Slab,
            _ when name.Contains("table)", StringComparison.Ordinal) => PageKind.PageTable,
            _ when name.Contains("(buddy", StringComparison.Ordinal) => PageKind.Free,
            _ when name.Contains("(offline", StringComparison.Ordinal) => PageKind.Offline,
            _ when name.Contains("(hugetlb", StringComparison.Ordinal) => PageKind.Hugetlb,
            _ when name.EndsWith("(unknown)", StringComparison.Ordinal) && name.StartsWith("f8", StringComparison.Ordinal) => PageKind.Slab,
            _ when flags.Contains("slab") => PageKind.Slab,
            _ when flags.Contains("buddy") => PageKind.Free,
            _ when flags.Contains("pgtable") => PageKind.PageTable,
            _ when flags.Contains("offline") => PageKind.Offline,
            _ when flags.Contains("reserved") => PageKind.Reserved,
            _ => null,
        };
        return named ?? (IsType(mapCount) ? OfMapCount(mapCount) : null);
    }

    /// <summary>Types are stored as cleared bits of <c>_mapcount</c>, which is printed plus 1.</summary>
    private static PageKind? OfMapCount(int mapCount)
    {
        uint cleared = ~unchecked((uint)(mapCount - 1));
        return (cleared & 0xfff) switch
        {
            0x80 => PageKind.Free,
            0x100 => PageKind.Offline,
            0x200 or 0x400 => PageKind.PageTable,
            0x800 => PageKind.Hugetlb,
            _ => null,
        };
    }

    /// <summary>The type's name in messages.</summary>
    /// <param name="kind">The kind.</param>
    public static string NameOf(PageKind kind) => kind switch
    {
        PageKind.None => "no mapping",
        PageKind.GuestMemfd => "guest_memfd",
        PageKind.PageTable => "page table",
        PageKind.Free => "free (buddy)",
        PageKind.DriverMovable => "movable driver page",
        _ => kind.ToString().ToLower(CultureInfo.InvariantCulture),
    };
}
