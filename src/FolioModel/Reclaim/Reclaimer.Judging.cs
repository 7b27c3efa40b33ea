using FolioModel.Groups;

namespace FolioModel.Reclaim;

internal static partial class Reclaimer
{
    /// <summary>The conclusions from the uses of a folio.</summary>
    private enum Uses
    {
        /// <summary>It may go.</summary>
        None,

        /// <summary>It may go if it is clean.</summary>
        OnlyIfClean,

        /// <summary>It stays, for the reason that goes with it.</summary>
        Stays,
    }

    /// <summary>Decides about a locked, isolated folio, and takes it out of its mapping if it goes.</summary>
    [Interleaved]
    private static FolioVerdict Judge(Machine machine, ReclaimControl control, Folio folio, List<Folio> parts, ReclaimTally tally)
    {
        if (IsUnusedPageOfFile(machine, folio))
        {
            if (!control.IgnoresReferences)
            {
                folio.Page.Flags &= ~FolioFlags.Referenced;
            }

            return RemoveFromFile(control, folio);
        }

        if ((folio.Flags & (FolioFlags.HwPoison | FolioFlags.HasHwPoisoned)) != 0)
        {
            if (folio.Order > Order.Zero)
            {
                return FolioVerdict.KeptPoisoned;
            }

            machine.UnmapPoisoned(folio, mustKill: false);
            return FolioVerdict.DroppedPoisoned;
        }

        if (!LruWork.IsEvictable(machine, ref folio.Page))
        {
            return FolioVerdict.Unevictable;
        }

        if (!control.MayUnmap && folio.IsMapped)
        {
            return FolioVerdict.KeptMapped;
        }

        if (machine.Lru.MultiGeneration && !control.IgnoresReferences && folio.IsMapped && folio.Has(FolioFlags.Referenced))
        {
            // A look around a neighbour saw that it was used while it was isolated already.
            return FolioVerdict.KeptReferenced;
        }

        Count(folio, tally);
        if (folio.Has(FolioFlags.Writeback))
        {
            // The flag sends the folio to the tail when its writeback ends.
            folio.SetReclaim();
            return FolioVerdict.ActivatedWriteback;
        }

        bool onlyIfClean = false;
        if (!control.IgnoresReferences)
        {
            (Uses uses, FolioVerdict reason) = LookAtUses(machine, folio, control.Target);
            if (uses == Uses.Stays)
            {
                tally.KeptReferenced += reason == FolioVerdict.KeptReferenced ? folio.Pages : 0;
                return reason;
            }

            onlyIfClean = uses == Uses.OnlyIfClean;
        }

        const FolioFlags Looked = FolioFlags.Anon | FolioFlags.SwapBacked | FolioFlags.SwapCache;
        if ((folio.Flags & Looked) == (FolioFlags.Anon | FolioFlags.SwapBacked))
        {
            FolioVerdict refused = AddToSwap(machine, control, folio);
            if (refused != FolioVerdict.Reclaimed)
            {
                return refused;
            }
        }

        if (folio.IsMapped && !machine.TryToUnmap(folio))
        {
            tally.UnmapFailed += folio.Pages;
            return FolioVerdict.ActivatedStillMapped;
        }

        if (folio.MaybePinned)
        {
            return FolioVerdict.ActivatedPinned;
        }

        if (folio.Has(FolioFlags.Dirty))
        {
            FolioVerdict written = Clean(control, folio, parts, onlyIfClean, tally);
            if (written != FolioVerdict.Reclaimed)
            {
                return written;
            }
        }

        return Remove(machine, control, folio);
    }

    /// <summary>
    /// Whether none of the reasons for which a folio is looked at closely can apply, but that it is still held: it is one page of a file,
    /// clean, unmapped and not pinned. Most folios that reclaim judges are, and then one look at the flags does for a dozen.
    /// </summary>
    private static bool IsUnusedPageOfFile(Machine machine, Folio folio)
    {
        const FolioFlags LookedAtClosely = FolioFlags.HwPoison | FolioFlags.HasHwPoisoned | FolioFlags.Mlocked | FolioFlags.Writeback
            | FolioFlags.Dirty | FolioFlags.Anon | FolioFlags.SwapBacked | FolioFlags.SwapCache | FolioFlags.Hugetlb;
        ref PageDescriptor page = ref folio.Page;
        return (page.Flags & LookedAtClosely) == 0 && page.Order == 0 && page.RefCount < Folio.PinBias
            && machine.MapCountOf(folio.Frame) == 0 && LruWork.IsEvictable(machine, ref page);
    }

    /// <remarks>Models <c>folio_check_dirty_writeback</c>: only memory of files counts.</remarks>
    private static void Count(Folio folio, ReclaimTally tally)
    {
        if ((folio.Flags & (FolioFlags.SwapBacked | FolioFlags.Anon)) != 0)
        {
            return;
        }

        int pages = folio.Pages;
        bool writeback = folio.Has(FolioFlags.Writeback);
        tally.Writeback += writeback ? pages : 0;
        if (folio.Has(FolioFlags.Dirty) || writeback)
        {
            tally.Dirty += pages;
            tally.UnqueuedDirty += writeback ? 0 : pages;
        }
    }

    /// <remarks>Models <c>folio_check_references</c>.</remarks>
    private static (Uses Uses, FolioVerdict Reason) LookAtUses(Machine machine, Folio folio, MemoryGroup? target)
    {
        PageTableUses seen = machine.TestAndClearYoung(folio, target);
        bool wasReferenced = folio.Has(FolioFlags.Referenced);
        folio.Page.Flags &= ~FolioFlags.Referenced;
        bool file = !folio.Has(FolioFlags.SwapBacked);
        if (seen.IsMlocked)
        {
            return (Uses.Stays, FolioVerdict.ActivatedMlocked);
        }

        if (seen.Entries == 0)
        {
            return (wasReferenced && file ? Uses.OnlyIfClean : Uses.None, default);
        }

        folio.SetReferenced();
        return (Uses.Stays, wasReferenced || seen.Entries > 1 ? FolioVerdict.ActivatedReferenced
            : seen.IsExecutable && file ? FolioVerdict.ActivatedExecutable
            : FolioVerdict.KeptReferenced);
    }

    /// <returns><see cref="FolioVerdict.Reclaimed"/> when the folio is clean now and may go, otherwise why it stays.</returns>
    [Interleaved]
    private static FolioVerdict Clean(ReclaimControl control, Folio folio, List<Folio> parts, bool onlyIfClean, ReclaimTally tally)
    {
        if (!folio.Has(FolioFlags.SwapBacked))
        {
            // Files are written by the flushers, in better order than reclaim could.
            folio.SetReclaim();
            return FolioVerdict.ActivatedDirty;
        }

        if (onlyIfClean || !control.MayWrite || (control.Gfp & GfpFlags.Io) == 0)
        {
            return FolioVerdict.KeptDirty;
        }

        int cached = folio.Mapping is not null || folio.Has(FolioFlags.SwapCache) ? folio.Pages : 0;
        if (folio.RefCount - (folio.Has(FolioFlags.Private) ? 1 : 0) != 1 + cached || cached == 0)
        {
            return FolioVerdict.KeptBusy;
        }

        folio.ClearDirtyForIo();
        folio.SetReclaim();
        if (WriteOut(folio, parts) == PageOutResult.Activate)
        {
            folio.ClearReclaim();
            return FolioVerdict.ActivatedByOwner;
        }

        tally.WrittenOut += folio.Pages;
        if (!folio.Has(FolioFlags.Writeback))
        {
            folio.ClearReclaim();
        }

        if (folio.Has(FolioFlags.Writeback) || folio.Has(FolioFlags.Dirty) || !folio.TryLock())
        {
            return FolioVerdict.KeptWritten;
        }

        // A synchronous write: the folio may go at once, unless another task was faster.
        return folio.Has(FolioFlags.Dirty) || folio.Has(FolioFlags.Writeback) ? FolioVerdict.KeptDirty : FolioVerdict.Reclaimed;
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
    private static FolioVerdict Remove(Machine machine, ReclaimControl control, Folio folio)
    {
        if (folio.Swap is { } entry)
        {
            if (!machine.Swap.AreaOf(entry)!.Cache.RemoveUnused(folio, control.Target))
            {
                return FolioVerdict.KeptReferenceHeld;
            }

            machine.ReclaimObserver?.LeftInSwap(folio, entry);
            return FolioVerdict.Reclaimed;
        }

        if ((folio.Flags & (FolioFlags.Anon | FolioFlags.SwapBacked)) == FolioFlags.Anon)
        {
            return FreeLazily(machine, folio);
        }

        return RemoveFromFile(control, folio);
    }

    [Interleaved]
    private static FolioVerdict RemoveFromFile(ReclaimControl control, Folio folio)
    {
        if (folio.Mapping is not { } mapping)
        {
            return FolioVerdict.KeptNoMapping;
        }

        if (!mapping.ReleasePrivate(folio))
        {
            return FolioVerdict.ActivatedPrivate;
        }

        return mapping.RemoveUnused(folio, leaveShadow: true, control.Target) ? FolioVerdict.Reclaimed : FolioVerdict.KeptReferenceHeld;
    }
}
