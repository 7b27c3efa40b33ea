using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>
    /// Adds the folios that overlap a range to a batch, in file order, until it is full. Reference effect: +1 on each, owned by the current
    /// task.
    /// </summary>
    /// <param name="batch">Where to put them; <see cref="FolioBatch.Next"/> says afterwards where to continue.</param>
    /// <param name="start">First page. The first folio may begin before it.</param>
    /// <param name="end">Last page, inclusive. The last folio may extend beyond it.</param>
    /// <remarks>Models <c>filemap_get_folios</c>. Values are skipped.</remarks>
    [Interleaved]
    public void GetFolios(FolioBatch batch, PageIndex start, PageIndex end)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_get_folios");
        GetFolios(batch, start, end, XMark.Present);
    }

    /// <summary>
    /// Adds the folios of a range that carry a mark to a batch, as <see cref="GetFolios(FolioBatch, PageIndex, PageIndex)"/> does.
    /// </summary>
    /// <param name="batch">Where to put them.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <param name="tag">The mark.</param>
    /// <remarks>Models <c>filemap_get_folios_tag</c>.</remarks>
    [Interleaved]
    public void GetFoliosTagged(FolioBatch batch, PageIndex start, PageIndex end, PageCacheTag tag)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_get_folios_tag");
        GetFolios(batch, start, end, (XMark)tag);
    }

    /// <summary>
    /// Adds consecutive folios to a batch, until it is full or a gap or a value comes. Reference effect: +1 on each, owned by the current
    /// task.
    /// </summary>
    /// <param name="batch">Where to put them; <see cref="FolioBatch.Next"/> says afterwards where to continue.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <remarks>Models <c>filemap_get_folios_contig</c>.</remarks>
    [Interleaved]
    public void GetFoliosContiguous(FolioBatch batch, PageIndex start, PageIndex end)
    {
        _machine.CheckOwn(batch);
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_get_folios_contig");
        _machine.CheckThread();
        batch.Next = start;
        XCursor cursor = new(_entries, start.Value);
        _machine.Point(SchedulingPoint.SlotLoad);
        XEntry entry = cursor.Load();
        while (!entry.IsNull && cursor.Index <= end.Value)
        {
            if (entry.IsRetry)
            {
                cursor.Reset();
            }
            else if (!entry.IsPointer)
            {
                // A value, or the middle of a large folio: the run ends here.
                return;
            }
            else if (TryGetStable(cursor.SlotToReload, entry))
            {
                batch.Add(entry, cursor.Index);
                batch.Next = NextIndexOf(entry.PointerId);
                if (batch.IsFull)
                {
                    return;
                }

                cursor.Advance(batch.Next.Value - 1);
            }
            else
            {
                cursor.Reset();
            }

            _machine.Point(SchedulingPoint.SlotLoad);
            entry = cursor.Next();
        }
    }

    [Interleaved]
    private void GetFolios(FolioBatch batch, PageIndex start, PageIndex end, XMark mark)
    {
        _machine.CheckOwn(batch);
        _machine.CheckThread();
        XCursor cursor = new(_entries, start.Value);
        while (true)
        {
            _machine.Point(SchedulingPoint.SlotLoad);
            XEntry entry = FindEntry(ref cursor, end.Value, mark);
            if (entry.IsPointer && !TryGetStable(cursor.SlotToReload, entry))
            {
                cursor.Reset();
                continue;
            }

            if (entry.IsNull)
            {
                batch.Next = end == PageIndex.Max ? end : new PageIndex(end.Value + 1);
                return;
            }

            if (!entry.IsValue)
            {
                batch.Add(entry, cursor.Index);
                if (batch.IsFull)
                {
                    batch.Next = NextIndexOf(entry.PointerId);
                    return;
                }
            }
        }
    }

    /// <summary>The next entry of a range, without a reference: see <see cref="TryGetStable"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static XEntry FindEntry(ref XCursor cursor, ulong end, XMark mark)
    {
        while (true)
        {
            XEntry entry = mark == XMark.Present ? cursor.FindNext(end) : cursor.FindMarked(end, mark);
            if (!entry.IsRetry)
            {
                return entry;
            }

            cursor.Reset();
        }
    }

    /// <summary>Takes a reference on a folio found, and reads the slot again. Reference effect: +1, or none.</summary>
    /// <returns>Whether the reference was taken; if not, the caller looks again from the head.</returns>
    /// <remarks>Models the second half of <c>find_get_entry</c>.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryGetStable(XSlot slot, XEntry entry)
    {
        int pfn = entry.PointerId;
        _machine.Point(SchedulingPoint.TryGet);
        if (!_references.TryGet(pfn, HolderKind.Speculative, "find_get_entry"))
        {
            _machine.SpinOnFrozen(pfn);
            return false;
        }

        _machine.Point(SchedulingPoint.SlotReload);
        if (_entries.Reload(slot) == entry)
        {
            _references.Convert(pfn, HolderKind.Speculative, HolderKind.Lookup);
            return true;
        }

        _machine.Put(pfn, 1, HolderKind.Speculative, 0, "find_get_entry");
        return false;
    }

    private PageIndex NextIndexOf(int pfn) => new(_machine.Map[pfn].Index + (1UL << _machine.CacheOrderOf(pfn)));
}
