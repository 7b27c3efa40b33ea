using FolioModel.Groups;
using FolioModel.XArrays;

namespace FolioModel.Swap;

/// <summary>
/// The folios that have a copy, or are about to have one, in the slots of a swap area. Every page of such a folio has an entry of its own
/// and the cache owns one reference for each.
/// </summary>
/// <remarks>
/// Models <c>mm/swap_state.c</c> for one area: up to 6.17 its <c>swapper_spaces</c>, an XArray with its lock; since 6.18 the swap tables of
/// its clusters (<see cref="KernelProfile.HasSwapTable"/>). It is no file: <see cref="Folio.Mapping"/> stays what it was. Shadows of
/// evicted folios stand in the slots until these are freed.
/// </remarks>
public sealed partial class SwapCache
{
    private readonly Machine _machine;
    private readonly SwapArea _area;
    private readonly XArray _entries;

    /// <summary>The locks of the clusters where each has a table of its own, otherwise none.</summary>
    private readonly SpinLock[] _clusterLocks;

    internal SwapCache(Machine machine, SwapArea area)
    {
        _machine = machine;
        _area = area;

        // A cluster's table is there as long as slots of it are: storing in it allocates nothing that could fail.
        bool hasTable = machine.Profile.HasSwapTable;
        _entries = new XArray(new XArrayOptions { Pool = hasTable ? NewTables(machine) : machine.PageCacheNodes });
        _entries.Track(machine);
        PagesLock = new SpinLock(machine, LockClass.PagesLock, $"i_pages lock of the swap cache of area {area.Type}");
        int clusters = hasTable ? (area.Pages + SwapSlots.ClusterSlots - 1) / SwapSlots.ClusterSlots : 0;
        _clusterLocks = new SpinLock[clusters];
        for (int i = 0; i < clusters; i++)
        {
            _clusterLocks[i] = new SpinLock(machine, LockClass.PagesLock, $"lock of cluster {i} of swap area {area.Type}");
        }
    }

    /// <summary>Pages of all folios in it.</summary>
    public PageCount Pages { get; private set; }

    /// <summary>Protects the entries up to 6.17; since 6.18 each cluster of slots has a lock of its own.</summary>
    public SpinLock PagesLock { get; }

    /// <summary>The lock that protects the entry of a slot: of the whole cache, or of the slot's cluster.</summary>
    private SpinLock LockOf(SwapEntry entry) =>
        _clusterLocks.Length == 0 ? PagesLock : _clusterLocks[(int)entry.Offset / SwapSlots.ClusterSlots];

    /// <summary>Looks at a slot, without a lock and without taking a reference.</summary>
    /// <param name="entry">The slot.</param>
    /// <returns>A folio, a shadow, or nothing.</returns>
    public CacheEntry Peek(SwapEntry entry)
    {
        XEntry found = _entries.Load(entry.Offset);
        return new CacheEntry(found.IsPointer ? new Folio(_machine, found.PointerId) : default, found);
    }

    /// <summary>Finds the folio that a slot belongs to. Reference effect: +1, owned by the current task.</summary>
    /// <param name="entry">The slot.</param>
    /// <returns>
    /// The folio, unlocked, or <see cref="Errno.ENOENT"/>. It may have left the cache: lock it and compare <see cref="Folio.Swap"/>.
    /// </returns>
    /// <remarks>
    /// Models <c>swap_cache_get_folio</c>: up to 6.17 <c>filemap_get_folio</c> on the swap address space; since 6.18 the slot is not read
    /// again once there is a reference, because every caller looks again under the folio's lock anyway.
    /// </remarks>
    [Interleaved]
    public FolioResult Get(SwapEntry entry)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("swap_cache_get_folio");
        XCursor cursor = new(_entries, entry.Offset);
        while (true)
        {
            _machine.Point(SchedulingPoint.SlotLoad);
            XEntry found = cursor.Load();
            if (!found.IsPointer)
            {
                return FolioResult.Failed(Errno.ENOENT);
            }

            int pfn = found.PointerId;
            _machine.Point(SchedulingPoint.TryGet);
            if (!_machine.References.TryGet(pfn, HolderKind.Speculative, "swap_cache_get_folio"))
            {
                _machine.SpinOnFrozen(pfn);
            }
            else
            {
                if (_clusterLocks.Length > 0)
                {
                    _machine.References.Convert(pfn, HolderKind.Speculative, HolderKind.Lookup);
                    return new FolioResult(new Folio(_machine, pfn), Errno.None);
                }

                _machine.Point(SchedulingPoint.SlotReload);
                if (cursor.Reload() == found)
                {
                    _machine.References.Convert(pfn, HolderKind.Speculative, HolderKind.Lookup);
                    return new FolioResult(new Folio(_machine, pfn), Errno.None);
                }

                _machine.Put(pfn, 1, HolderKind.Speculative, 0, "swap_cache_get_folio");
            }

            cursor.Reset();
        }
    }

    /// <summary>Puts a locked folio into the cache. Reference effect: +1 for each page, owned by the swap cache.</summary>
    /// <param name="folio">A locked, swap-backed folio that is in no swap cache.</param>
    /// <param name="entry">The first of its slots, which the cache has claimed.</param>
    /// <returns>The shadow that stood in its slots, if any, and success or <see cref="Errno.ENOMEM"/> with the count as before.</returns>
    /// <exception cref="KernelBugException">The folio is not locked, not swap-backed, or in the swap cache already.</exception>
    /// <remarks>Models <c>add_to_swap_cache</c>.</remarks>
    [Interleaved]
    public (Errno Error, ulong? Shadow) Add(Folio folio, SwapEntry entry) => Add(folio, entry, claims: false);

    /// <summary>
    /// Adds a folio like <see cref="Add(Folio, SwapEntry)"/>, and claims a slot that has users in the same step, so that no task sees it
    /// claimed without a folio. Reference effect: +1 for each page, owned by the swap cache, or none.
    /// </summary>
    /// <param name="folio">A locked, swap-backed folio that is in no swap cache.</param>
    /// <param name="entry">The slot.</param>
    /// <returns>As <see cref="Add(Folio, SwapEntry)"/>; <see cref="Errno.EEXIST"/> when the cache has the slot or it has no user.</returns>
    /// <remarks>Models <c>swap_cache_add_folio</c> of 7.0.</remarks>
    [Interleaved]
    internal (Errno Error, ulong? Shadow) AddClaiming(Folio folio, SwapEntry entry) => Add(folio, entry, claims: true);

    [Interleaved]
    private (Errno Error, ulong? Shadow) Add(Folio folio, SwapEntry entry, bool claims)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("add_to_swap_cache");
        const FolioFlags Looked = FolioFlags.Locked | FolioFlags.SwapBacked | FolioFlags.SwapCache;
        if ((folio.Flags & Looked) != (FolioFlags.Locked | FolioFlags.SwapBacked))
        {
            _machine.ThrowBug(folio.Frame, "add_to_swap_cache: expected a locked, swap-backed folio outside the swap cache");
        }

        int pages = folio.Pages;
        _machine.Point(SchedulingPoint.CacheGet);
        _machine.References.Add(folio.Frame, pages, HolderKind.SwapCache, 0, "add_to_swap_cache");
        folio.Page.Flags |= FolioFlags.SwapCache;
        _machine.Swap.SetEntryOf(folio.Frame, entry);

        XCursor cursor = new(_entries, entry.Offset, folio.Page.Order);
        ulong? shadow = null;
        bool claimed = !claims;
        _machine.Current.InSwapCache = true;
        while (true)
        {
            LockOf(entry).Acquire();
            claimed = claimed || _area.TryClaim(entry);
            if (claimed)
            {
                cursor.CreateRange();
                shadow = cursor.Error == Errno.None ? StoreAll(folio, entry.Offset) : null;
            }

            LockOf(entry).Release();
            if (!cursor.RetryAfterNoMemory())
            {
                break;
            }
        }

        _machine.Current.InSwapCache = false;
        Errno error = claimed ? cursor.Error : Errno.EEXIST;
        if (claims && claimed && error != Errno.None)
        {
            _area.DropCache(entry, 1);
        }

        if (error == Errno.None)
        {
            return (Errno.None, shadow);
        }

        folio.Page.Flags &= ~FolioFlags.SwapCache;
        _machine.Swap.SetEntryOf(folio.Frame, null);
        _machine.Put(folio.Frame, pages, HolderKind.SwapCache, 0, "add_to_swap_cache");
        return (error, null);
    }

    /// <summary>Shadows go with the slot they stand in (<c>clear_shadow_from_swap_cache</c>).</summary>
    internal void ForgetShadow(ulong offset)
    {
        if (_entries.Load(offset).IsValue)
        {
            _entries.Erase(offset);
        }
    }

    internal void Destroy() => _entries.Destroy();

    private static XNodePool NewTables(Machine machine)
    {
        XNodePool tables = new() { DeferNodeReuse = machine.PageCacheNodes.DeferNodeReuse };
        tables.Track(machine);
        return tables;
    }

    private SwapEntry CheckedEntryOf(Folio folio)
    {
        const FolioFlags Looked = FolioFlags.Locked | FolioFlags.SwapCache | FolioFlags.Writeback;
        if ((folio.Flags & Looked) != (FolioFlags.Locked | FolioFlags.SwapCache))
        {
            _machine.ThrowBug(folio.Frame, "delete_from_swap_cache: expected a locked folio in the swap cache and not under writeback");
        }

        return folio.Swap!.Value;
    }

    /// <summary>One entry for each page, all the same folio; what stood there before can only be shadows.</summary>
    private ulong? StoreAll(Folio folio, ulong offset)
    {
        ulong? shadow = null;
        for (ulong i = 0; i < (ulong)folio.Pages; i++)
        {
            XEntry old = _entries.Store(offset + i, XEntry.FromPointer(folio.Frame));
            shadow = old.IsValue ? old.Value : shadow;
        }

        Account(folio.Frame, folio.Pages);
        return shadow;
    }

    private void RemoveAll(Folio folio, ulong offset, XEntry shadow)
    {
        for (ulong i = 0; i < (ulong)folio.Pages; i++)
        {
            XEntry old = shadow.IsNull ? _entries.Erase(offset + i) : _entries.Store(offset + i, shadow);
            if (old != XEntry.FromPointer(folio.Frame))
            {
                _machine.ThrowBug(folio.Frame, $"the swap cache holds {old} in slot {offset + i} of the folio");
            }
        }

        _machine.Swap.SetEntryOf(folio.Frame, null);
        folio.Page.Flags &= ~FolioFlags.SwapCache;
        Account(folio.Frame, -folio.Pages);
    }

    private void Account(int pfn, int pages)
    {
        _machine.Groups?.Count(pfn, GroupCounter.SwapCached, pages);
        Pages += new PageCount(pages);
        _machine.Statistics.FilePages += pages;
        _machine.Statistics.SwapCached += pages;
    }
}
