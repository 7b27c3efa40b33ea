namespace FolioModel.Reclaim;

internal sealed partial class GenerationReclaim
{
    /// <summary>Evicts a batch from an oldest generation.</summary>
    /// <returns>What the scan counts as: 0 when there is nothing to go on with.</returns>
    /// <remarks>Models <c>evict_folios</c>.</remarks>
    [Interleaved]
    internal long Evict(ReclaimControl control, LruVector lru, int swappiness)
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
            control.UnqueuedDirty += control.Tally.UnqueuedDirty;
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
    /// Goes through an oldest generation: sorts used folios into the next one and takes up to a batch of the others.
    /// </summary>
    /// <returns>Pages scanned, or 0 when nothing was taken and the generation has no more.</returns>
    /// <remarks>
    /// Models <c>scan_folios</c>. The zones have lists of their own. The highest zone that helps is first, then those below it; the zones
    /// above come last, and their folios are only moved on, so that they cannot keep the generation from becoming empty.
    /// </remarks>
    private long Scan(ReclaimControl control, LruVector lru, bool anon, int lastTier, List<Folio> taken)
    {
        if (lru.Generations!.Count(anon) == LruGenerations.Fewest)
        {
            return 0;
        }

        GenerationScan scan = new() { Anon = anon, LastTier = lastTier, Remaining = LargestScan, Taken = taken };
        int zones = lru.ZoneCount;
        int highest = _machine.Allocator.HighestUpTo(control.Highest);
        for (int i = 0; i < zones && !scan.IsFull; i++)
        {
            ScanZone(control, lru, (highest - i + zones) % zones, ref scan);
        }

        _reclaim.CountScan(control, lru, !anon, scan.Isolated, 0);
        _reclaim.CountRefill(control, lru, scan.Sorted);
        control.Scanned += scan.Isolated;
        control.FilesTaken += anon ? 0 : scan.Isolated;
        _machine.ReclaimObserver?.Isolated(
            anon ? LruListKind.InactiveAnon : LruListKind.InactiveFile, LargestScan, scan.Scanned, scan.Left, scan.Isolated);
        return scan.Isolated > 0 || scan.Remaining <= 0 ? scan.Scanned : 0;
    }

    private void ScanZone(ReclaimControl control, LruVector lru, int zone, ref GenerationScan scan)
    {
        bool helps = _machine.Allocator.Zones[zone].Kind <= control.Highest;
        PageList links = lru.ListOfSequence(lru.Generations!.Oldest(scan.Anon), scan.Anon, zone).Links;
        List<Folio> left = _reclaim.TakeScratch();
        long leftPages = 0;
        while (!links.IsEmpty && !scan.IsFull && leftPages < LruGenerations.Batch)
        {
            Folio folio = new(_machine, links.Last);
            int pages = folio.Pages;
            scan.Remaining--;
            scan.Scanned += pages;
            if (Sort(lru, scan, folio, helps))
            {
                scan.Sorted += pages;
            }
            else if (TryIsolate(control, lru, folio))
            {
                scan.Taken.Add(folio);
                scan.Isolated += pages;
            }
            else
            {
                PageList.Remove(_machine.Map, folio.Frame);
                left.Add(folio);
                leftPages += pages;
            }
        }

        for (int i = 0; i < left.Count; i++)
        {
            links.AddHead(left[i].Frame);
        }

        scan.Left += leftPages;
        _reclaim.GiveScratch(left);
    }

    /// <summary>Moves a folio to the generation where it belongs, if that is not the oldest.</summary>
    /// <remarks>Models <c>sort_folio</c>.</remarks>
    private bool Sort(LruVector lru, in GenerationScan scan, Folio folio, bool helps)
    {
        LruGenerations generations = lru.Generations!;
        ref PageDescriptor page = ref folio.Page;
        if (!LruWork.IsEvictable(_machine, ref page))
        {
            return false;
        }

        if (page.LruGeneration != LruGenerations.SlotOf(generations.Oldest(scan.Anon)))
        {
            // A walk of page tables promoted it; the list follows now.
            lru.MoveToItsGeneration(folio.Frame);
            return true;
        }

        int uses = LruRefs.BeyondFirst(page.Flags);
        bool isProtected = LruRefs.TierOf(uses) > scan.LastTier || uses == 1 << LruRefs.Bits;
        if (helps && !isProtected)
        {
            return false;
        }

        int pages = 1 << page.Order;
        lru.MoveToNextGeneration(folio.Frame);
        if (isProtected)
        {
            generations.Protected(scan.Anon, uses, pages);
        }

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
        if ((needsIo && (control.Gfp & GfpFlags.Io) == 0) || (page.Flags & FolioFlags.Lru) == 0
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
        while (sequence + LruGenerations.Fewest <= lru.Generations.Youngest && lru.HasNoFolios(sequence, anon))
        {
            sequence++;
        }

        return sequence;
    }
}
