namespace FolioModel;

/// <content>What truncation of Linux 6.15 and later does with a large folio that reaches over an end of the hole.</content>
public sealed partial class AddressSpace
{
    /// <summary>
    /// Splits a locked folio where a hole begins, and then the part in which the hole ends, so that the parts inside can go. Reference
    /// effect: the page cache's references are dealt out; the caller's stays on the first part.
    /// </summary>
    /// <param name="folio">The locked, large folio.</param>
    /// <param name="offset">First byte of the hole, from the folio's start.</param>
    /// <param name="length">Bytes of the hole inside the folio.</param>
    /// <returns>What the first split says; whether the second one worked does not matter.</returns>
    /// <remarks>Models the splits of <c>truncate_inode_partial_folio</c> since 6.15 (commit 7460b470a131).</remarks>
    [Interleaved]
    private Errno SplitAroundHole(Folio folio, long offset, long length)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_split");
        int pages = folio.Pages;
        int order = MinOrder.Value;
        PageIndex index = folio.Index;
        if (order >= folio.Page.Order)
        {
            return Errno.EINVAL;
        }

        Errno error = SplitFolioAround(folio, index + new PageCount(offset >> PageSize.Shift), order);
        long behind = (offset + length) >> PageSize.Shift;
        if (error != Errno.None || behind >= pages)
        {
            return error;
        }

        SplitWhereHoleEnds(index + new PageCount(behind), order);
        return Errno.None;
    }

    /// <summary>Splits the folio that has a page, if it is large, not busy, and still of this file.</summary>
    [Interleaved]
    private void SplitWhereHoleEnds(PageIndex page, int order)
    {
        Folio part = Pages.Peek(page).Folio;
        if (part.IsNone || !part.TryGet(HolderKind.Speculative))
        {
            return;
        }

        if (part.Page.Order > order && part.TryLock())
        {
            if (part.Page.Order > order && part.Page.Mapping == Id)
            {
                SplitFolioAround(part, page, order);
            }

            part.Unlock();
        }

        _machine.Put(part.Frame, 1, HolderKind.Speculative, 0, "truncate_inode_partial_folio");
    }
}
