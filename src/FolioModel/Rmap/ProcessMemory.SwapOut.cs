namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Replaces the entry of an anonymous page: by its slot in swap, or by nothing where <c>MADV_FREE</c> said that its contents may go.
    /// </summary>
    /// <returns>
    /// False when it cannot be: the contents of a page free for the taking are wanted again, or another reference is held.
    /// </returns>
    /// <remarks>Models the anonymous part of <c>try_to_unmap_one</c>. Reference effect: none; the caller drops the mapping's.</remarks>
    private bool LeaveToSwap(VirtualPage page, Folio folio)
    {
        if (!folio.Has(FolioFlags.SwapBacked))
        {
            return LeaveToNothing(page, folio);
        }

        if (folio.Swap is not { } first)
        {
            return false;
        }

        bool exclusive = folio.Has(FolioFlags.AnonExclusive);
        if (exclusive && folio.MaybePinned)
        {
            return false;
        }

        SwapEntry entry = first + (int)(Table.At(page).Frame - folio.Frame);
        _machine.Swap.AreaOf(entry)!.Duplicate(entry, 1);
        _machine.Swap.Register(this);
        folio.Page.Flags &= ~FolioFlags.AnonExclusive;
        Table.Set(page, PageTableEntry.Of(entry, exclusive));
        return true;
    }

    private bool LeaveToNothing(VirtualPage page, Folio folio)
    {
        if (!folio.Has(FolioFlags.Dirty) && folio.RefCount == 1 + folio.MapCount)
        {
            Table.Clear(page);
            return true;
        }

        // Written again since the advice, or held elsewhere: it is an ordinary anonymous page again.
        folio.MarkSwapBacked();
        return false;
    }
}
