namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>
    /// Adds the folios and values that overlap a range to a batch, for owners that traverse their cache themselves. Reference effect: +1 on each
    /// folio, owned by the current task.
    /// </summary>
    /// <param name="batch">An empty batch; <see cref="FolioBatch.Next"/> is behind the last entry afterwards if anything was found.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <returns>Whether anything was found.</returns>
    /// <remarks>Models <c>find_get_entries</c>.</remarks>
    [Interleaved]
    public bool GetEntries(FolioBatch batch, PageIndex start, PageIndex end)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _machine.CheckThread();
        return FindGetEntries(batch, start.Value, end.Value);
    }

    /// <summary>
    /// Adds the folios, locked, and the values that lie wholly inside a range to a batch; what is locked by others or under writeback is
    /// skipped. Reference effect: +1 on each folio, owned by the current task.
    /// </summary>
    /// <param name="batch">An empty batch; <see cref="FolioBatch.Next"/> is behind the last entry afterwards.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <returns>Whether anything was found.</returns>
    /// <remarks>Models <c>find_lock_entries</c>.</remarks>
    [Interleaved]
    public bool LockEntries(FolioBatch batch, PageIndex start, PageIndex end)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _machine.CheckThread();
        return FindLockEntries(batch, start.Value, end.Value);
    }

    /// <summary>
    /// Discards the part of a locked folio that lies in a range of bytes: the whole folio is removed, a part is zeroed and a large folio split.
    /// Reference effect: -1 for each page of a folio that is removed.
    /// </summary>
    /// <param name="folio">A locked folio of this cache that overlaps the range.</param>
    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte, inclusive; <see cref="ByteOffset.ToEnd"/> for "to the end".</param>
    /// <returns>False when the folio had to stay whole: it is dirty and could not be split.</returns>
    /// <remarks>Models <c>truncate_inode_partial_folio</c>. A clean folio that cannot be split is removed whole.</remarks>
    [Interleaved]
    public bool TruncatePartially(Folio folio, ByteOffset first, ByteOffset last) => TruncatePartialFolio(folio, first.Value, last.Value);

    /// <summary>The inode is going away: from now on reclaim leaves no shadows.</summary>
    /// <remarks>Models <c>mapping_set_exiting</c>, for owners that empty the cache themselves before <see cref="Evict"/>.</remarks>
    public void MarkExiting() => IsExiting = true;
}
