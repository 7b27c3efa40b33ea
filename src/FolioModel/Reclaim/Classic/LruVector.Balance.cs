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

    /// <summary>Whether there are too few inactive pages for the active ones, so that active ones should be deactivated.</summary>
    /// <remarks>
    /// Models <c>inactive_is_low</c>: up to 1 GiB the two lists should be equal; the larger the memory, the fewer are inactive.
    /// </remarks>
    internal bool IsInactiveLow(bool file)
    {
        long inactive = StalePages(file ? LruListKind.InactiveFile : LruListKind.InactiveAnon);
        long active = StalePages(file ? LruListKind.ActiveFile : LruListKind.ActiveAnon);
        long gibibytes = (inactive + active) >> PagesPerGibibyteShift;
        long ratio = gibibytes > 0 ? (long)Math.Sqrt(10 * gibibytes) : 1;
        return inactive * ratio < active;
    }

    /// <summary>Notes what reclaiming from a kind of memory cost here and above, so that the other kind gets its turn.</summary>
    /// <param name="file">Whether file memory, rather than anonymous.</param>
    /// <param name="io">Pages written or read back.</param>
    /// <param name="rotated">Pages scanned in vain.</param>
    /// <remarks>Models <c>lru_note_cost</c>. Costs halve when they exceed a quarter of the pages, so that recent ones weigh most.</remarks>
    internal void NoteCost(bool file, long io, long rotated)
    {
        long cost = (io * ReclaimControl.Cluster) + rotated;
        for (LruVector? lru = this; lru is not null; lru = lru.Group?.Parent?.Lru)
        {
            ClassicMemory memory = lru.Classic;
            memory.FileCost += file ? cost : 0;
            memory.AnonCost += file ? 0 : cost;
            long size = lru.StalePages(LruListKind.InactiveAnon) + lru.StalePages(LruListKind.ActiveAnon)
                + lru.StalePages(LruListKind.InactiveFile) + lru.StalePages(LruListKind.ActiveFile);
            if (memory.FileCost + memory.AnonCost > size / 4)
            {
                memory.FileCost /= 2;
                memory.AnonCost /= 2;
            }
        }
    }
}
