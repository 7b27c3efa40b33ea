namespace FolioModel.Reclaim;

/// <summary>Reclaims folios, with the verdicts of the kernel's reclaim.</summary>
/// <remarks>
/// Models <c>shrink_folio_list</c> outside kswapd with references ignored, as <c>reclaim_pages</c> asks for it: it may unmap, write and swap.
/// </remarks>
internal static partial class Reclaimer
{
    /// <summary>What becomes of a folio that reclaim looked at.</summary>
    private enum Verdict
    {
        /// <summary>Unlock, and back to its list.</summary>
        Keep,

        /// <summary>As <see cref="Keep"/>, the folio is unlocked already.</summary>
        KeepUnlocked,

        /// <summary>Set active, unlock, and back to its list.</summary>
        Activate,

        /// <summary>Frozen and out of its cache: unlock and free.</summary>
        Free,
    }

    /// <summary>
    /// Reclaims one isolated folio. Reference effect: freed from its last reference, the isolation; or put back on the LRU (isolation -1,
    /// lru_add batch +1).
    /// </summary>
    /// <returns>Pages reclaimed: all of the folio's or 0; if it was split, those of all parts.</returns>
    /// <remarks>Models <c>reclaim_pages</c> on a list of one.</remarks>
    [Interleaved]
    public static int Reclaim(Machine machine, Folio folio) => Reclaim(machine, [folio]);

    /// <summary>Reclaims isolated folios, the last of the list first. Reference effect: as <see cref="Reclaim(Machine, Folio)"/> for each.</summary>
    /// <returns>Pages reclaimed.</returns>
    /// <remarks>Models <c>reclaim_pages</c>.</remarks>
    [Interleaved]
    public static int Reclaim(Machine machine, List<Folio> folios)
    {
        foreach (Folio folio in folios)
        {
            folio.Page.Flags &= ~FolioFlags.Active;
        }

        List<Folio> dead = [];
        List<Folio> kept = [];
        int reclaimed = 0;
        while (folios.Count > 0)
        {
            Folio folio = folios[^1];
            folios.RemoveAt(folios.Count - 1);
            if (!folio.TryLock())
            {
                kept.Add(folio);
            }
            else if (Look(machine, folio, folios))
            {
                reclaimed += folio.Pages;
                dead.Add(folio);
            }
            else
            {
                kept.Add(folio);
            }
        }

        foreach (Folio folio in dead)
        {
            machine.FreeFolio(folio.Frame);
        }

        // Each kept folio was put at the head of a list that is taken back from its tail.
        foreach (Folio folio in kept)
        {
            folio.PutBack();
        }

        return reclaimed;
    }

    /// <returns>Whether the folio is to be freed; otherwise it goes back to the LRU. It is unlocked either way.</returns>
    [Interleaved]
    private static bool Look(Machine machine, Folio folio, List<Folio> parts)
    {
        Verdict verdict = Judge(machine, folio, parts);
        if (verdict == Verdict.Activate)
        {
            if (folio.Has(FolioFlags.SwapCache) && folio.Has(FolioFlags.Mlocked))
            {
                machine.Swap.FreeSwapOf(folio);
            }

            if (!folio.Has(FolioFlags.Mlocked))
            {
                folio.Page.Flags |= FolioFlags.Active;
            }
        }

        if (verdict != Verdict.KeepUnlocked)
        {
            folio.Unlock();
        }

        return verdict == Verdict.Free;
    }

    [Interleaved]
    private static Verdict Judge(Machine machine, Folio folio, List<Folio> parts)
    {
        if (folio.Has(FolioFlags.HwPoison) || folio.Has(FolioFlags.HasHwPoisoned))
        {
            return Verdict.Keep;
        }

        if (!LruWork.IsEvictable(machine, ref folio.Page))
        {
            return Verdict.Activate;
        }

        if (folio.Has(FolioFlags.Writeback))
        {
            // The flag sends the folio to the tail when its writeback ends.
            folio.SetReclaim();
            return Verdict.Activate;
        }

        if (folio.IsMapped && !machine.TryToUnmap(folio))
        {
            return Verdict.Activate;
        }

        if (folio.MaybePinned)
        {
            return Verdict.Activate;
        }

        if (folio.Has(FolioFlags.Dirty))
        {
            Verdict written = Clean(folio, parts);
            if (written != Verdict.Free)
            {
                return written;
            }
        }

        return Remove(machine, folio);
    }

    /// <returns><see cref="Verdict.Free"/> when the folio is clean now and may go, otherwise why it stays.</returns>
    [Interleaved]
    private static Verdict Clean(Folio folio, List<Folio> parts)
    {
        if (!folio.Has(FolioFlags.SwapBacked))
        {
            // Files are written by the flushers, in better order than reclaim could.
            folio.SetReclaim();
            return Verdict.Activate;
        }

        int cached = folio.Mapping is not null || folio.Has(FolioFlags.SwapCache) ? folio.Pages : 0;
        if (folio.RefCount - (folio.Has(FolioFlags.Private) ? 1 : 0) != 1 + cached || cached == 0)
        {
            return Verdict.Keep;
        }

        folio.ClearDirtyForIo();
        folio.SetReclaim();
        if (WriteOut(folio, parts) == PageOutResult.Activate)
        {
            folio.ClearReclaim();
            return Verdict.Activate;
        }

        if (!folio.Has(FolioFlags.Writeback))
        {
            folio.ClearReclaim();
        }

        if (folio.Has(FolioFlags.Writeback) || folio.Has(FolioFlags.Dirty) || !folio.TryLock())
        {
            return Verdict.KeepUnlocked;
        }

        // A synchronous write: the folio may go at once, unless somebody was faster.
        return folio.Has(FolioFlags.Dirty) || folio.Has(FolioFlags.Writeback) ? Verdict.Keep : Verdict.Free;
    }

    [Interleaved]
    private static PageOutResult WriteOut(Folio folio, List<Folio> parts)
    {
        if (folio.Has(FolioFlags.SwapCache))
        {
            folio.Machine.Swap.WriteOut(folio);
            return PageOutResult.Written;
        }

        AddressSpaceOperations operations = folio.Mapping!.Operations;
        if (operations.CanWritePage)
        {
            return operations.WritePage(folio, parts);
        }

        folio.SetDirtyFlag();
        return PageOutResult.Activate;
    }

    [Interleaved]
    private static Verdict Remove(Machine machine, Folio folio)
    {
        if (folio.Has(FolioFlags.SwapCache))
        {
            return machine.Swap.AreaOf(folio.Swap!.Value)!.Cache.RemoveUnused(folio) ? Verdict.Free : Verdict.Keep;
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
