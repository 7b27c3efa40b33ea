namespace FolioModel;

/// <summary>Reclaims single folios, with the verdicts of the kernel's reclaim.</summary>
/// <remarks>
/// Models the decisions of <c>shrink_folio_list</c> for one folio outside kswapd, references ignored, as <c>reclaim_pages</c> asks for it.
/// </remarks>
internal static partial class Reclaimer
{
    /// <summary>What becomes of a folio that reclaim looked at.</summary>
    private enum Verdict
    {
        Keep,
        Activate,
        Free,
    }

    /// <summary>
    /// Reclaims one isolated folio. Reference effect: freed from its last reference, the isolation; or put back on the LRU (isolation -1,
    /// lru_add batch +1).
    /// </summary>
    /// <returns>Pages reclaimed: all of the folio's or 0.</returns>
    /// <remarks>Models <c>reclaim_pages</c> on a list of one.</remarks>
    [Interleaved]
    public static int Reclaim(Machine machine, Folio folio)
    {
        folio.Page.Flags &= ~FolioFlags.Active;
        Verdict verdict = Verdict.Keep;
        int pages = folio.Pages;
        if (folio.TryLock())
        {
            verdict = Judge(machine, folio);
            if (verdict == Verdict.Activate && (folio.Page.Flags & FolioFlags.Mlocked) == 0)
            {
                folio.Page.Flags |= FolioFlags.Active;
            }

            folio.Unlock();
        }

        if (verdict == Verdict.Free)
        {
            machine.FreeFolio(folio.Frame);
            return pages;
        }

        folio.PutBack();
        return 0;
    }

    [Interleaved]
    private static Verdict Judge(Machine machine, Folio folio)
    {
        ref PageDescriptor page = ref folio.Page;
        if (!LruWork.IsEvictable(machine, ref page))
        {
            return Verdict.Activate;
        }

        if ((page.Flags & (FolioFlags.Writeback | FolioFlags.Dirty)) != 0)
        {
            // Outside kswapd nothing is written here: the flag sends the folio to the tail when its writeback ends.
            page.Flags |= FolioFlags.Reclaim;
            return Verdict.Activate;
        }

        if (machine.MapCountOf(folio.Frame) > 0)
        {
            return Verdict.Activate;
        }

        if (folio.Mapping is not { } mapping)
        {
            return Verdict.Keep;
        }

        if (!mapping.ReleasePrivate(folio))
        {
            return Verdict.Activate;
        }

        return mapping.RemoveUnused(folio, leaveShadow: true) ? Verdict.Free : Verdict.Keep;
    }
}
