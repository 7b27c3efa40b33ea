using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>Looks at what the cache has at an index, without a lock and without taking a reference.</summary>
    /// <param name="index">The page.</param>
    /// <returns>A folio, a value, or nothing. The folio is a peek: it may be gone the moment another task runs.</returns>
    public CacheEntry Peek(PageIndex index)
    {
        XEntry entry = _entries.Load(index.Value);
        return new CacheEntry(entry.IsPointer ? new Folio(_machine, entry.PointerId) : default, entry);
    }

    /// <summary>Asks the processor for the slot of a page that will be looked up soon. Changes nothing in the model.</summary>
    /// <param name="index">The page.</param>
    public void PrefetchSlot(PageIndex index) => _entries.Prefetch(index.Value);

    /// <summary>
    /// Asks the processor for the descriptor of the folio at an index that will be looked up soon, some time after
    /// <see cref="PrefetchSlot"/>. Changes nothing in the model.
    /// </summary>
    /// <param name="index">The page.</param>
    public void PrefetchFolio(PageIndex index)
    {
        int pfn = _entries.PeekPointer(index.Value);
        if (pfn >= 0)
        {
            _map.Prefetch(pfn);
        }
    }

    /// <summary>Whether a range has a folio; values do not count. Takes no lock and no reference.</summary>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <remarks>Models <c>filemap_range_has_page</c>.</remarks>
    public bool HasAny(PageIndex start, PageIndex end)
    {
        XCursor cursor = new(_entries, start.Value);
        XEntry entry = cursor.Find(end.Value);
        while (entry.IsValue)
        {
            entry = cursor.FindNext(end.Value);
        }

        return !entry.IsNull;
    }

    /// <summary>
    /// Finds what is at an index without a lock. Reference effect: +1 on a folio found, owned by the current task; values hold nothing.
    /// </summary>
    /// <param name="index">The page.</param>
    /// <returns>A folio that was in the cache at that index at some moment after the reference was taken; or a value; or nothing.</returns>
    /// <remarks>
    /// Models <c>filemap_get_entry</c>. The slot is read again after the reference was taken, because the folio may have been freed and its
    /// memory used for another one in between. To be sure that the folio is still cached, lock it and compare <see cref="Folio.Mapping"/>.
    /// </remarks>
    [Interleaved]
    public CacheEntry GetEntry(PageIndex index)
    {
        if (_machine.BeginsNamedOperation)
        {
            return GetNamedEntry(index);
        }

        XEntry entry = LookUpStable(index.Value, wantsValues: true);
        return new CacheEntry(entry.IsPointer ? new Folio(_machine, entry.PointerId) : default, entry);
    }

    /// <summary>
    /// The form of <see cref="GetEntry"/> that names its operation, for a machine that is observed. It is apart so that the fast lookup has
    /// no scope to close.
    /// </summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CacheEntry GetNamedEntry(PageIndex index)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_get_entry");
        TellLookup(index, "filemap_get_entry");
        return GetEntry(index);
    }

    /// <summary>The work of <see cref="GetEntry"/>: what was found, with a reference if it is a folio.</summary>
    /// <param name="index">The page.</param>
    /// <param name="wantsValues">Whether a value is to be returned. To read one takes another look-up, in a table.</param>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private XEntry LookUpStable(ulong index, bool wantsValues)
    {
        while (true)
        {
            _machine.Point(SchedulingPoint.SlotLoad);
            XEntry entry = _entries.LoadRaw(index, out XSlot slot, wantsValues);
            if (!entry.IsPointer)
            {
                if (!entry.IsRetry)
                {
                    return entry;
                }

                continue;
            }

            int pfn = entry.PointerId;
            _machine.Point(SchedulingPoint.TryGet);
            if (!_references.TryGet(pfn, HolderKind.Speculative, "filemap_get_entry"))
            {
                _machine.SpinOnFrozen(pfn);
                continue;
            }

            _machine.Point(SchedulingPoint.SlotReload);
            if (_entries.Reload(slot) == entry)
            {
                _references.Convert(pfn, HolderKind.Speculative, HolderKind.Lookup);
                return entry;
            }

            _machine.Put(pfn, 1, HolderKind.Speculative, 0, "filemap_get_entry");
        }
    }

    /// <summary>Finds a folio. Reference effect: +1, owned by the current task.</summary>
    /// <param name="index">The page.</param>
    /// <returns>The folio, or <see cref="Errno.ENOENT"/>.</returns>
    /// <remarks>Models <c>filemap_get_folio</c>.</remarks>
    [Interleaved]
    public FolioResult GetFolio(PageIndex index) => GetFolio(index, FindFolioFlags.None, GfpFlags.None, default);

    /// <summary>Finds a folio and locks it. Reference effect: +1, owned by the current task.</summary>
    /// <param name="index">The page.</param>
    /// <returns>The locked folio, still in this cache, or <see cref="Errno.ENOENT"/>.</returns>
    /// <remarks>Models <c>filemap_lock_folio</c>.</remarks>
    [Interleaved]
    public FolioResult LockFolio(PageIndex index) => GetFolio(index, FindFolioFlags.Lock, GfpFlags.None, default);

    /// <summary>
    /// Finds a folio or makes one, locks it and notes the use. Reference effect: +1 owned by the current task; a new folio also has those
    /// of the page cache (one for each page) and, if small, one of the lru_add batch until it drains.
    /// </summary>
    /// <param name="index">The page.</param>
    /// <returns>The locked folio, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models <c>filemap_grab_folio</c>.</remarks>
    [Interleaved]
    public FolioResult GrabFolio(PageIndex index) => GetFolio(index, FindFolioFlags.Grab, _mapping.GfpMask, default);

    /// <summary>Finds a folio, and locks, creates or marks it as the flags say. Reference effect: +1, owned by the current task.</summary>
    /// <param name="index">The page.</param>
    /// <param name="flags">What to do.</param>
    /// <param name="gfp">How memory for a new folio may be got.</param>
    /// <param name="hint">The order wished for a new folio: limited by the mapping, by the index's alignment, by memory and by
    /// neighbours.</param>
    /// <returns>
    /// The folio; or <see cref="Errno.ENOENT"/> (absent, and not to be created), <see cref="Errno.EAGAIN"/> (a wait would be needed under
    /// <see cref="FindFolioFlags.NoWait"/>), <see cref="Errno.ENOMEM"/>.
    /// </returns>
    /// <remarks>Models <c>__filemap_get_folio</c>.</remarks>
    [Interleaved]
    public FolioResult GetFolio(PageIndex index, FindFolioFlags flags, GfpFlags gfp, Order hint)
    {
        if (_machine.BeginsNamedOperation)
        {
            return GetNamedFolio(index, flags, gfp, hint);
        }

        while (true)
        {
            XEntry entry = LookUpStable(index.Value, wantsValues: false);
            if (!entry.IsPointer)
            {
                if ((flags & FindFolioFlags.Create) == 0)
                {
                    return FolioResult.Failed(Errno.ENOENT);
                }

                int created = CreateFolio(index, flags, gfp, hint);
                if (created >= 0)
                {
                    return new FolioResult(new Folio(_machine, created), Errno.None);
                }

                if (created != (int)Errno.EEXIST)
                {
                    return FolioResult.Failed((Errno)created);
                }

                continue;
            }

            Folio folio = new(_machine, entry.PointerId);
            if ((flags & FindFolioFlags.Lock) != 0)
            {
                Errno error = LockFound(folio, index, flags);
                if (error == Errno.ENOENT)
                {
                    continue;
                }

                if (error != Errno.None)
                {
                    return FolioResult.Failed(error);
                }
            }

            if (_hasUncachedIo && (flags & FindFolioFlags.DontCache) == 0)
            {
                // Somebody wants the folio for more than one input or output.
                folio.Page.Flags &= ~FolioFlags.DropBehind;
            }

            if ((flags & FindFolioFlags.Accessed) != 0)
            {
                folio.MarkAccessed();
            }

            if ((flags & (FindFolioFlags.Write | FindFolioFlags.Stable)) != 0)
            {
                PrepareToWrite(folio, flags);
            }

            return new FolioResult(folio, Errno.None);
        }
    }

    /// <summary>
    /// The form of <see cref="GetFolio(PageIndex, FindFolioFlags, GfpFlags, Order)"/> that names its operation, for a machine that is
    /// observed.
    /// </summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FolioResult GetNamedFolio(PageIndex index, FindFolioFlags flags, GfpFlags gfp, Order hint)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("__filemap_get_folio");
        TellLookup(index, "__filemap_get_folio");
        return GetFolio(index, flags, gfp, hint);
    }

    /// <summary>Locks a folio that was found, and looks again whether it is still in this cache.</summary>
    /// <returns>
    /// Success; or, with the reference dropped, <see cref="Errno.EAGAIN"/> (a wait would be needed) or <see cref="Errno.ENOENT"/> (it is
    /// not).
    /// </returns>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Errno LockFound(Folio folio, PageIndex index, FindFolioFlags flags)
    {
        if ((flags & FindFolioFlags.NoWait) == 0)
        {
            folio.Lock();
        }
        else if (!folio.TryLock())
        {
            folio.Put();
            return Errno.EAGAIN;
        }

        _machine.Point(SchedulingPoint.MappingRecheck);
        if (folio.Page.Mapping != _id)
        {
            // Truncated or migrated before the lock was ours: the reference keeps the memory, not its place in the file.
            folio.Unlock();
            folio.Put();
            return Errno.ENOENT;
        }

        AssertContains(folio, index);
        return Errno.None;
    }

    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrepareToWrite(Folio folio, FindFolioFlags flags)
    {
        if ((flags & (FindFolioFlags.Write | FindFolioFlags.Accessed)) == FindFolioFlags.Write)
        {
            folio.Page.Flags &= ~FolioFlags.Idle;
        }

        if ((flags & FindFolioFlags.Stable) != 0 && _mapping.RequiresStableWrites)
        {
            folio.WaitForWriteback();
        }
    }

    [DoesNotReturn]
    private void ThrowElsewhere(Folio folio, PageIndex index) =>
        _machine.ThrowBug(folio.Frame, $"lookup of index {index} found a folio that does not contain it");

    private void AssertContains(Folio folio, PageIndex index)
    {
        if (!folio.Contains(index))
        {
            ThrowElsewhere(folio, index);
        }
    }
}
