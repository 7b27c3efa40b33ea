using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>
    /// Takes a folio out of the cache. Reference effect: -1 for each page, those of the page cache; the folio lives on while others hold
    /// it.
    /// </summary>
    /// <param name="folio">A locked folio of this cache.</param>
    /// <exception cref="KernelBugException">The folio is not locked, not in this cache, mapped, or under writeback.</exception>
    /// <remarks>
    /// Models <c>filemap_remove_folio</c>. <see cref="Folio.Index"/> keeps its value; the entry's marks go. Being on the LRU and the flags
    /// are left as they are.
    /// </remarks>
    [Interleaved]
    public void RemoveFolio(Folio folio)
    {
        _machine.CheckOwn(folio);
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_remove_folio");
        _machine.CheckThread();
        AssertRemovable(ref folio.Page, folio.Frame);
        _mapping.InodeLock.Acquire();
        Lock.Acquire();
        RemoveEntry(folio.Frame, XEntry.Null);
        Lock.Release();
        _mapping.InodeLock.Release();
        PutRemoved(folio.Frame);
    }

    /// <summary>
    /// Replaces a folio's entry by a shadow or by nothing; references are left to the caller. Locks required: i_lock, i_pages.
    /// </summary>
    /// <remarks>Models <c>__filemap_remove_folio</c>.</remarks>
    internal void RemoveEntry(int pfn, XEntry shadow)
    {
        ref PageDescriptor page = ref _map[pfn];
        AssertRemovable(ref page, pfn);
        Lock.AssertHeld();
        int order = _machine.CacheOrderOf(ref page);
        CountRemoved(pfn, page.Flags, order, "__filemap_remove_folio");
        if (order == 0 && !shadow.IsNull && _entries.IsPlain && _entries.TryGetSingle(page.Index, out XSlot slot, out _))
        {
            _entries.Replace(slot, shadow);
            if (NodeUpdate is not null && slot.Node >= 0)
            {
                _machine.ShadowNodes.Update(this, new XNode(_entries, slot.Node));
            }
        }
        else
        {
            StoreShadow(page.Index, order, shadow);
        }

        page.Mapping = 0;
        _count -= 1L << order;
    }

    private void StoreShadow(ulong index, int order, XEntry shadow)
    {
        XCursor cursor = new(_entries, index, order, NodeUpdate);
        cursor.Store(shadow);
        if (!shadow.IsNull)
        {
            // Storing something keeps the marks, and a shadow must have none.
            cursor.InitMarks();
        }
    }

    /// <summary>Tells the owner, then drops the page cache's references of a folio whose entry is gone.</summary>
    /// <remarks>Models <c>filemap_free_folio</c>.</remarks>
    [Interleaved]
    internal void PutRemoved(int pfn)
    {
        _machine.Point(SchedulingPoint.CachePut);
        _mapping.Operations.FreeFolio(new Folio(_machine, pfn));
        _machine.Put(pfn, 1 << _machine.CacheOrderOf(pfn), HolderKind.PageCache, 0, "filemap_free_folio");
    }

    /// <summary>Takes the folios of a batch, all locked and of this cache, out at once. Reference effect: -1 for each page.</summary>
    /// <remarks>Models <c>delete_from_page_cache_batch</c>.</remarks>
    [Interleaved]
    internal void RemoveBatch(FolioBatch batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        _mapping.InodeLock.Acquire();
        Lock.Acquire();
        RemoveEntries(batch);
        Lock.Release();
        _mapping.InodeLock.Release();
        for (int i = 0; i < batch.Count; i++)
        {
            PutRemoved(batch.FrameAt(i));
        }
    }

    [Interleaved]
    private void RemoveEntries(FolioBatch batch)
    {
        XCursor cursor = new(_entries, _map[batch.FrameAt(0)].Index, 0, NodeUpdate);
        for (int i = 0; i < batch.Count; i++)
        {
            if (i > 0)
            {
                // Lookups take no lock: they can find the later ones while the earlier are gone.
                _machine.Point(SchedulingPoint.SlotStore);
            }

            RemoveNext(batch.FrameAt(i), ref cursor);
        }
    }

    private void RemoveNext(int pfn, ref XCursor cursor)
    {
        ref PageDescriptor page = ref _map[pfn];
        AssertRemovable(ref page, pfn);
        CountRemoved(pfn, page.Flags, page.Order, "delete_from_page_cache_batch");

        // The folios are locked, so they are still where they were; other entries that came between are stepped over.
        XEntry wanted = XEntry.FromPointer(pfn);
        while (cursor.FindNext(ulong.MaxValue) is var found && found != wanted)
        {
            if (found.IsNull)
            {
                ThrowNotCached(pfn);
            }
        }

        page.Mapping = 0;
        cursor.Store(XEntry.Null);
        _count -= 1L << page.Order;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AssertRemovable(ref PageDescriptor page, int pfn)
    {
        const FolioFlags Looked = FolioFlags.Locked | FolioFlags.Writeback;
        if ((page.Flags & Looked) != FolioFlags.Locked || page.Mapping != _id || _machine.MapCountOf(pfn) > 0)
        {
            ThrowNotRemovable(pfn);
        }
    }

    [DoesNotReturn]
    private void ThrowNotRemovable(int pfn)
    {
        ref PageDescriptor page = ref _map[pfn];
        string wrong = (page.Flags & FolioFlags.Locked) == 0 || page.Mapping != _id ? "expected a locked folio of this cache"
            : (page.Flags & FolioFlags.Writeback) != 0 ? "the folio is still under writeback"
            : $"the folio is still mapped {_machine.MapCountOf(pfn)} times";
        _machine.ThrowBug(pfn, $"removal from {_mapping}: {wrong}",
            (page.Flags & FolioFlags.Locked) == 0 ? LockingInvariants.PlaceChangesUnderLockOnly
                : (page.Flags & FolioFlags.Writeback) != 0 ? TagInvariants.FolioUnderWritebackIsNotFreed : null);
    }

    [DoesNotReturn]
    private void ThrowNotCached(int pfn) =>
        _machine.ThrowBug(pfn, "delete_from_page_cache_batch: the locked folio is not in the cache");
}
