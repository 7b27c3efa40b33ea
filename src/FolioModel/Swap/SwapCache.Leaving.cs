using FolioModel.Groups;
using FolioModel.XArrays;

namespace FolioModel.Swap;

/// <content>Folios that leave the cache, or whose place another one takes.</content>
public sealed partial class SwapCache
{
    /// <summary>
    /// Takes a locked folio out of the cache; slots without another user are freed. Reference effect: -1 for each page, those of the swap
    /// cache.
    /// </summary>
    /// <param name="folio">A locked folio of this cache, not under writeback.</param>
    /// <exception cref="KernelBugException">The folio is not locked, not in the cache, or under writeback.</exception>
    /// <remarks>Models <c>delete_from_swap_cache</c>.</remarks>
    [Interleaved]
    public void Delete(Folio folio)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("delete_from_swap_cache");
        SwapEntry entry = CheckedEntryOf(folio);
        LockOf(entry).Acquire();
        RemoveAll(folio, entry.Offset, XEntry.Null);
        LockOf(entry).Release();
        _area.DropCache(entry, folio.Pages);
        _machine.Point(SchedulingPoint.CachePut);
        _machine.Put(folio.Frame, folio.Pages, HolderKind.SwapCache, 0, "delete_from_swap_cache");
    }

    /// <summary>
    /// Takes a folio that only the caller uses out of the cache, leaves a shadow and the folio frozen. Reference effect: the count must be
    /// the caller's 1 and the swap cache's, one for each page; it is 0 afterwards and the folio belongs to the caller.
    /// </summary>
    /// <param name="folio">A locked, isolated folio.</param>
    /// <param name="target">The group whose limit was met, or null for the node: where a refault will be judged.</param>
    /// <remarks>Models <c>__remove_mapping</c> for folios in the swap cache.</remarks>
    [Interleaved]
    internal bool RemoveUnused(Folio folio, MemoryGroup? target = null)
    {
        int pfn = folio.Frame;
        int expected = 1 + folio.Pages;
        SwapEntry entry = CheckedEntryOf(folio);
        LockOf(entry).Acquire();
        _machine.Point(SchedulingPoint.Freeze);
        bool frozen = _machine.References.Freeze(pfn, expected, "__remove_mapping");

        // The count is tested before the dirty flag: a user who dirties the folio and then drops it is seen by one of the two tests.
        if (frozen && (folio.Page.Flags & FolioFlags.Dirty) != 0)
        {
            _machine.Point(SchedulingPoint.Unfreeze);
            _machine.References.Unfreeze(pfn, expected, HolderKind.SwapCache, "__remove_mapping");
            frozen = false;
        }

        if (frozen)
        {
            _machine.Point(SchedulingPoint.SlotStore);
            _machine.Instrumentation?.Tell(KernelEventKind.Reclaimed, pfn, "__remove_mapping");
            RemoveAll(folio, entry.Offset, XEntry.FromValue(_machine.WorkingSet.Evict(pfn, target)));
        }

        LockOf(entry).Release();
        if (frozen)
        {
            _area.DropCache(entry, folio.Pages);
        }

        return frozen;
    }

    /// <summary>
    /// Puts another folio into the slots of one. Reference effect: the destination gains and the source loses those of the swap cache, one
    /// for each page; during the step the source is frozen.
    /// </summary>
    /// <param name="destination">A locked folio of the same order in no cache.</param>
    /// <param name="source">A locked folio of this cache.</param>
    /// <param name="expected">The count that the source must have.</param>
    /// <returns>Success, or <see cref="Errno.EAGAIN"/> with nothing changed.</returns>
    /// <remarks>Models <c>folio_migrate_mapping</c> for folios in the swap cache.</remarks>
    [Interleaved]
    internal Errno Move(Folio destination, Folio source, int expected)
    {
        SwapEntry entry = CheckedEntryOf(source);
        int pages = source.Pages;
        LockOf(entry).Acquire();
        _machine.Point(SchedulingPoint.Freeze);
        if (!_machine.References.Freeze(source.Frame, expected, "folio_migrate_mapping"))
        {
            LockOf(entry).Release();
            return Errno.EAGAIN;
        }

        RemoveAll(source, entry.Offset, XEntry.Null);
        destination.Page.Flags |= FolioFlags.SwapCache;
        _machine.Swap.SetEntryOf(destination.Frame, entry);
        _machine.References.Add(destination.Frame, pages, HolderKind.SwapCache, 0, "folio_migrate_mapping");
        StoreAll(destination, entry.Offset);
        _machine.Point(SchedulingPoint.Unfreeze);
        _machine.References.Unfreeze(source.Frame, expected - pages, HolderKind.SwapCache, "folio_migrate_mapping");
        LockOf(entry).Release();
        return Errno.None;
    }
}
