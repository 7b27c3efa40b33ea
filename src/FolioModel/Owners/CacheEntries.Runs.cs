namespace FolioModel.Owners;

/// <content>Work on several pages at once, for a machine that nothing follows.</content>
public sealed partial class CacheEntries
{
    /// <summary>
    /// Makes the folios of absent pages in one go, as <see cref="PageCache.GetFolio(PageIndex, FindFolioFlags, GfpFlags, Order)"/>,
    /// <see cref="Folio.Unlock"/> and <see cref="Folio.Put()"/> of each page in turn would, a few times faster. Reference effect: each
    /// folio has one reference of the page cache, and one of the lru_add batch until that drains. Takes the i_pages lock and, where the
    /// batch drains, the lru_lock.
    /// </summary>
    /// <param name="start">The first page.</param>
    /// <param name="end">The page behind the last.</param>
    /// <param name="how">How the folios would be got: decides which flags they begin with. Always base pages.</param>
    /// <param name="flags">
    /// Flags that the owner sets on each folio while it is locked. <see cref="FolioFlags.Dirty"/> also sets the dirty tag and counts the
    /// pages, if the mapping's operations tag dirty folios; with <see cref="FolioFlags.SwapBacked"/> the pages count as shared memory
    /// (<c>nr_shmem</c>); with <see cref="FolioFlags.Locked"/> the folios stay locked, for a device.
    /// </param>
    /// <returns>
    /// How many folios were made, from <paramref name="start"/> on. 0 asks the caller to make the first page by itself: it is there, its
    /// tree node or a page for it must be got first, or the machine is followed by a ledger, an observer, a scheduler or a group.
    /// </returns>
    /// <exception cref="KernelDeadlockException">Another task holds one of the locks; if the i_pages lock, no folio was made.</exception>
    /// <remarks>
    /// The kernel has no such function. The state afterwards is the one that the single calls lead to, order of lists and batches included;
    /// a caller that looks for signals need not look between the pages of a run, because no task can send one meanwhile.
    /// </remarks>
    public PageCount CreateRun(PageIndex start, PageIndex end, FindFolioFlags how, FolioFlags flags = FolioFlags.None) =>
        new(start < end ? _cache.CreateRun(start.Value, end.Value, how, flags) : 0);

    /// <summary>
    /// Unlocks folios that a device is done with, as setting the flags and <see cref="Folio.Unlock"/> of each in turn would. Reference
    /// effect: none.
    /// </summary>
    /// <param name="start">The first page.</param>
    /// <param name="end">The page behind the last.</param>
    /// <param name="flags">Flags that each folio gets: <see cref="FolioFlags.Uptodate"/> after a read without error.</param>
    /// <returns>
    /// How many folios of one page were unlocked, from <paramref name="start"/> on. 0 asks the caller to unlock the first by itself: it is
    /// large, a task waits for it, or the machine is followed.
    /// </returns>
    /// <remarks>The kernel has no such function; <c>folio_end_read</c> does the same to one folio.</remarks>
    public PageCount UnlockRun(PageIndex start, PageIndex end, FolioFlags flags) =>
        new(start < end ? _cache.UnlockRun(start.Value, end.Value, flags) : 0);
}
