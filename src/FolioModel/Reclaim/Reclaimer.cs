using System.Runtime.InteropServices;
using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>Goes through isolated folios and frees those that may go, with the verdicts of the kernel's reclaim.</summary>
/// <remarks>Models <c>shrink_folio_list</c>. The verdicts about one folio are in the other parts.</remarks>
internal static partial class Reclaimer
{
    /// <summary>
    /// Reclaims one isolated folio. Reference effect: freed from its last reference, the isolation; or put back on the LRU (isolation -1,
    /// lru_add batch +1).
    /// </summary>
    /// <returns>Pages reclaimed: all of the folio's or 0; if it was split, those of all parts.</returns>
    /// <remarks>Models <c>reclaim_pages</c> on a list of one.</remarks>
    [Interleaved]
    public static int Reclaim(Machine machine, Folio folio)
    {
        List<Folio> folios = machine.Reclaiming.TakeScratch();
        folios.Add(folio);
        int reclaimed = Reclaim(machine, folios);
        machine.Reclaiming.GiveScratch(folios);
        return reclaimed;
    }

    /// <summary>
    /// Reclaims isolated folios, in the order of the list. Reference effect: as <see cref="Reclaim(Machine, Folio)"/> for each.
    /// </summary>
    /// <returns>Pages reclaimed.</returns>
    /// <remarks>Models <c>reclaim_pages</c>.</remarks>
    [Interleaved]
    public static int Reclaim(Machine machine, List<Folio> folios)
    {
        foreach (Folio folio in folios)
        {
            folio.Page.Flags &= ~FolioFlags.Active;
        }

        ReclaimControl control = machine.Reclaiming.Borrow(GfpFlags.Kernel);
        control.IgnoresReferences = true;
        control.Tally.Clear();
        List<Folio> kept = machine.Reclaiming.TakeScratch();
        Shrink(machine, control, folios, kept, control.Tally);

        // Each kept folio was put at the head of a list that is taken back from its tail.
        foreach (Folio folio in kept)
        {
            folio.PutBack();
        }

        int reclaimed = control.Tally.Reclaimed;
        machine.Reclaiming.GiveScratch(kept);
        machine.Reclaiming.GiveBack(control);
        return reclaimed;
    }

    /// <summary>
    /// Judges isolated folios, in the order of the list; the parts of one that is split come right after it. Reference effect: those that
    /// go are freed from their last reference, the isolation; those in <paramref name="kept"/> have theirs still.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="control">What the run may do.</param>
    /// <param name="folios">The isolated folios; empty afterwards.</param>
    /// <param name="kept">Where those are added that stay, in the order of the verdicts.</param>
    /// <param name="tally">Where the pages are counted.</param>
    [Interleaved]
    public static void Shrink(Machine machine, ReclaimControl control, List<Folio> folios, List<Folio> kept, ReclaimTally tally)
    {
        // The dead are freed together, after the last verdict.
        List<int> dead = machine.Reclaiming.TakeFrames();
        List<Folio> parts = machine.Reclaiming.TakeScratch();
        PrefetchSlots(machine, folios);
        int judged = 0;
        while (parts.Count > 0 || judged < folios.Count)
        {
            Folio folio = parts.Count > 0 ? TakeLast(parts) : folios[judged++];
            AddressSpace? mapping = machine.ReclaimObserver is null ? null : folio.Mapping;
            FolioVerdict verdict = FolioVerdict.KeptLocked;
            if (folio.TryLock())
            {
                verdict = Judge(machine, control, folio, parts, tally);
                Finish(machine, folio, verdict, tally);
            }

            machine.ReclaimObserver?.Judged(folio, mapping, verdict);
            if (verdict == FolioVerdict.DroppedPoisoned)
            {
                machine.Put(folio.Frame, 1, HolderKind.Isolation, 0, "shrink_folio_list");
                continue;
            }

            if (verdict == FolioVerdict.Reclaimed)
            {
                dead.Add(folio.Frame);
            }
            else
            {
                kept.Add(folio);
            }
        }

        folios.Clear();
        machine.FreeFolios(dead);
        machine.Reclaiming.GiveScratch(parts);
        machine.Reclaiming.GiveFrames(dead);
    }

    private static Folio TakeLast(List<Folio> parts)
    {
        Folio last = parts[^1];
        parts.RemoveAt(parts.Count - 1);
        return last;
    }

    /// <summary>Asks the processor for the slots that hold the folios: most are about to be taken out of them.</summary>
    private static void PrefetchSlots(Machine machine, List<Folio> folios)
    {
        foreach (Folio folio in CollectionsMarshal.AsSpan(folios))
        {
            ref PageDescriptor page = ref machine.Map.Untracked(folio.Frame);
            if (page.Mapping != 0)
            {
                machine.AddressSpaceById(page.Mapping)?.Pages.PrefetchSlot(new PageIndex(page.Index));
            }
        }
    }

    /// <summary>Notes the verdict in the folio's flags and unlocks it.</summary>
    [Interleaved]
    private static void Finish(Machine machine, Folio folio, FolioVerdict verdict, ReclaimTally tally)
    {
        if (verdict.Activates())
        {
            if (folio.Has(FolioFlags.SwapCache) && (folio.Has(FolioFlags.Mlocked) || machine.Swap.IsNearlyFull(folio)))
            {
                machine.Swap.FreeSwapOf(folio);
            }

            if (!folio.Has(FolioFlags.Mlocked))
            {
                folio.Page.Flags |= FolioFlags.Active;
                bool file = !folio.Has(FolioFlags.SwapBacked);
                tally.ActivatedFile += file ? folio.Pages : 0;
                tally.ActivatedAnon += file ? 0 : folio.Pages;
                machine.Groups?.Count(folio.Frame, GroupCounter.PagesActivated, folio.Pages);
                machine.Statistics.Activated += folio.Pages;
            }
        }

        tally.Reclaimed += verdict == FolioVerdict.Reclaimed ? folio.Pages : 0;
        if (verdict != FolioVerdict.KeptWritten)
        {
            folio.Unlock();
        }
    }
}
