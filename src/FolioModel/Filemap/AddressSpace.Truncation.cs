using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>
    /// Discards the contents of a range of bytes: whole folios leave the cache, partial ones are zeroed and, if large, split. Reference
    /// effect: -1 for each page of every folio removed; other holders do not matter, their folio lives on outside the cache.
    /// </summary>
    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte, inclusive; <see cref="ByteOffset.ToEnd"/> for everything from <paramref name="first"/> on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range starts before byte 0 or ends before it starts.</exception>
    /// <exception cref="KernelDeadlockException">A folio in the range is locked, or under writeback that no task can end.</exception>
    /// <remarks>
    /// Models <c>truncate_inode_pages_range</c>. A clean large folio that is only partly inside and cannot be split is removed whole; a
    /// dirty one stays whole. Up to 6.14 the split makes single pages, since 6.15 it leaves what lies outside the range as large as can
    /// be. Drains this CPU's LRU batches if, and only if, it finds a folio wholly inside.
    /// </remarks>
    [Interleaved]
    public void Truncate(ByteOffset first, ByteOffset last)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("truncate_inode_pages_range");
        _machine.CheckThread();
        CheckRange(first, last);
        if (Pages.Tree.IsEmpty)
        {
            return;
        }

        ulong start = first.ToNextPageIndex().Value;
        ulong end = last == ByteOffset.ToEnd ? ulong.MaxValue : (ulong)(last.Value + 1) >> PageSize.Shift;

        FolioBatch batch = _machine.RentBatch();
        TruncateUncontended(batch, start, end);
        Range whole = TruncatePartial(first, last, new Range(start, end));
        TruncateWaiting(batch, whole.Start, whole.End);
        _machine.ReturnBatch(batch);
    }

    /// <summary>Removes a locked folio from the cache, even if it has other holders. Reference effect: -1 for each page.</summary>
    /// <param name="folio">A locked folio.</param>
    /// <returns>Success, or <see cref="Errno.EIO"/> when it is not in this cache.</returns>
    /// <remarks>Models <c>truncate_inode_folio</c>.</remarks>
    [Interleaved]
    public Errno TruncateFolio(Folio folio)
    {
        _machine.CheckOwn(folio);
        using KernelTask.OperationScope operation = _machine.BeginOperation("truncate_inode_folio");
        if (folio.Page.Mapping != Id)
        {
            return Errno.EIO;
        }

        CleanUp(folio.Frame);
        Pages.RemoveFolio(folio);
        return Errno.None;
    }

    /// <summary>Refuses ranges of bytes that no file has; an empty one, which ends right before it starts, is allowed.</summary>
    private static void CheckRange(ByteOffset first, ByteOffset last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first.Value, nameof(first));
        if (last != ByteOffset.ToEnd && last.Value < first.Value - 1)
        {
            throw new ArgumentOutOfRangeException(nameof(last), last, $"the range from byte {first} ends before it starts");
        }
    }

    /// <summary>First pass: what can be locked at once goes, in batches.</summary>
    [Interleaved]
    private void TruncateUncontended(FolioBatch batch, ulong start, ulong end)
    {
        ulong index = start;
        while (index < end)
        {
            ulong gone = TruncateRun(batch, index, end);
            if (gone > 0)
            {
                index += gone;
                continue;
            }

            if (!Pages.FindLockEntries(batch, index, end - 1))
            {
                return;
            }

            index = batch.Next.Value;
            TruncateBatch(batch);
            _machine.Point(SchedulingPoint.Reschedule);
        }
    }

    /// <summary>Removes and frees folios that follow each other in one leaf and that only the cache holds.</summary>
    /// <param name="batch">The batch of this truncation, empty: it knows whether the LRU batches are drained.</param>
    /// <param name="start">The first page.</param>
    /// <param name="end">The page behind the last.</param>
    /// <returns>How many; 0 where the first page needs a batch.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong TruncateRun(FolioBatch batch, ulong start, ulong end)
    {
        const int PagesOfLeaf = 64;
        if (!_machine.WorksInRuns || ReleasesAlways)
        {
            return 0;
        }

        Span<int> pfns = stackalloc int[PagesOfLeaf];
        int gone = Pages.RemoveRun(start, end, pfns);
        if (gone > 0)
        {
            batch.DrainOnce();
            _machine.FreeRun(pfns[..gone]);
        }

        return (ulong)gone;
    }

    /// <summary>
    /// Discards what a batch holds. It is apart because the loop around it may run once and for long: the code that the compiler puts in
    /// place of a running loop keeps its variables in memory.
    /// </summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TruncateBatch(FolioBatch batch)
    {
        ClearValues(batch);
        batch.RemoveValues();
        for (int i = 0; i < batch.Count; i++)
        {
            CleanUp(batch.FrameAt(i));
        }

        Pages.RemoveBatch(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            int pfn = batch.FrameAt(i);
            _machine.UnlockFolio(ref _map[pfn], pfn);
        }

        batch.Release();
    }

    /// <summary>Last pass: waits for locks and writeback, until one whole round finds nothing.</summary>
    [Interleaved]
    private void TruncateWaiting(FolioBatch batch, ulong start, ulong end)
    {
        ulong index = start;
        while (index < end)
        {
            _machine.Point(SchedulingPoint.Reschedule);
            if (!Pages.FindGetEntries(batch, index, end - 1))
            {
                if (index == start)
                {
                    return;
                }

                index = start;
                continue;
            }

            index = batch.Next.Value;
            for (int i = 0; i < batch.Count; i++)
            {
                if (!batch.EntryAt(i).IsValue)
                {
                    Folio folio = batch[i];
                    folio.Lock();
                    folio.WaitForWriteback();
                    TruncateFolio(folio);
                    folio.Unlock();
                }
            }

            ClearValues(batch);
            batch.RemoveValues();
            batch.Release();
        }
    }

    /// <summary>Severs a folio from page tables, private data and the dirty state before it is removed.</summary>
    /// <remarks>Models <c>truncate_cleanup_folio</c>.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CleanUp(int pfn)
    {
        if (_machine.MapCountOf(pfn) > 0)
        {
            UnmapFolio(new Folio(_machine, pfn));
        }

        if (NeedsRelease(_map[pfn].Flags))
        {
            _operations.InvalidateFolio(new Folio(_machine, pfn), 0, (long)PageSize.Bytes << _map[pfn].Order);
        }

        _machine.MarkChanged(pfn);
        if ((_map[pfn].Flags & FolioFlags.Dirty) != 0)
        {
            AccountCleaned(pfn, 1L << _map[pfn].Order);
        }

        _map[pfn].Flags &= ~(FolioFlags.Dirty | FolioFlags.MappedToDisk);
    }

    /// <summary>Erases the values of a batch that are still there.</summary>
    /// <remarks>Models <c>clear_shadow_entries</c>.</remarks>
    [Interleaved]
    private void ClearValues(FolioBatch batch)
    {
        if (OwnsValues || !batch.HasValues)
        {
            return;
        }

        InodeLock.Acquire();
        Pages.Lock.Acquire();
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.EntryAt(i).IsValue)
            {
                XCursor cursor = new(Pages.Tree, batch.IndexAt(i), 0, Pages.NodeUpdate);
                if (cursor.Load() == batch.EntryAt(i))
                {
                    cursor.Store(XEntry.Null);
                }
            }
        }

        Pages.Lock.Release();
        InodeLock.Release();
    }

    private static long PositionOf(Folio folio) => (long)(folio.Index.Value << PageSize.Shift);

    /// <summary>The page that holds the last byte; "to the end" lies in the very last page an index can name.</summary>
    private static PageIndex LastPageOf(ByteOffset last) => new((ulong)(last.Value >> PageSize.Shift));

    /// <summary>Pages from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
    private readonly record struct Range(ulong Start, ulong End);
}
