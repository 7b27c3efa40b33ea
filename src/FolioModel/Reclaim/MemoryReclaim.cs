using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>Reclaim of a machine: runs for groups at a limit, for allocations, and in the background.</summary>
/// <remarks>
/// Models <c>mm/vmscan.c</c> from <c>try_to_free_pages</c> and <c>try_to_free_mem_cgroup_pages</c> down to <c>shrink_lruvec</c>.
/// </remarks>
internal sealed partial class MemoryReclaim
{
    private readonly Machine _machine;
    private readonly Stack<List<Folio>> _scratch = new();
    private readonly Stack<List<int>> _frames = new();
    private readonly Stack<ReclaimControl> _controls = new();
    private readonly ClassicReclaim _classic;
    private readonly GenerationReclaim _generations;

    public MemoryReclaim(Machine machine)
    {
        _machine = machine;
        _classic = new ClassicReclaim(machine, this);
        _generations = new GenerationReclaim(machine, this);
    }

    /// <summary>How readily anonymous memory is swapped out (<c>vm.swappiness</c>).</summary>
    public int Swappiness { get; set; } = 60;

    /// <summary>Frees memory of a group and those below it.</summary>
    /// <returns>Pages freed.</returns>
    /// <remarks>Models <c>try_to_free_mem_cgroup_pages</c>.</remarks>
    [Interleaved]
    public long Reclaim(MemoryGroup target, long pages, GfpFlags gfp, bool proactive)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("try_to_free_mem_cgroup_pages");
        ReclaimControl control = Borrow(gfp);
        control.Target = target;
        control.Wanted = Math.Max(pages, ReclaimControl.Cluster);
        control.IsProactive = proactive;
        long freed = Run(control);
        GiveBack(control);
        return freed;
    }

    /// <summary>Frees memory of the node for an allocation.</summary>
    /// <returns>Pages freed.</returns>
    /// <remarks>
    /// Models <c>try_to_free_pages</c>. A task does not wait for the background reclaimer first where free memory is far below the marks
    /// (<c>throttle_direct_reclaim</c>).
    /// </remarks>
    [Interleaved]
    public long ReclaimNode(int order, ZoneKind highest, GfpFlags gfp)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("try_to_free_pages");
        _machine.Groups?.Root.FlushStatistics();
        ReclaimControl control = Borrow(gfp);
        control.Order = order;
        control.Highest = highest;
        control.Wanted = ReclaimControl.Cluster;
        long freed = Run(control);
        GiveBack(control);
        return freed;
    }

    /// <summary>Pages on the lists that reclaim can take from.</summary>
    /// <remarks>Models <c>zone_reclaimable_pages</c>, for all zones together: the lists are the node's.</remarks>
    public long ReclaimablePages()
    {
        long file = _machine.PagesOn(LruListKind.InactiveFile) + _machine.PagesOn(LruListKind.ActiveFile);
        return _machine.HasSwap ? file + _machine.PagesOn(LruListKind.InactiveAnon) + _machine.PagesOn(LruListKind.ActiveAnon) : file;
    }

    /// <summary>Whether anonymous memory can go anywhere (<c>can_reclaim_anon_pages</c>).</summary>
    public bool CanSwap(ReclaimControl control, LruVector lru) => control.MaySwap && _machine.Swap.FreePagesFor(lru.Group) > 0;

    /// <summary>Isolated folios that stay go back to the heads of the lists that their flags say, the first one first.</summary>
    /// <returns>Pages that went back to a list.</returns>
    /// <remarks>
    /// Models <c>move_folios_to_lru</c>. Reference effect: -1 (isolation) on each; those whose last reference that was are freed.
    /// </remarks>
    [Interleaved]
    public long PutBack(LruVector lru, List<Folio> folios)
    {
        long moved = 0;
        foreach (Folio folio in folios)
        {
            if (!LruWork.IsEvictable(_machine, ref folio.Page))
            {
                folio.PutBack();
                continue;
            }

            lru.Lock.Acquire();
            folio.Page.Flags |= FolioFlags.Lru;
            bool last = _machine.References.PutAndTest(folio.Frame, HolderKind.Isolation, 0, "move_folios_to_lru");
            if (last)
            {
                folio.Page.Flags &= ~(FolioFlags.Lru | FolioFlags.Active | FolioFlags.Unevictable);
            }
            else
            {
                bool active = folio.Has(FolioFlags.Active);
                lru.Add(folio.Frame);
                moved += folio.Pages;
                if (active)
                {
                    lru.Age(folio.Pages);
                }
            }

            lru.Lock.Release();
            if (last)
            {
                _machine.FreeFolio(folio.Frame);
            }
        }

        return moved;
    }

    /// <summary>Counts pages that were scanned and freed, under the names of who did it.</summary>
    public void CountScan(ReclaimControl control, LruVector lru, bool file, long scanned, long freed)
    {
        _machine.Statistics.CountReclaim(control, file, scanned, freed);
        if (lru.Group is { } group)
        {
            group.Count(control.IsBackground ? GroupCounter.PagesScannedKswapd : GroupCounter.PagesScannedDirect, scanned);
            group.Count(control.IsBackground ? GroupCounter.PagesReclaimedKswapd : GroupCounter.PagesReclaimedDirect, freed);
        }
    }

    /// <summary>Counts pages that were looked at on an active list or sorted.</summary>
    public void CountRefill(ReclaimControl control, LruVector lru, long pages)
    {
        _machine.Statistics.Refilled += control.IsGroupReclaim ? 0 : pages;
        lru.Group?.Count(GroupCounter.PagesRefilled, pages);
    }

    /// <summary>Attempts until something is freed, each sparing less than the one before.</summary>
    /// <remarks>Models <c>do_try_to_free_pages</c>.</remarks>
    [Interleaved]
    private long Run(ReclaimControl control)
    {
        KernelTask task = _machine.Current;
        bool nested = task.MemAlloc;
        task.MemAlloc = true;
        _machine.ReclaimObserver?.Begins(control.Target);
        bool mayYieldMore = true;
        while (mayYieldMore)
        {
            RunPasses(control);
            mayYieldMore = control.Reclaimed == 0 && control.SpareLess() != Spared.Nothing;
        }

        _machine.ReclaimObserver?.Ends(control.Target, control.Reclaimed);
        task.MemAlloc = nested;
        return control.Reclaimed;
    }

    /// <summary>Passes of rising urgency until enough is freed.</summary>
    [Interleaved]
    private void RunPasses(ReclaimControl control)
    {
        _machine.Statistics.AllocationStalls += control.IsGroupReclaim ? 0 : 1;
        control.Priority = ReclaimControl.FirstPriority;
        bool goesOn = true;
        while (goesOn)
        {
            control.Scanned = 0;
            ShrinkNode(control);
            goesOn = control.Reclaimed < control.Wanted && --control.Priority >= 0;
        }

        _classic.Remember(control);
    }

    /// <summary>One pass over the groups that a run is about.</summary>
    /// <remarks>Models <c>shrink_node</c> with <c>shrink_node_memcgs</c>.</remarks>
    [Interleaved]
    public void ShrinkNode(ReclaimControl control)
    {
        long before = control.Reclaimed;
        control.FilesTaken = control.UnqueuedDirty = 0;
        if (!_machine.Lru.MultiGeneration)
        {
            _classic.Prepare(control);
            ShrinkGroups(control);
        }
        else if (control.IsGroupReclaim || control.MayWrite)
        {
            _generations.RaiseFirstPriority(control);
            ShrinkGroups(control);
        }

        if (control.Reclaimed > before)
        {
            _machine.BackgroundReclaimer.Failures = 0;
        }
        else
        {
            control.TrimmedInVain |= control.TrimsCacheOnly;
        }
    }

    /// <summary>Folios have a chance to be seen in use before the background reclaimer takes them.</summary>
    /// <remarks>Models <c>kswapd_age_node</c>. The multi-generation LRU ages as it evicts; it only spares what is young.</remarks>
    [Interleaved]
    public void AgeNode(ReclaimControl control)
    {
        if (!_machine.Lru.MultiGeneration)
        {
            _classic.AgeAnon(control);
        }
        else
        {
            _generations.EndProcessIfAllIsYoung(control);
        }
    }

    /// <summary>Remembers the refaults until now, at the end of a run of the background reclaimer.</summary>
    public void Remember(ReclaimControl control) => _classic.Remember(control);

    [Interleaved]
    private void ShrinkGroups(ReclaimControl control)
    {
        if (_machine.Groups is not { } groups)
        {
            Shrink(control, _machine.Lru);
            ShrinkObjects(control, null);
            return;
        }

        MemoryGroup root = control.Target ?? groups.Root;
        bool partly = !control.WalksAll && !control.IsBackground;
        MemoryGroup? group = partly ? root.WalkPosition ?? root : root;
        while (group is not null)
        {
            MemoryGroup? next = root.After(group);
            if (partly)
            {
                root.WalkPosition = next;
            }

            if (!group.IsProtected(control))
            {
                Shrink(control, group.Lru);
                ShrinkObjects(control, group);
                if (partly && control.Reclaimed >= control.Wanted)
                {
                    break;
                }
            }

            group = next;
        }
    }

    [Interleaved]
    private void Shrink(ReclaimControl control, LruVector lru)
    {
        if (lru.Policy is not null)
        {
            ShrinkByPolicy(control, lru);
            if (control.Reclaimed >= control.Wanted)
            {
                return;
            }
        }

        if (lru.MultiGeneration)
        {
            _generations.Shrink(control, lru);
        }
        else
        {
            _classic.Shrink(control, lru);
        }

        if (_machine.HasSwap)
        {
            _machine.Swap.TakeInterrupts(SwapMoment.PassEnded);
        }
    }
}
