using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>
    /// Adds the folios and values that overlap a range to a batch, for owners that traverse their cache themselves. Reference effect: +1 on
    /// each folio, owned by the current task.
    /// </summary>
    /// <param name="batch">An empty batch; <see cref="FolioBatch.Next"/> is behind the last entry afterwards if anything was found.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <returns>Whether anything was found.</returns>
    /// <remarks>Models <c>find_get_entries</c>.</remarks>
    [Interleaved]
    public bool GetEntries(FolioBatch batch, PageIndex start, PageIndex end)
    {
        _machine.CheckOwn(batch);
        using KernelTask.OperationScope operation = _machine.BeginOperation("find_get_entries");
        _machine.CheckThread();
        return FindGetEntries(batch, start.Value, end.Value);
    }

    /// <summary>
    /// Adds the folios, locked, and the values that lie wholly inside a range to a batch; what is locked by others or under writeback is
    /// skipped. Reference effect: +1 on each folio, owned by the current task.
    /// </summary>
    /// <param name="batch">An empty batch; <see cref="FolioBatch.Next"/> is behind the last entry afterwards.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <returns>Whether anything was found.</returns>
    /// <remarks>Models <c>find_lock_entries</c>.</remarks>
    [Interleaved]
    public bool LockEntries(FolioBatch batch, PageIndex start, PageIndex end)
    {
        _machine.CheckOwn(batch);
        using KernelTask.OperationScope operation = _machine.BeginOperation("find_lock_entries");
        _machine.CheckThread();
        return FindLockEntries(batch, start.Value, end.Value);
    }

    /// <summary>Adds folios and values to a batch. Reference effect: +1 on each folio.</summary>
    /// <returns>Whether anything was found; <see cref="FolioBatch.Next"/> is moved only then.</returns>
    /// <remarks>Models <c>find_get_entries</c>.</remarks>
    [Interleaved]
    internal bool FindGetEntries(FolioBatch batch, ulong start, ulong end)
    {
        XCursor cursor = new(_entries, start);
        while (!batch.IsFull)
        {
            _machine.Point(SchedulingPoint.SlotLoad);
            XEntry entry = FindEntry(ref cursor, end, XMark.Present);
            if (entry.IsNull)
            {
                break;
            }

            if (entry.IsPointer && !TryGetStable(cursor.SlotToReload, entry))
            {
                cursor.Reset();
                continue;
            }

            batch.Add(entry, cursor.Index);
        }

        batch.Next = new PageIndex(start);
        if (batch.Count == 0)
        {
            return false;
        }

        XEntry last = batch.EntryAt(batch.Count - 1);
        ulong index = batch.IndexAt(batch.Count - 1);
        ulong pages = 1UL << (last.IsValue ? _entries.GetOrder(index) : _machine.Map[last.PointerId].Order);
        batch.Next = new PageIndex((index + pages) & ~(pages - 1));
        return true;
    }

    /// <summary>
    /// Adds folios, locked, and values that lie wholly inside a range to a batch; what is locked by others, under writeback or partly
    /// outside is skipped. Reference effect: +1 on each folio.
    /// </summary>
    /// <returns>Whether anything was found. <see cref="FolioBatch.Next"/> is right behind the last entry taken.</returns>
    /// <remarks>Models <c>find_lock_entries</c>.</remarks>
    [Interleaved]
    internal bool FindLockEntries(FolioBatch batch, ulong start, ulong end)
    {
        XCursor cursor = new(_entries, start);
        batch.Next = new PageIndex(start);
        while (true)
        {
            _machine.Point(SchedulingPoint.SlotLoad);
            XEntry entry = FindEntry(ref cursor, end, XMark.Present);
            if (entry.IsNull)
            {
                break;
            }

            if (entry.IsPointer && !TryGetStable(cursor.SlotToReload, entry))
            {
                cursor.Reset();
                continue;
            }

            ulong pages;
            ulong first;
            if (entry.IsValue)
            {
                pages = 1UL << cursor.GetOrder();
                first = cursor.Index & ~(pages - 1);
                if (first < batch.Next.Value)
                {
                    continue;
                }

                if (first + pages - 1 > end)
                {
                    break;
                }
            }
            else
            {
                int pfn = entry.PointerId;
                ref PageDescriptor page = ref _map[pfn];
                pages = 1UL << page.Order;
                first = page.Index;
                if (first < batch.Next.Value || first + pages - 1 > end || !TryLockStable(pfn))
                {
                    _machine.Put(pfn, 1, HolderKind.Own, 0, "folio_put");
                    continue;
                }
            }

            batch.Next = new PageIndex(first + pages);
            batch.Add(entry, cursor.Index);
            if (batch.IsFull)
            {
                break;
            }
        }

        return batch.Count > 0;
    }

    /// <summary>Locks a folio that is still in this cache and not under writeback, if that needs no wait.</summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryLockStable(int pfn)
    {
        _machine.Point(SchedulingPoint.Lock, new Folio(_machine, pfn));
        ref PageDescriptor page = ref _map[pfn];
        if (!_machine.TryLockFolio(ref page, pfn))
        {
            return false;
        }

        if (page.Mapping == _id && (page.Flags & FolioFlags.Writeback) == 0)
        {
            return true;
        }

        _machine.UnlockFolio(ref page, pfn);
        return false;
    }
}
