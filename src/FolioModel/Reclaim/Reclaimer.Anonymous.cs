using FolioModel.Groups;

namespace FolioModel.Reclaim;

internal static partial class Reclaimer
{
    /// <summary>
    /// Finds a slot for an anonymous folio and puts it into the swap cache; it is dirty then, for the slot has no copy yet.
    /// </summary>
    /// <returns><see cref="FolioVerdict.Reclaimed"/> when the folio may go on, otherwise why it stays.</returns>
    /// <remarks>Models <c>add_to_swap</c> and what comes before it. Reference effect: +1 for each page, owned by the swap cache.</remarks>
    [Interleaved]
    private static FolioVerdict AddToSwap(Machine machine, ReclaimControl control, Folio folio)
    {
        if ((control.Gfp & GfpFlags.Io) == 0 || folio.MaybePinned)
        {
            return FolioVerdict.KeptUnswappable;
        }

        if (machine.Swap.Allocate(folio) is not { } entry)
        {
            return FolioVerdict.ActivatedNoSwap;
        }

        if (machine.Swap.AreaOf(entry)!.Cache.Add(folio, entry).Error != Errno.None)
        {
            machine.Swap.PutSlots(entry, folio.Pages);
            return FolioVerdict.ActivatedNoSwap;
        }

        folio.SetDirtyFlag();
        return FolioVerdict.Reclaimed;
    }

    /// <summary>
    /// Frees a folio whose contents are no longer wanted. Reference effect: the count must be the isolation's 1; it is 0 afterwards.
    /// </summary>
    private static FolioVerdict FreeLazily(Machine machine, Folio folio)
    {
        machine.Point(SchedulingPoint.Freeze);
        if (!machine.References.Freeze(folio.Frame, 1, "shrink_folio_list"))
        {
            return FolioVerdict.KeptReferenceHeld;
        }

        machine.Statistics.LazyFreed += folio.Pages;
        machine.Groups?.Count(folio.Frame, GroupCounter.LazyFreed, folio.Pages);
        return FolioVerdict.Reclaimed;
    }
}
