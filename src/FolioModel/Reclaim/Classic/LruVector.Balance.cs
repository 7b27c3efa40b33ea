using FolioModel.Groups;

namespace FolioModel.Lru;

public sealed partial class LruVector
{
    private const int PagesPerGibibyteShift = 30 - PageSize.Shift;

    /// <summary>
    /// Pages on a list as reclaim knows them: those of the group and all below it as of the last flush, or the node's as they are.
    /// </summary>
    /// <remarks>Models <c>lruvec_page_state</c> of the list sizes.</remarks>
    internal long StalePages(LruListKind kind) => Group is { } group ? group.Flushed((GroupCounter)(int)kind) : this[kind].Pages.Value;

    /// <summary>Refaults that were activated, as reclaim knows them.</summary>
    internal long StaleActivations(bool file) => Group is { } group
        ? group.Flushed(file ? GroupCounter.WorkingsetActivateFile : GroupCounter.WorkingsetActivateAnon)
        : file ? _machine.Statistics.WorkingsetActivate : 0;

    /// <summary>
    /// Whether active folios of a kind should be deactivated: the inactive ones are too few, or some came back and were activated since the
    /// last run, so that the active ones must defend their place.
    /// </summary>
    internal bool WantsDeactivation(bool file) => StaleActivations(file) != Classic.RefaultsOf(file) || IsInactiveLow(file);

    /// <summary>A run of reclaim ends: refaults that are activated from now on are news for the next one.</summary>
    internal void RememberActivations()
    {
        TrackState();
        Classic.AnonRefaults = StaleActivations(file: false);
        Classic.FileRefaults = StaleActivations(file: true);
    }

    /// <summary>Whether there are too few inactive pages for the active ones, so that active ones should be deactivated.</summary>
    /// <remarks>
    /// Models <c>inactive_is_low</c>: up to 1 GiB the two lists should be equal; the larger the memory, the fewer are inactive.
    /// </remarks>
    internal bool IsInactiveLow(bool file)
    {
        long inactive = StalePages(file ? LruListKind.InactiveFile : LruListKind.InactiveAnon);
        long active = StalePages(file ? LruListKind.ActiveFile : LruListKind.ActiveAnon);
        return inactive * ActivePerInactive(inactive + active) < active;
    }

    /// <summary>Notes what reclaiming from a kind of memory cost here and above, so that the other kind gets its turn.</summary>
    /// <param name="file">Whether file memory, rather than anonymous.</param>
    /// <param name="io">Pages written or read back; each counts like a cluster that was scanned in vain.</param>
    /// <param name="rotated">Pages scanned in vain.</param>
    /// <remarks>Models <c>lru_note_cost</c>.</remarks>
    internal void NoteCost(bool file, long io, long rotated)
    {
        long cost = (io * ReclaimControl.Cluster) + rotated;
        Classic.AddCost(file, cost, StaleEvictablePages);
        for (MemoryGroup? above = Group?.Parent; above is not null; above = above.Parent)
        {
            above.Lru.Classic.AddCost(file, cost, above.Lru.StaleEvictablePages);
        }
    }

    private long StaleEvictablePages => StalePages(LruListKind.InactiveAnon) + StalePages(LruListKind.ActiveAnon)
        + StalePages(LruListKind.InactiveFile) + StalePages(LruListKind.ActiveFile);

    /// <summary>How many active pages there should be for each inactive one: the square root of ten times the gibibytes.</summary>
    private static long ActivePerInactive(long pages) => Math.Max(1, (long)Math.Sqrt(10 * (pages >> PagesPerGibibyteShift)));
}
