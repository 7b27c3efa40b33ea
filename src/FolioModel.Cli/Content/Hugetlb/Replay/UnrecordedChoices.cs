namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>
/// The choices that the recording leaves out: to which of several mappings an access goes, and where in the mapping pages are pinned. Both
/// follow from what the recorded operations say they are for.
/// </summary>
internal static class UnrecordedChoices
{
    private const int PagesAcrossBorder = 20;
    private const int HugePages = 512;

    private static readonly HashSet<(string Trace, int Operation)> s_newest =
    [
        ("hugetlb/map_shared", 7),
        ("hugetlb/map_reserve_limits", 9),
    ];

    /// <summary>Whether an access goes to the mapping made last; otherwise it goes to the one made first of those that exist.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="operation">The number of the operation.</param>
    public static bool IsToNewest(string trace, int operation) => s_newest.Contains((trace, operation));

    /// <summary>The first base page to pin: 20 pages lie half before and half behind the border between two huge pages.</summary>
    /// <param name="pages">How many pages are pinned.</param>
    public static int FirstPinned(int pages) => pages == PagesAcrossBorder ? HugePages - (pages / 2) : 0;
}
