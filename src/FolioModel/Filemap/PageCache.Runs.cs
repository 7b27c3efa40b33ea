using FolioModel.XArrays;

namespace FolioModel;

/// <content>
/// Filling and emptying in runs. What one page at a time needs a call for, a run does once: the leaf is found, the watermarks are read, the
/// locks are taken and the counters are changed for as many pages as one leaf, one per-CPU list and one LRU batch have room for.
/// </content>
public sealed partial class PageCache
{
    /// <summary>Slots of a leaf.</summary>
    private const int LongestLookup = 64;

    /// <summary>The work of <see cref="Owners.CacheEntries.CreateRun"/>.</summary>
    internal int CreateRun(ulong start, ulong end, FindFolioFlags how, FolioFlags flags)
    {
        if (!_machine.WorksInRuns || _minOrder > 0 || _mapping.IsEvicted)
        {
            return 0;
        }

        // The run ends where the batch is full at the latest: draining it may free folios, which the next allocation would get.
        Span<int> pfns = _machine.Batches.RoomForNew;
        int length = _entries.CountEmptySlots(start, (int)Math.Min(end - start, (ulong)pfns.Length), out XSlot slot);
        if (length == 0)
        {
            return 0;
        }

        Lock.Acquire();
        length = _machine.Allocator.AllocateListed(pfns[..length], _mapping.GfpMask);
        if (length > 0)
        {
            Attach(pfns[..length], start, FlagsOfNew(how) | flags);
            if (_entries.Fill(slot, pfns[..length]))
            {
                _machine.ShadowNodes.Forget(slot.Node);
            }

            _count += length;
            _machine.Statistics.FilePages += length;
            _machine.Statistics.Shmem += (flags & FolioFlags.SwapBacked) != 0 ? length : 0;
            if ((flags & FolioFlags.Dirty) != 0 && _mapping.Operations.TagsDirtyFolios)
            {
                _mapping.AccountDirtied(pfns[0], length);
                _entries.SetMarks(start, slot, length, (XMark)PageCacheTag.Dirty);
            }
        }

        Lock.Release();
        _machine.Batches.AddWritten(length);
        return length;
    }

    /// <summary>The work of <see cref="Owners.CacheEntries.UnlockRun"/>.</summary>
    internal int UnlockRun(ulong start, ulong end, FolioFlags flags)
    {
        if (!_machine.WorksInRuns)
        {
            return 0;
        }

        Span<int> pfns = stackalloc int[LongestLookup];
        int length = _entries.CopyPointers(start, pfns[..(int)Math.Min(end - start, LongestLookup)], out _);
        PageDescriptors pages = new(_map);
        for (int i = 0; i < length; i++)
        {
            ref PageDescriptor page = ref pages[pfns[i]];
            if ((page.Flags & (FolioFlags.Locked | FolioFlags.Waiters)) != FolioFlags.Locked || !page.Is(PageState.Allocated, 0))
            {
                return i;
            }

            page.Flags = (page.Flags & ~FolioFlags.Locked) | flags;
        }

        return length;
    }

    /// <summary>
    /// Adds uptodate folios of one page to a batch, as far as they follow each other in a leaf. Reference effect: +1 on each, owned by the
    /// current task.
    /// </summary>
    /// <returns>How many; 0 where the first is to be looked up by itself.</returns>
    private int AddToReadBatch(FolioBatch batch, ulong start, ulong end)
    {
        if (!_machine.WorksInRuns)
        {
            return 0;
        }

        Span<int> pfns = stackalloc int[LongestLookup];
        int most = (int)Math.Min(end - start + 1, (ulong)Math.Min(batch.Capacity - batch.Count, LongestLookup));
        int length = _entries.CopyPointers(start, pfns[..most], out _);
        PageDescriptors pages = new(_map);
        for (int i = 0; i < length; i++)
        {
            ref PageDescriptor page = ref pages[pfns[i]];
            if ((page.Flags & (FolioFlags.Uptodate | FolioFlags.Reclaim)) != FolioFlags.Uptodate || !page.Is(PageState.Allocated, 0)
                || !_references.TryGet(ref page, pfns[i], HolderKind.Lookup, "filemap_get_read_batch"))
            {
                return i;
            }

            batch.Add(XEntry.FromPointer(pfns[i]), start + (ulong)i);
        }

        return length;
    }

    /// <summary>
    /// Takes folios out that follow each other, as far as only the cache holds them and nothing but their removal is left to do. Reference
    /// effect: -1 on each, which leaves none; the caller frees them.
    /// </summary>
    /// <param name="start">The first page.</param>
    /// <param name="end">The page behind the last.</param>
    /// <param name="pfns">Where to put the folios' frames.</param>
    /// <returns>How many; 0 where the first is to be removed the long way.</returns>
    internal int RemoveRun(ulong start, ulong end, Span<int> pfns)
    {
        if (!_entries.IsPlain)
        {
            return 0;
        }

        int length = _entries.CopyPointers(start, pfns[..(int)Math.Min(end - start, (ulong)pfns.Length)], out XSlot slot);
        length = CountHeldByCacheAlone(pfns[..length]);
        if (length == 0)
        {
            return 0;
        }

        _mapping.InodeLock.Acquire();
        Lock.Acquire();
        Detach(pfns[..length]);

        // The last entry goes the usual way, which takes the node out if it is empty now and lets the tree shrink.
        _entries.Clear(slot, length - 1);
        XCursor cursor = new(_entries, start + (ulong)length - 1, 0, NodeUpdate);
        cursor.Store(XEntry.Null);
        _count -= length;
        _machine.Statistics.FilePages -= length;
        Lock.Release();
        _mapping.InodeLock.Release();
        foreach (int pfn in pfns[..length])
        {
            _mapping.Operations.FreeFolio(new Folio(_machine, pfn));
            _references.DropLastInRun(ref _map[pfn], pfn);
        }

        return length;
    }

    /// <summary>Ties the folios of a run to their places and gives them the counts that they keep.</summary>
    private void Attach(ReadOnlySpan<int> pfns, ulong start, FolioFlags flags)
    {
        // Those of the cache and of the batch. The one of the allocation is dropped with the lock.
        const int References = 2;
        PageDescriptors pages = new(_map);
        ReferenceCounts references = _references;
        int mapping = _id;
        for (int i = 0; i < pfns.Length; i++)
        {
            ref PageDescriptor page = ref pages[pfns[i]];
            references.SetAllocatedInRun(ref page, pfns[i], References);
            page.Flags = flags;
            page.Mapping = mapping;
            page.Index = start + (ulong)i;
        }
    }

    private void Detach(ReadOnlySpan<int> pfns)
    {
        PageDescriptors pages = new(_map);
        foreach (int pfn in pfns)
        {
            pages[pfn].Mapping = 0;
        }
    }

    /// <summary>How many folios, from the first on, are base pages that nothing holds, locks, maps or has yet to write.</summary>
    private int CountHeldByCacheAlone(ReadOnlySpan<int> pfns)
    {
        const FolioFlags InTheWay = FolioFlags.Locked | FolioFlags.Dirty | FolioFlags.Writeback | FolioFlags.Private | FolioFlags.Private2
            | FolioFlags.SwapBacked | FolioFlags.Mlocked | FolioFlags.HwPoison | FolioFlags.Anon | FolioFlags.Hugetlb;
        const int Ahead = 8;
        PageDescriptors pages = new(_map);
        int length = 0;
        for (; length < pfns.Length; length++)
        {
            _map.Prefetch(pfns[Math.Min(length + Ahead, pfns.Length - 1)]);
            ref PageDescriptor page = ref pages[pfns[length]];
            if ((page.Flags & InTheWay) != 0 || page.RefCount != 1 || page.Mapping != _id || !page.Is(PageState.Allocated, 0)
                || _machine.MapCountOf(pfns[length]) != 0)
            {
                break;
            }
        }

        return length;
    }
}
