using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FolioModel.Groups;
using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>
    /// Puts a fresh folio into the cache, locked, and queues it for the LRU. Reference effect: +1 for each page owned by the page cache,
    /// and +1 owned by the lru_add batch until that drains (a large folio drains it at once).
    /// </summary>
    /// <param name="folio">A folio of the current task, unlocked, in no cache.</param>
    /// <param name="index">Where; a multiple of the folio's pages.</param>
    /// <param name="gfp">How memory for the tree may be got.</param>
    /// <returns>
    /// Success with the folio locked; or <see cref="Errno.EEXIST"/> (some page of it is cached already), <see cref="Errno.ENOMEM"/>, with
    /// the folio unlocked and its count as before. Its index keeps the value tried.
    /// </returns>
    /// <exception cref="KernelBugException">The folio is smaller than the mapping allows, or the index is not aligned.</exception>
    /// <remarks>Models <c>filemap_add_folio</c>.</remarks>
    [Interleaved]
    public Errno AddFolio(Folio folio, PageIndex index, GfpFlags gfp)
    {
        _machine.CheckOwn(folio);
        folio.CheckAlive();
        return _machine.BeginsNamedOperation ? AddNamedFolio(folio, index, gfp) : AddNewFolio(folio, index, gfp, FolioFlags.None);
    }

    /// <summary>The form of <see cref="AddFolio"/> that names its operation, for a machine that is observed.</summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Errno AddNamedFolio(Folio folio, PageIndex index, GfpFlags gfp)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_add_folio");
        return AddNewFolio(folio, index, gfp, FolioFlags.None);
    }

    /// <param name="folio">A fresh folio.</param>
    /// <param name="index">Where.</param>
    /// <param name="gfp">How memory for the tree may be got.</param>
    /// <param name="flags">What else it gets with the lock.</param>
    [Interleaved]
    private Errno AddNewFolio(Folio folio, PageIndex index, GfpFlags gfp, FolioFlags flags)
    {
        if (_machine.Groups is { } groups)
        {
            Errno refused = groups.ChargeFolio(folio.Frame, gfp);
            if (refused != Errno.None)
            {
                return refused;
            }
        }

        int order = LockNew(folio.Frame, index, flags);
        XEntry shadow = InsertFolio(folio, index, order, countsAsFilePages: true);
        if (shadow.IsError)
        {
            folio.Unlock();
            return shadow.Errno;
        }

        if (shadow.IsValue && (gfp & GfpFlags.Write) == 0)
        {
            _machine.WorkingSet.Refault(folio.Frame, shadow.Value);
        }

        _machine.Batches.AddNew(folio.Frame);
        return Errno.None;
    }

    /// <summary>
    /// Puts a locked folio into the cache and leaves the LRU alone. Reference effect: +1 for each page, owned by the page cache.
    /// </summary>
    /// <param name="folio">A locked folio in no cache.</param>
    /// <param name="index">Where; a multiple of the folio's pages.</param>
    /// <param name="gfp">How memory for the tree may be got.</param>
    /// <returns>Success, <see cref="Errno.EEXIST"/> or <see cref="Errno.ENOMEM"/> with the count as before.</returns>
    /// <remarks>
    /// Models <c>__filemap_add_folio</c>, which owners call that keep off the LRU. Huge pages of a pool count in no file statistics.
    /// </remarks>
    [Interleaved]
    public Errno InsertFolio(Folio folio, PageIndex index, GfpFlags gfp)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("__filemap_add_folio");
        _machine.CheckThread();
        _machine.CheckOwn(folio);
        int order = OrderToInsert(ref folio.Page, folio.Page.Flags, folio.Frame, index);
        return InsertFolio(folio, index, order, countsAsFilePages: (folio.Page.Flags & FolioFlags.Hugetlb) == 0).Errno;
    }

    /// <returns>An error, the value that was replaced (a shadow), or nothing.</returns>
    [Interleaved]
    private XEntry InsertFolio(Folio folio, PageIndex index, int order, bool countsAsFilePages)
    {
        _machine.Point(SchedulingPoint.CacheGet);
        Attach(folio.Frame, index, order);
        Lock.Acquire();
        if (order > 0 || !TryFindPlace(index.Value, out XSlot slot, out XEntry shadow))
        {
            return InsertAnywhere(folio, index, order, countsAsFilePages);
        }

        // Nothing in the way but perhaps a shadow, and no node to make: what most insertions meet.
        _machine.Point(SchedulingPoint.Inside, Lock);
        bool besideValues = true;
        if (shadow.IsNull)
        {
            besideValues = _entries.Fill(slot, XEntry.FromPointer(folio.Frame));
        }
        else
        {
            _entries.Replace(slot, XEntry.FromPointer(folio.Frame));
        }

        if (besideValues)
        {
            _machine.ShadowNodes.Forget(slot.Node);
        }

        CountInserted(folio.Frame, order, countsAsFilePages);
        Lock.Release();
        return shadow;
    }

    /// <summary>Finds a slot that is empty, or has a value that a store may simply replace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFindPlace(ulong index, out XSlot slot, out XEntry shadow)
    {
        shadow = default;
        return _entries.TryGetEmptySlot(index, out slot)
            || (_entries.IsPlain && _entries.TryGetSingle(index, out slot, out shadow) && shadow.IsValue);
    }

    /// <summary>
    /// Completes an insertion that is not the simple one, starting with the lock held: replaces values, splits larger ones, makes nodes.
    /// </summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private XEntry InsertAnywhere(Folio folio, PageIndex index, int order, bool countsAsFilePages)
    {
        int pfn = folio.Frame;
        XCursor cursor = new(_entries, index.Value, order, NodeUpdate);
        int preparedOrder = 0;
        XEntry prepared = XEntry.Null;
        while (true)
        {
            Conflict conflict = FindConflict(ref cursor);
            if (preparedOrder != 0 && (conflict.Entry != prepared || conflict.Order != preparedOrder))
            {
                cursor.FreeSpares();
                preparedOrder = 0;
            }

            _machine.Point(SchedulingPoint.Inside, Lock);
            int splitOrder = 0;
            if (conflict.Error == Errno.None)
            {
                if (conflict.Order > order && preparedOrder == 0)
                {
                    splitOrder = conflict.Order;
                }
                else
                {
                    StoreFolio(ref cursor, pfn, order, conflict, countsAsFilePages);
                }
            }

            Lock.Release();
            if (splitOrder != 0)
            {
                Errno failed = cursor.SplitAlloc(splitOrder);
                if (failed != Errno.None)
                {
                    return UndoInsertion(folio, order, failed);
                }

                prepared = conflict.Entry;
                preparedOrder = splitOrder;
                cursor.Reset();
                Lock.Acquire();
                continue;
            }

            if (conflict.Error != Errno.None)
            {
                cursor.FreeSpares();
                return UndoInsertion(folio, order, conflict.Error);
            }

            if (!cursor.RetryAfterNoMemory())
            {
                return cursor.Error == Errno.None ? conflict.Entry : UndoInsertion(folio, order, cursor.Error);
            }

            Lock.Acquire();
        }
    }

    private void StoreFolio(ref XCursor cursor, int pfn, int order, Conflict conflict, bool countsAsFilePages)
    {
        if (conflict.Order > order)
        {
            cursor.Split(conflict.Entry, conflict.Order);
            cursor.Reset();
        }

        cursor.Store(XEntry.FromPointer(pfn));
        if (cursor.Error != Errno.None)
        {
            return;
        }

        CountInserted(pfn, order, countsAsFilePages);
    }

    /// <summary>The last entry in the way, and the order of the first; folios in the way are an error.</summary>
    private static Conflict FindConflict(ref XCursor cursor)
    {
        XEntry last = XEntry.Null;
        int order = -1;
        for (XEntry entry = cursor.FindConflict(); !entry.IsNull; entry = cursor.FindConflict())
        {
            last = entry;
            if (!entry.IsValue)
            {
                return new Conflict(last, order, Errno.EEXIST);
            }

            if (order < 0)
            {
                order = cursor.GetOrder();
            }
        }

        return new Conflict(last, order, Errno.None);
    }

    [Interleaved]
    internal XEntry UndoInsertion(Folio folio, int order, Errno error)
    {
        // The index stays: truncation relies on it.
        _machine.Point(SchedulingPoint.CachePut);
        folio.Page.Mapping = 0;
        _machine.Put(folio.Frame, 1 << order, HolderKind.PageCache, 0, "__filemap_add_folio");
        return XEntry.FromErrno(error);
    }

    /// <summary>Locks a folio that no other task can reach yet, and returns the order of its entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int LockNew(int pfn, PageIndex index, FolioFlags flags)
    {
        ref PageDescriptor page = ref _map[pfn];
        int order = OrderToInsert(ref page, page.Flags | FolioFlags.Locked, pfn, index);
        page.Flags |= FolioFlags.Locked | flags;
        _machine.FolioLocked(pfn, "__folio_set_locked");
        return order;
    }

    /// <summary>Ties a folio to its place. The references come before the entry: a task that finds the entry must find them too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Attach(int pfn, PageIndex index, int order)
    {
        ref PageDescriptor page = ref _map[pfn];
        page.Mapping = _id;
        page.Index = index.Value;
        _references.Add(ref page, pfn, 1 << order, HolderKind.PageCache, 0, "__filemap_add_folio");
    }

    /// <summary>Checks that a folio may be put at an index, and returns the order of its entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int OrderToInsert(ref PageDescriptor page, FolioFlags flags, int pfn, PageIndex index)
    {
        int order = _machine.CacheOrderOf(ref page);
        if ((flags & (FolioFlags.Locked | FolioFlags.SwapBacked)) != FolioFlags.Locked || order < _minOrder
            || (index.Value & ((1UL << order) - 1)) != 0 || page.Mapping != 0 || _mapping.IsEvicted)
        {
            ThrowNotInsertable(flags, pfn, order, index);
        }

        return order;
    }

    [DoesNotReturn]
    private void ThrowNotInsertable(FolioFlags flags, int pfn, int order, PageIndex index) => _machine.ThrowBug(
        pfn,
        (flags & (FolioFlags.Locked | FolioFlags.SwapBacked)) != FolioFlags.Locked
            ? "__filemap_add_folio: expected a locked folio that is not swap-backed"
        : _map[pfn].Mapping != 0 ? "__filemap_add_folio: expected a folio in no page cache"
        : _mapping.IsEvicted ? $"__filemap_add_folio: {_mapping} was evicted"
        : order < _minOrder ? $"__filemap_add_folio: {_mapping} takes folios of {_mapping.MinOrder} at least"
        : $"__filemap_add_folio: index {index} is not a multiple of the folio's {1 << order} pages",
        (flags & FolioFlags.Locked) == 0 ? LockingInvariants.PlaceChangesUnderLockOnly : null);

    private readonly record struct Conflict(XEntry Entry, int Order, Errno Error);
}
