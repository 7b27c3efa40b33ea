using FolioModel.Groups;

namespace FolioModel.Swap;

/// <summary>All swap areas of a machine.</summary>
/// <remarks>Models <c>mm/swapfile.c</c>, <c>mm/swap_state.c</c> and <c>mm/swap_slots.c</c>.</remarks>
[SharedState("swap")]
public sealed partial class SwapSpace : ISharedState
{
    private readonly Machine _machine;

    [Shared]
    private readonly List<SwapArea?> _areas = [];

    [NotShared("users come when their first page is swapped, which the slots tell; their number is in the hash")]
    private readonly List<ISwapUser> _users = [];

    [Shared]
    private readonly Dictionary<int, SwapEntry> _entries = [];

    internal SwapSpace(Machine machine, int stateNumber)
    {
        _machine = machine;
        _stateNumber = stateNumber;
        Reserve = new SwapReserve(this, machine);
    }

    /// <summary>Slots of all areas that can be given out (<c>get_nr_swap_pages</c>).</summary>
    public long FreePages
    {
        get
        {
            TrackState();
            long free = 0;
            foreach (SwapArea? area in _areas)
            {
                free += area is { IsLeaving: false } ? area.FreePages : 0;
            }

            return free;
        }
    }

    /// <summary>Slots of all areas, the headers not counted (<c>total_swap_pages</c>).</summary>
    public long TotalPages
    {
        get
        {
            TrackState();
            long total = 0;
            foreach (SwapArea? area in _areas)
            {
                total += area is { IsLeaving: false } ? area.Pages - 1 : 0;
            }

            return total;
        }
    }

    [NotShared("hashed with the areas' slots")]
    internal SwapReserve Reserve { get; }

    /// <summary>The areas in use.</summary>
    public IEnumerable<SwapArea> Areas => _areas.OfType<SwapArea>();

    /// <summary>Whether there is any area to swap to (<c>total_swap_pages</c>).</summary>
    public bool IsOn => Areas.Any(area => !area.IsLeaving);

    /// <summary>Adds an area.</summary>
    /// <param name="pages">Its slots; the first is the header.</param>
    /// <param name="device">Where the contents go; null for memory.</param>
    /// <remarks>Models <c>swapon</c>.</remarks>
    public SwapArea SwapOn(int pages, SwapDevice? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pages, 2);
        int type = _areas.IndexOf(null);
        if (type < 0)
        {
            type = _areas.Count;
            _areas.Add(null);
        }

        SwapArea area = new(_machine, type, pages, device ?? SwapDevice.InMemory);
        _areas[type] = area;
        _machine.HasSwap = true;
        return area;
    }

    /// <summary>Reads everything back from an area and removes it.</summary>
    /// <param name="area">The area.</param>
    /// <returns>Success; <see cref="Errno.EINVAL"/> when it is no area in use; or what stopped it, with the area in use again.</returns>
    /// <exception cref="KernelDeadlockException">A slot has a user that nobody knows; the kernel would try for ever.</exception>
    /// <remarks>Models <c>swapoff</c> with <c>try_to_unuse</c>.</remarks>
    [Interleaved]
    public Errno SwapOff(SwapArea area)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("swapoff");
        ArgumentNullException.ThrowIfNull(area);
        if (!_areas.Contains(area))
        {
            return Errno.EINVAL;
        }

        // What cannot be swapped out again does not count as room for the working set.
        Reserve.Drain();
        area.IsLeaving = true;
        _machine.HasSwap = IsOn;
        Errno error = Errno.None;
        while (area.PagesInUse > 0 && error == Errno.None)
        {
            int before = area.PagesInUse;
            error = BringBack(area);
            if (error == Errno.None && area.PagesInUse == before && !_machine.CanWait)
            {
                throw new KernelDeadlockException(
                    $"swapoff: {before} slots of area {area.Type} are in use by nobody who could bring them back, so it would try for "
                        + $"ever");
            }

            if (error == Errno.None && area.PagesInUse > 0 && _machine.Current.SignalPending)
            {
                error = Errno.EINTR;
            }
        }

        if (error != Errno.None)
        {
            area.IsLeaving = false;
            _machine.HasSwap = true;
            return error;
        }

        area.Cache.Destroy();
        _areas[area.Type] = null;

        // Closing the device drops its own page cache, and that drains the batches of every CPU.
        _machine.Batches.DrainAll();
        return Errno.None;
    }

    /// <summary>The area of an entry, or null when there is none, or none any more.</summary>
    /// <param name="entry">The entry.</param>
    /// <remarks>Models <c>get_swap_device</c>.</remarks>
    public SwapArea? AreaOf(SwapEntry entry)
    {
        TrackState();
        return entry.Type < _areas.Count ? _areas[entry.Type] : null;
    }

    /// <summary>Makes a user known, so that <see cref="SwapOff"/> asks it to take its pages back.</summary>
    /// <param name="user">The user.</param>
    public void Register(ISwapUser user)
    {
        TrackState();
        if (!_users.Contains(user))
        {
            _users.Add(user);
        }
    }

    /// <summary>The user holds no swap entries any more.</summary>
    /// <param name="user">The user.</param>
    public void Unregister(ISwapUser user)
    {
        TrackState();
        _users.Remove(user);
    }

    /// <summary>Finds slots for a folio; the swap cache has them from now on.</summary>
    /// <param name="folio">The folio.</param>
    /// <returns>The first slot, or null when there is no run of that size.</returns>
    /// <remarks>Models <c>folio_alloc_swap</c>.</remarks>
    public SwapEntry? Allocate(Folio folio)
    {
        int order = folio.Order.Value;
        SwapEntry? found = (order == 0 ? Reserve.Take() : null) ?? AllocateFromAreas(order);
        if (found is { } entry && !TryCharge(folio, entry))
        {
            PutSlots(entry, folio.Pages);
            return null;
        }

        return found;
    }

    /// <summary>Finds a run of slots in the first area that has one.</summary>
    /// <remarks>Models <c>get_swap_pages</c>.</remarks>
    internal SwapEntry? AllocateFromAreas(int order)
    {
        TrackState();
        foreach (SwapArea? area in _areas)
        {
            if (area is { IsLeaving: false } && area.Allocate(order) is var offset and > 0)
            {
                return new SwapEntry(area.Type, offset);
            }
        }

        return null;
    }

    /// <summary>Charges slots to the group of the folio that goes there.</summary>
    /// <remarks>Models <c>mem_cgroup_try_charge_swap</c>.</remarks>
    private bool TryCharge(Folio folio, SwapEntry entry)
    {
        if (_machine.Groups?.Of(folio.Frame) is not { IsRoot: false } group)
        {
            return true;
        }

        if (!group.TryChargeSwap(folio.Pages))
        {
            return false;
        }

        AreaOf(entry)!.SetGroup(entry, folio.Pages, group);
        return true;
    }

    /// <summary>
    /// Whether half of the swap space that a folio's group may use is in use, so that no slot should be kept for nothing.
    /// </summary>
    /// <remarks>Models <c>mem_cgroup_swap_full</c>.</remarks>
    internal bool IsNearlyFull(Folio folio)
    {
        if (FreePages * 2 < TotalPages)
        {
            return true;
        }

        for (MemoryGroup? group = _machine.Groups?.Of(folio.Frame); group is { IsRoot: false }; group = group.Parent)
        {
            if (group.SwapMax is { } most && group.SwapUsage.Value * 2 >= most.Value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Swap slots that a group may still use; of the machine when the group is null.</summary>
    /// <remarks>Models <c>mem_cgroup_get_nr_swap_pages</c>.</remarks>
    internal long FreePagesFor(MemoryGroup? group)
    {
        long free = _areas.Count > 0 ? FreePages : _machine.HasSwap ? long.MaxValue : 0;
        for (; group is { IsRoot: false }; group = group.Parent)
        {
            free = group.SwapMax is { } most ? Math.Min(free, most.Value - group.SwapUsage.Value) : free;
        }

        return free;
    }

    /// <summary>Gives slots back that <see cref="Allocate"/> found, or that a folio leaving the swap cache had.</summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <remarks>Models <c>put_swap_folio</c>.</remarks>
    public void PutSlots(SwapEntry entry, int pages) => AreaOf(entry)?.DropCache(entry, pages);

    /// <summary>
    /// A user of a run of slots goes, and a folio that is in the swap cache for nobody else any more goes too. Reference effect: -1 for
    /// each page of such a folio, those of the swap cache.
    /// </summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <remarks>Models <c>free_swap_and_cache_nr</c>. A folio that is locked stays in the cache.</remarks>
    [Interleaved]
    public void FreeWithCache(SwapEntry entry, int pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("free_swap_and_cache_nr");
        if (entry.IsPoisoned || AreaOf(entry) is not { } area)
        {
            return;
        }

        if (pages > 1 && area.IsLastUseOf(entry, pages))
        {
            area.FreeLast(entry, pages);
            return;
        }

        area.Free(entry, pages);
        for (int i = 0; i < pages; i++)
        {
            SwapEntry slot = entry + i;
            if (area.IsOnlyCached(slot, 1))
            {
                FolioResult found = area.Cache.Get(slot);
                if (found.IsOk)
                {
                    DropFromCache(area, found.Folio);
                    found.Folio.Put();
                }
            }
        }
    }

    /// <summary>
    /// Takes a locked folio out of the swap cache if no slot of it has another user; it is dirty then, for it has no copy.
    /// </summary>
    /// <param name="folio">A locked folio.</param>
    /// <returns>Whether it left the swap cache.</returns>
    /// <remarks>Models <c>folio_free_swap</c>. Reference effect: -1 for each page, those of the swap cache.</remarks>
    [Interleaved]
    public bool FreeSwapOf(Folio folio)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_free_swap");
        if (folio.Swap is not { } entry || folio.Has(FolioFlags.Writeback))
        {
            return false;
        }

        SwapArea area = AreaOf(entry)!;
        if (!area.IsOnlyCached(entry, folio.Pages))
        {
            return false;
        }

        area.Cache.Delete(folio);
        folio.SetDirtyFlag();
        return true;
    }

    /// <summary>
    /// Finds the folio of a slot, or reads it into a fresh one of order 0. Reference effect: +1 owned by the current task; a fresh folio
    /// also has one of the swap cache and one of the lru_add batch until it drains.
    /// </summary>
    /// <param name="entry">A slot that somebody uses.</param>
    /// <param name="gfp">How memory may be got.</param>
    /// <returns>
    /// The folio, unlocked, in the swap cache; <see cref="Errno.ENOMEM"/>; or <see cref="Errno.EEXIST"/> when the slot is in use no more.
    /// </returns>
    /// <remarks>Models <c>read_swap_cache_async</c> without readahead. A folio that could not be read is not uptodate.</remarks>
    [Interleaved]
    public FolioResult ReadIn(SwapEntry entry, GfpFlags gfp)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("read_swap_cache_async");
        if (AreaOf(entry) is not { } area)
        {
            return FolioResult.Failed(Errno.EEXIST);
        }

        FolioResult found = area.Cache.Get(entry);
        if (found.IsOk)
        {
            return found;
        }

        _machine.Point(SchedulingPoint.Allocate);
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, gfp);
        if (folio.IsNone)
        {
            return FolioResult.Failed(Errno.ENOMEM);
        }

        bool claimsLater = _machine.Profile.ClaimsSlotsWithFolio;
        if (!claimsLater && !area.TryClaim(entry))
        {
            folio.Put();
            return FolioResult.Failed(Errno.EEXIST);
        }

        folio.Lock();
        folio.MarkSwapBacked();
        Errno refused = ChargeSwappedIn(folio, entry, gfp);
        (Errno error, ulong? shadow) = refused != Errno.None ? (refused, null)
            : claimsLater ? area.Cache.AddClaiming(folio, entry) : area.Cache.Add(folio, entry);
        if (error != Errno.None)
        {
            if (!claimsLater)
            {
                area.DropCache(entry, 1);
            }

            folio.Unlock();
            folio.Put();
            return FolioResult.Failed(error);
        }

        if (shadow is { } evicted)
        {
            _machine.WorkingSet.Refault(folio.Frame, evicted);
        }

        folio.AddToLru();
        _machine.Statistics.SwappedIn++;
        if (area.Device.Read(folio, entry))
        {
            folio.MarkUptodate();
        }

        folio.Unlock();
        return new FolioResult(folio, Errno.None);
    }

    /// <summary>Reads a slot with its neighbours. Reference effect: as <see cref="ReadIn"/> for the folio of the slot.</summary>
    /// <remarks>Models <c>swapin_readahead</c>.</remarks>
    [Interleaved]
    internal FolioResult ReadAhead(SwapEntry entry, GfpFlags gfp) => ReadIn(entry, gfp);

    /// <summary>Charges a folio for what comes back from a slot: to the group that was charged for the slot.</summary>
    /// <remarks>Models <c>mem_cgroup_swapin_charge_folio</c>.</remarks>
    [Interleaved]
    internal Errno ChargeSwappedIn(Folio folio, SwapEntry entry, GfpFlags gfp) =>
        _machine.Groups is { } groups ? groups.ChargeFolio(
            folio.Frame, AreaOf(entry)?.GroupOf(entry) is { IsOnline: true } owner ? owner : groups.Current, gfp) : Errno.None;

    /// <summary>
    /// Writes a locked folio of the swap cache to its slots and unlocks it. Reference effect: none, writeback holds no reference.
    /// </summary>
    /// <param name="folio">A locked, clean folio in the swap cache.</param>
    /// <remarks>Models <c>swap_writepage</c> on a synchronous device. A failing write leaves the folio dirty.</remarks>
    [Interleaved]
    public void WriteOut(Folio folio)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("swap_writepage");
        if (FreeSwapOf(folio))
        {
            folio.Unlock();
            return;
        }

        SwapEntry entry = folio.Swap!.Value;
        _machine.Statistics.SwappedOut += folio.Pages;
        folio.StartWriteback();
        folio.Unlock();
        if (!AreaOf(entry)!.Device.Write(folio, entry))
        {
            folio.MarkDirty();
            folio.ClearReclaim();
        }

        folio.EndWriteback();
    }

    partial void AddMoreTo(ref StateHash hash)
    {
        hash.Add(_users.Count);
        Reserve.AddTo(ref hash);
    }

    internal SwapEntry? EntryOf(int pfn)
    {
        TrackState();
        return _entries.TryGetValue(pfn, out SwapEntry entry) ? entry : null;
    }

    internal void SetEntryOf(int pfn, SwapEntry? entry)
    {
        TrackState();
        if (entry is { } set)
        {
            _entries[pfn] = set;
        }
        else
        {
            _entries.Remove(pfn);
        }
    }

    [Interleaved]
    private Errno BringBack(SwapArea area)
    {
        foreach (ISwapUser user in _users.ToArray())
        {
            Errno error = user.BringBack(area);
            if (error != Errno.None)
            {
                return error;
            }
        }

        for (ulong offset = 1; offset < (ulong)area.Pages; offset++)
        {
            FolioResult found = area.Cache.Get(new SwapEntry(area.Type, offset));
            if (found.IsOk)
            {
                found.Folio.Lock();
                found.Folio.WaitForWriteback();
                FreeSwapOf(found.Folio);
                found.Folio.Unlock();
                found.Folio.Put();
            }
        }

        return Errno.None;
    }

    [Interleaved]
    private static void DropFromCache(SwapArea area, Folio folio)
    {
        if (!folio.TryLock())
        {
            return;
        }

        if (folio.Swap is { } entry && !folio.Has(FolioFlags.Writeback) && !folio.IsMapped && area.IsOnlyCached(entry, folio.Pages))
        {
            area.Cache.Delete(folio);
            folio.SetDirtyFlag();
        }

        folio.Unlock();
    }
}
