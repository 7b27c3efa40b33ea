using FolioModel.XArrays;

namespace FolioModel.Owners;

public sealed partial class CacheEntries
{
    /// <summary>
    /// Puts a locked, swap-backed folio into the cache: where nothing is, or exactly in place of a run of values. Reference effect: +1 for
    /// each page, owned by the page cache. The LRU is left alone.
    /// </summary>
    /// <param name="folio">A locked, swap-backed folio in no file.</param>
    /// <param name="index">Where; a multiple of the folio's pages.</param>
    /// <param name="expected">
    /// The value that must stand at the folio's first page, the next higher one at its second and so on; null when the range must be empty.
    /// </param>
    /// <param name="gfp">How memory for the tree may be got.</param>
    /// <param name="function">The kernel function that the owner models with it, for the ledger and for messages.</param>
    /// <returns>
    /// Success; <see cref="Errno.EEXIST"/> (the range does not hold exactly what was expected) or <see cref="Errno.ENOMEM"/>, with the
    /// count as before and the folio still locked.
    /// </returns>
    /// <exception cref="KernelBugException">The folio is not locked or not swap-backed, or the index is not aligned.</exception>
    /// <remarks>Locks: takes i_pages.</remarks>
    [Interleaved]
    public Errno InsertSwapBacked(Folio folio, PageIndex index, ulong? expected, GfpFlags gfp, string function)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation(function);
        _machine.CheckThread();
        AssertSwapBacked(folio, index, function);
        int pfn = folio.Frame;
        int order = folio.Page.Order;
        _machine.Point(SchedulingPoint.CacheGet);

        // The references come before the entry: a task that finds the entry must find them too.
        folio.Page.Mapping = _cache.Mapping.Id;
        folio.Page.Index = index.Value;
        _machine.References.Add(pfn, 1 << order, HolderKind.PageCache, 0, function);

        XCursor cursor = new(_cache.Tree, index.Value, order);
        while (true)
        {
            _cache.Lock.Acquire();
            bool asExpected = HoldsExactly(ref cursor, expected, 1UL << order);
            if (asExpected)
            {
                StoreSwapBacked(ref cursor, pfn, order, function);
            }

            _cache.Lock.Release();
            if (!asExpected)
            {
                cursor.FreeSpares();
                return _cache.UndoInsertion(folio, order, Errno.EEXIST).Errno;
            }

            if (!cursor.RetryAfterNoMemory())
            {
                return cursor.Error == Errno.None ? Errno.None : _cache.UndoInsertion(folio, order, cursor.Error).Errno;
            }
        }
    }

    /// <summary>
    /// Takes a folio out of the cache and leaves a value in its place, one entry of the folio's order. Reference effect: -1 for each page,
    /// those of the page cache.
    /// </summary>
    /// <param name="folio">A locked folio of this cache, which the caller and the swap cache hold too.</param>
    /// <param name="value">The value, as a rule a swap entry.</param>
    /// <param name="function">The kernel function that the owner models with it, for the ledger and for messages.</param>
    /// <exception cref="KernelBugException">The folio is not locked, not in this cache, or still mapped.</exception>
    /// <remarks>
    /// Locks: takes i_pages. <see cref="AddressSpaceOperations.FreeFolio"/> is not called: the folio lives on.
    /// </remarks>
    [Interleaved]
    public void ReplaceByValue(Folio folio, ulong value, string function)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation(function);
        _machine.CheckThread();
        int pfn = folio.Frame;
        _cache.Lock.Acquire();
        _cache.RemoveEntry(pfn, XEntry.FromValue(value));
        _cache.Lock.Release();
        _machine.Point(SchedulingPoint.CachePut);
        _machine.Put(pfn, folio.Pages, HolderKind.PageCache, 0, function);
    }

    /// <summary>Whether the cursor's range is empty, or filled with consecutive values from the expected one on.</summary>
    private static bool HoldsExactly(ref XCursor cursor, ulong? expected, ulong pages)
    {
        ulong next = expected ?? 0;
        for (XEntry entry = cursor.FindConflict(); !entry.IsNull; entry = cursor.FindConflict())
        {
            if (expected is null || entry != XEntry.FromValue(next))
            {
                return false;
            }

            next += 1UL << cursor.GetOrder();
        }

        return expected is null || next - pages == expected;
    }

    private void StoreSwapBacked(ref XCursor cursor, int pfn, int order, string function)
    {
        cursor.Store(XEntry.FromPointer(pfn));
        if (cursor.Error != Errno.None)
        {
            return;
        }

        _cache.CountEntered(_machine.Map[pfn].Flags, 1L << order);
        _machine.Instrumentation?.Report(
            KernelEventKind.MmFilemapAddToPageCache, pfn, function);
    }

    private void AssertSwapBacked(Folio folio, PageIndex index, string function)
    {
        const FolioFlags Needed = FolioFlags.Locked | FolioFlags.SwapBacked;
        if ((folio.Page.Flags & Needed) != Needed)
        {
            _machine.ThrowBug(folio.Frame, $"{function}: expected a locked, swap-backed folio");
        }

        if ((index.Value & ((ulong)folio.Pages - 1)) != 0)
        {
            _machine.ThrowBug(folio.Frame, $"{function}: index {index} is not a multiple of the folio's {folio.Pages} pages");
        }
    }
}
