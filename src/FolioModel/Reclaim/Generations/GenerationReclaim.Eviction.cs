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
        lru.Lock.Acquire();
        (long scanned, bool anon) = TakeBatch(control, lru, swappiness, taken);
        lru.Lock.Release();
        JudgeBatch(control, lru, anon, scanned, taken);
        _reclaim.GiveScratch(taken);
        return scanned;
    }

    /// <summary>
    /// Judges a batch of isolated folios. Those that had to stay for a reason that may be over by now are judged a second time.
    /// </summary>
    [Interleaved]
    private void JudgeBatch(ReclaimControl control, LruVector lru, bool anon, long scanned, List<Folio> taken)
    {
        List<Folio> kept = _reclaim.TakeScratch();
        bool isRetry = false;
        while (taken.Count > 0)
        {
            control.Tally.Clear();
            Reclaimer.Shrink(_machine, control, taken, kept, control.Tally);
            control.Reclaimed += control.Tally.Reclaimed;
            control.UnqueuedDirty += control.Tally.UnqueuedDirty;
            _machine.ReclaimObserver?.ShrankInactive(
                anon ? LruListKind.InactiveAnon : LruListKind.InactiveFile, scanned, control.Tally, control.Priority);
            SetAsideForRetry(kept, taken, isRetry);
            _reclaim.PutBack(lru, kept);
            kept.Clear();
            _reclaim.CountScan(control, lru, !anon, 0, control.Tally.Reclaimed);
            isRetry = true;
        }

        _reclaim.GiveScratch(kept);
    }

    /// <summary>Isolates a batch, and lets go of oldest generations that have no folios left. Lock required: the lists'.</summary>
    /// <returns>What the scan counts as, 0 when there is nothing to go on with; and the kind of memory that was taken.</returns>
    private (long Scanned, bool Anon) TakeBatch(ReclaimControl control, LruVector lru, int swappiness, List<Folio> taken)
    {
        (long scanned, bool anon) = Isolate(control, lru, swappiness, taken);
        bool canSwap = swappiness > 0;
        if (ForgetEmptyOldest(lru, canSwap))
        {
            // A generation that is gone is progress, even if nothing was found in it.
            scanned++;
        }

        return (HasOldGeneration(lru.Generations!, canSwap) ? scanned : 0, anon);
    }

    /// <summary>
    /// Sorts folios that were kept: those that are judged once more leave the list; the flags of the others say where they go back to.
    /// </summary>
    private void SetAsideForRetry(List<Folio> kept, List<Folio> retry, bool isRetry)
    {
        int stays = 0;
        for (int i = 0; i < kept.Count; i++)
        {
            Folio folio = kept[i];
            KeptFate fate = FateOf(folio, isRetry);
            if (fate == KeptFate.IsJudgedAgain)
            {
                retry.Add(folio);
                continue;
            }

            ref FolioFlags flags = ref folio.Page.Flags;
            flags = fate switch
            {
                KeptFate.BecomesYoung => (flags & ~LruRefs.All) | FolioFlags.Active,
                KeptFate.WaitsForWriteback when (flags & FolioFlags.Workingset) != 0 => flags | FolioFlags.Referenced,
                _ => flags,
            };
            kept[stays++] = folio;
        }

        kept.RemoveRange(stays, kept.Count - stays);
    }

    private KeptFate FateOf(Folio folio, bool isRetry)
    {
        const FolioFlags Unwritten = FolioFlags.Dirty | FolioFlags.Writeback;
        const FolioFlags InUse = FolioFlags.Active | FolioFlags.Referenced | FolioFlags.Locked | Unwritten;
        FolioFlags flags = folio.Page.Flags;
        bool waits = (flags & FolioFlags.Reclaim) != 0 && (flags & Unwritten) != 0;
        return !LruWork.IsEvictable(_machine, ref folio.Page) ? KeptFate.GoesBack
            : waits ? KeptFate.WaitsForWriteback
            : isRetry || (flags & InUse) != 0 || folio.IsMapped ? KeptFate.BecomesYoung
            : KeptFate.IsJudgedAgain;
    }

    /// <summary>Isolates folios of the memory that is cheaper to evict, or else of the other.</summary>
    /// <remarks>Models <c>isolate_folios</c>.</remarks>
    private (long Scanned, bool Anon) Isolate(ReclaimControl control, LruVector lru, int swappiness, List<Folio> taken)
    {
        (bool anon, int tier) = FirstChoice(control, lru.Generations!, swappiness);
        long scanned = Scan(control, lru, anon, tier, taken);
        if (scanned > 0)
        {
            return (scanned, anon);
        }

        // Of the second choice only what refaults of its own kind say is known.
        bool other = !anon;
        scanned = swappiness > 0 ? Scan(control, lru, other, lru.Generations!.Feedback.LastUnprotectedTier(other), taken) : 0;
        return (scanned, other);
    }

    /// <summary>Which memory is evicted first, and the highest tier of it that is not protected.</summary>
    private static (bool Anon, int LastTier) FirstChoice(ReclaimControl control, LruGenerations generations, int swappiness)
    {
        TierFeedback feedback = generations.Feedback;
        if (swappiness == 0)
        {
            return (false, feedback.LastUnprotectedTier(anon: false));
        }

        // The kinds grow old together: the one that lags behind comes first.
        if (generations.Oldest(anon: true) < generations.Oldest(anon: false))
        {
            return (true, feedback.LastUnprotectedTier(anon: true));
        }

        bool prefersAnon = swappiness == Swappiness.Most;
        bool isDecided = prefersAnon || swappiness == 1 || (control.Gfp & GfpFlags.Io) == 0;
        return isDecided ? (prefersAnon, feedback.LastUnprotectedTier(prefersAnon)) : feedback.Cheaper(swappiness);
    }

    /// <summary>
    /// Goes through an oldest generation: sorts used folios into the next one and takes up to a batch of the others.
    /// </summary>
    /// <returns>Pages scanned, or 0 when nothing was taken and the generation has no more.</returns>
    /// <remarks>Models <c>scan_folios</c>.</remarks>
    private long Scan(ReclaimControl control, LruVector lru, bool anon, int lastTier, List<Folio> taken)
    {
        if (!HasOldGeneration(lru.Generations!, anon))
        {
            return 0;
        }

        GenerationScan scan = new() { Anon = anon, LastTier = lastTier, Remaining = LargestScan, Taken = taken };
        int highest = _machine.Allocator.HighestUpTo(control.Highest);
        for (int zone = highest; zone >= 0; zone--)
        {
            ScanZone(control, lru, zone, ref scan);
        }

        // Folios of the zones above would not help; but they must not keep the generation from becoming empty.
        for (int zone = lru.ZoneCount - 1; zone > highest; zone--)
        {
            ScanZone(control, lru, zone, ref scan);
        }

        _reclaim.CountScan(control, lru, !anon, scan.Isolated, 0);
        _reclaim.CountRefill(control, lru, scan.Sorted);
        control.Scanned += scan.Isolated;
        control.FilesTaken += anon ? 0 : scan.Isolated;
        _machine.ReclaimObserver?.Isolated(
            anon ? LruListKind.InactiveAnon : LruListKind.InactiveFile, LargestScan, scan.Scanned, scan.Left, scan.Isolated);
        return scan.Isolated > 0 || scan.Remaining <= 0 ? scan.Scanned : 0;
    }

    /// <summary>Goes through the folios of an oldest generation in one zone; nothing happens where enough was found already.</summary>
    private void ScanZone(ReclaimControl control, LruVector lru, int zone, ref GenerationScan scan)
    {
        bool helps = _machine.Allocator.Zones[zone].Kind <= control.Highest;
        PageList links = lru.ListOfSequence(lru.Generations!.Oldest(scan.Anon), scan.Anon, zone).Links;
        List<Folio> left = _reclaim.TakeScratch();
        long leftPages = 0;
        while (!links.IsEmpty && !scan.IsFull && leftPages < LruGenerations.Batch)
        {
            int pfn = links.Last;
            ref PageDescriptor page = ref _machine.Map[pfn];
            int pages = 1 << page.Order;
            scan.Remaining--;
            scan.Scanned += pages;
            SortReason reason = ReasonToSort(lru, scan, ref page, helps);
            if (reason != SortReason.Candidate)
            {
                Sort(lru, scan.Anon, new Folio(_machine, pfn), reason);
                scan.Sorted += pages;
            }
            else if (TryIsolate(control, lru, pfn, ref page))
            {
                scan.Taken.Add(new Folio(_machine, pfn));
                scan.Isolated += pages;
            }
            else
            {
                PageList.Remove(_machine.Map, pfn);
                left.Add(new Folio(_machine, pfn));
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

    /// <summary>Takes a folio off its list. Reference effect: +1, owned by the current task as isolation.</summary>
    /// <remarks>Models <c>isolate_folio</c>.</remarks>
    private bool TryIsolate(ReclaimControl control, LruVector lru, int pfn, ref PageDescriptor page)
    {
        bool isAllowed = (control.Gfp & GfpFlags.Io) != 0 || !NeedsIo(page.Flags);
        if (!isAllowed || (page.Flags & FolioFlags.Lru) == 0
            || !_machine.References.TryGet(ref page, pfn, HolderKind.Isolation, "isolate_folio"))
        {
            return false;
        }

        // A use that came while the folio was judged shows as referenced: only what was known before is forgotten.
        FolioFlags spent = (page.Flags & FolioFlags.Referenced) == 0 ? LruRefs.All : FolioFlags.Referenced;
        page.Flags &= ~(FolioFlags.Lru | spent);
        lru.Remove(pfn, page.Prev, page.Next, reclaiming: true);
        _machine.Instrumentation?.Tell(KernelEventKind.LruIsolate, pfn, "isolate_folio");
        return true;
    }

    /// <summary>Whether eviction has to write: anonymous memory without a slot in swap, or swap-backed memory that is dirty.</summary>
    private static bool NeedsIo(FolioFlags flags) =>
        (flags & (FolioFlags.Anon | FolioFlags.SwapCache)) == FolioFlags.Anon
        || (flags & (FolioFlags.Dirty | FolioFlags.SwapBacked)) == (FolioFlags.Dirty | FolioFlags.SwapBacked);
}
