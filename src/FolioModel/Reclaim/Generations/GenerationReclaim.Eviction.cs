namespace FolioModel.Reclaim;

internal sealed partial class GenerationReclaim
{
    /// <summary>Evicts a batch from an oldest generation.</summary>
    /// <returns>What the scan counts as: 0 when there is nothing to go on with.</returns>
    /// <remarks>Models <c>evict_folios</c>.</remarks>
    [Interleaved]
    private long Evict(ReclaimControl control, LruVector lru, int swappiness)
    {
        List<Folio> taken = _reclaim.TakeScratch();
        List<Folio> kept = _reclaim.TakeScratch();
        lru.Lock.Acquire();
        (long scanned, bool anon) = Isolate(control, lru, swappiness, taken);
        scanned += ForgetEmptyOldest(lru, swappiness > 0) ? 1 : 0;
        if (lru.Generations!.Count(swappiness > 0) == LruGenerations.Fewest)
        {
            scanned = 0;
        }

        lru.Lock.Release();
        LruListKind kind = anon ? LruListKind.InactiveAnon : LruListKind.InactiveFile;
        for (bool again = false; taken.Count > 0; again = true)
        {
            control.Tally.Clear();
            taken.Reverse();
            Reclaimer.Shrink(_machine, control, taken, kept, control.Tally);
            control.Reclaimed += control.Tally.Reclaimed;
            _machine.ReclaimObserver?.ShrankInactive(kind, scanned, control.Tally, control.Priority);
            SetAsideForRetry(kept, taken, again);
            _reclaim.PutBack(lru, kept);
            kept.Clear();
            _reclaim.CountScan(control, lru, !anon, 0, control.Tally.Reclaimed);
        }

        _reclaim.GiveScratch(kept);
        _reclaim.GiveScratch(taken);
        return scanned;
    }

    /// <summary>
    /// Folios that were kept go to the youngest generation if they are in use; clean ones get one more chance to go, because their
    /// writeback may just have ended.
    /// </summary>
    private void SetAsideForRetry(List<Folio> kept, List<Folio> retry, bool isRetry)
    {
        const FolioFlags Busy = FolioFlags.Active | FolioFlags.Referenced | FolioFlags.Locked | FolioFlags.Dirty | FolioFlags.Writeback;
        int stays = 0;
        for (int i = 0; i < kept.Count; i++)
        {
            Folio folio = kept[i];
            FolioFlags flags = folio.Page.Flags;
            if (LruWork.IsEvictable(_machine, ref folio.Page))
            {
                if ((flags & FolioFlags.Reclaim) != 0 && (flags & (FolioFlags.Dirty | FolioFlags.Writeback)) != 0)
                {
                    folio.Page.Flags |= (flags & FolioFlags.Workingset) != 0 ? FolioFlags.Referenced : FolioFlags.None;
                }
                else if (isRetry || (flags & Busy) != 0 || folio.IsMapped)
                {
                    folio.Page.Flags = (flags & ~LruRefs.All) | FolioFlags.Active;
                }
                else
                {
                    retry.Add(folio);
                    continue;
                }
            }

            kept[stays++] = folio;
        }

        kept.RemoveRange(stays, kept.Count - stays);
    }

    /// <summary>Isolates folios of the memory that is cheaper to evict, or else of the other.</summary>
    /// <remarks>Models <c>isolate_folios</c>.</remarks>
    private (long Scanned, bool Anon) Isolate(ReclaimControl control, LruVector lru, int swappiness, List<Folio> taken)
    {
        LruGenerations generations = lru.Generations!;
        int tier = -1;
        bool anon;
        if (swappiness == 0)
        {
            anon = false;
        }
        else if (generations.Oldest(anon: true) < generations.Oldest(anon: false))
        {
            anon = true;
        }
        else if (swappiness is 1 or Swappiness.Most || (control.Gfp & GfpFlags.Io) == 0)
        {
            anon = swappiness == Swappiness.Most;
        }
        else
        {
            (anon, tier) = generations.Cheaper(swappiness);
        }

        long scanned = Scan(control, lru, anon, tier >= 0 ? tier : generations.LastUnprotectedTier(anon), taken);
        if (scanned == 0)
        {
            anon = !anon;
            scanned = swappiness > 0 ? Scan(control, lru, anon, generations.LastUnprotectedTier(anon), taken) : 0;
        }

        return (scanned, anon);
    }

    /// <summary>
    /// Goes through an oldest generation from its tail: sorts used folios into the next one and takes up to a batch of the others.
    /// </summary>
    /// <returns>Pages scanned, or 0 when nothing was taken and the generation has no more.</returns>
    /// <remarks>Models <c>scan_folios</c>.</remarks>
    private long Scan(ReclaimControl control, LruVector lru, bool anon, int lastTier, List<Folio> taken)
    {
        LruGenerations generations = lru.Generations!;
        if (generations.Count(anon) == LruGenerations.Fewest)
        {
            return 0;
        }

        PageList links = lru.ListOfSequence(generations.Oldest(anon), anon).Links;
        List<Folio> skipped = _reclaim.TakeScratch();
        long scanned = 0;
        long sorted = 0;
        long isolated = 0;
        long left = 0;
        int remaining = LargestScan;
        while (!links.IsEmpty && remaining-- > 0 && Math.Max(isolated, left) < LruGenerations.Batch)
        {
            Folio folio = new(_machine, links.Last);
            int pages = folio.Pages;
            scanned += pages;
            if (Sort(lru, anon, lastTier, folio))
            {
                sorted += pages;
            }
            else if (TryIsolate(control, lru, folio))
            {
                taken.Add(folio);
                isolated += pages;
            }
            else
            {
                PageList.Remove(_machine.Map, folio.Frame);
                skipped.Add(folio);
                left += pages;
            }
        }

        for (int i = 0; i < skipped.Count; i++)
        {
            links.AddHead(skipped[i].Frame);
        }

        _reclaim.GiveScratch(skipped);
        _reclaim.CountScan(control, lru, !anon, isolated, 0);
        _reclaim.CountRefill(control, lru, sorted);
        control.Scanned += isolated;
        _machine.ReclaimObserver?.Isolated(
            anon ? LruListKind.InactiveAnon : LruListKind.InactiveFile, LargestScan, scanned, left, isolated);
        return isolated > 0 || remaining <= 0 ? scanned : 0;
    }

    /// <summary>Moves a folio to the generation where it belongs, if that is not the oldest.</summary>
    /// <remarks>Models <c>sort_folio</c>.</remarks>
    private bool Sort(LruVector lru, bool anon, int lastTier, Folio folio)
    {
        LruGenerations generations = lru.Generations!;
        ref PageDescriptor page = ref folio.Page;
        if (!LruWork.IsEvictable(_machine, ref page))
        {
            return false;
        }

        if (page.LruGeneration != LruGenerations.SlotOf(generations.Oldest(anon)))
        {
            // A walk of page tables promoted it; the list follows now.
            lru.MoveToItsGeneration(folio.Frame);
            return true;
        }

        int uses = LruRefs.BeyondFirst(page.Flags);
        if (LruRefs.TierOf(uses) <= lastTier && uses != 1 << LruRefs.Bits)
        {
            return false;
        }

        int pages = 1 << page.Order;
        lru.MoveToNextGeneration(folio.Frame);
        generations.Protected(anon, uses, pages);
        return true;
    }

    /// <summary>Takes a folio off its list. Reference effect: +1, owned by the current task as isolation.</summary>
    /// <remarks>Models <c>isolate_folio</c>.</remarks>
    private bool TryIsolate(ReclaimControl control, LruVector lru, Folio folio)
    {
        ref PageDescriptor page = ref folio.Page;
        bool anon = (page.Flags & FolioFlags.Anon) != 0;
        bool needsIo = (anon && (page.Flags & FolioFlags.SwapCache) == 0)
            || (page.Flags & (FolioFlags.Dirty | FolioFlags.SwapBacked)) == (FolioFlags.Dirty | FolioFlags.SwapBacked);
        if ((needsIo && (control.Gfp & GfpFlags.Io) == 0) || (page.Flags & FolioFlags.Lru) == 0 || !control.Helps(folio.Frame)
            || !_machine.References.TryGet(folio.Frame, HolderKind.Isolation, "isolate_folio"))
        {
            return false;
        }

        FolioFlags spent = (page.Flags & FolioFlags.Referenced) == 0 ? LruRefs.All : FolioFlags.Referenced;
        page.Flags &= ~(FolioFlags.Lru | spent);
        lru.Remove(folio.Frame, reclaiming: true);
        return true;
    }

    /// <summary>Oldest generations without a folio are no generations any more.</summary>
    /// <returns>Whether there was one.</returns>
    /// <remarks>Models <c>try_to_inc_min_seq</c>. The oldest of anonymous memory is never younger than that of files.</remarks>
    private static bool ForgetEmptyOldest(LruVector lru, bool canSwap)
    {
        LruGenerations generations = lru.Generations!;
        long anon = canSwap ? OldestWithFolios(lru, anon: true) : generations.Oldest(anon: true);
        long file = OldestWithFolios(lru, anon: false);
        if (canSwap)
        {
            anon = Math.Min(anon, file);
            file = Math.Max(anon, generations.Oldest(anon: false));
        }

        bool changed = false;
        if (canSwap && anon != generations.Oldest(anon: true))
        {
            generations.SetOldest(anon: true, anon);
            changed = true;
        }

        if (file != generations.Oldest(anon: false))
        {
            generations.SetOldest(anon: false, file);
            changed = true;
        }

        return changed;
    }

    private static long OldestWithFolios(LruVector lru, bool anon)
    {
        long sequence = lru.Generations!.Oldest(anon);
        while (sequence + LruGenerations.Fewest <= lru.Generations.Youngest && lru.ListOfSequence(sequence, anon).Links.IsEmpty)
        {
            sequence++;
        }

        return sequence;
    }
}
