namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>
    /// Frees a range of bytes, in memory and in swap. Reference effect: -1 for each page of every folio removed; other holders do not
    /// matter, their folio lives on outside the file.
    /// </summary>
    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte, inclusive; <see cref="ByteOffset.ToEnd"/> for everything from <paramref name="first"/> on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range starts before byte 0, or ends before it starts.</exception>
    /// <exception cref="KernelDeadlockException">A folio in the range is locked by a task that does not run.</exception>
    /// <remarks>
    /// Models <c>shmem_truncate_range</c>. Folios of which the range covers a part are brought in from swap if needed, marked dirty so that
    /// the rest is not lost, zeroed in the range, and split if large. Locks: takes folios' locks, i_lock, i_pages.
    /// </remarks>
    [Interleaved]
    public void TruncateRange(ByteOffset first, ByteOffset last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first.Value, nameof(first));
        if (last != ByteOffset.ToEnd)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(last.Value, first.Value - 1, nameof(last));
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_truncate_range");
        UndoRange(first, last, undoFallocation: false);
    }

    /// <summary>Sets the size; what lies behind it is freed.</summary>
    /// <param name="size">The size in bytes.</param>
    /// <returns>Success; <see cref="Errno.EINVAL"/> for a negative size; <see cref="Errno.EPERM"/> when a seal forbids it.</returns>
    /// <exception cref="KernelDeadlockException">
    /// A large folio that is swapped out reaches across the new size, which is on the border of two pages: 6.12's truncation never ends.
    /// </exception>
    /// <remarks>Models <c>ftruncate</c> with <c>shmem_setattr</c>. Locks: takes i_rwsem.</remarks>
    [Interleaved]
    public Errno SetSize(long size)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_setattr");
        if (size < 0)
        {
            return Errno.EINVAL;
        }

        InodeLock.DownWrite();
        Errno error = SetSizeLocked(size);
        InodeLock.UpWrite();
        return error;
    }

    [Interleaved]
    private Errno SetSizeLocked(long size)
    {
        long old = Size;
        if ((size < old && (Seals & FileSeals.Shrink) != 0) || (size > old && (Seals & FileSeals.Grow) != 0))
        {
            return Errno.EPERM;
        }

        Mapping.Size = size;
        if (size > old)
        {
            return Errno.None;
        }

        PageIndex hole = new ByteOffset(size).ToNextPageIndex();
        bool unmap = (ulong)old > hole.Value << PageSize.Shift;
        if (unmap)
        {
            Mapping.UnmapRange(hole, PageIndex.Max, alsoCopies: true);
        }

        if (Allocated.Value > 0)
        {
            TruncateRange(new ByteOffset(size), ByteOffset.ToEnd);
        }

        if (unmap)
        {
            Mapping.UnmapRange(hole, PageIndex.Max, alsoCopies: true);
        }

        return Errno.None;
    }

    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte, inclusive, or to the end.</param>
    /// <param name="undoFallocation">Removes only folios that are not uptodate, those that a failed fallocate added.</param>
    /// <remarks>Models <c>shmem_undo_range</c>.</remarks>
    [Interleaved]
    private void UndoRange(ByteOffset first, ByteOffset last, bool undoFallocation)
    {
        ulong start = first.ToNextPageIndex().Value;
        ulong end = last == ByteOffset.ToEnd ? ulong.MaxValue : (ulong)(last.Value + 1) >> PageSize.Shift;
        if (!undoFallocation && FallocatedEnd.Value > start && FallocatedEnd.Value <= end)
        {
            FallocatedEnd = new PageIndex(start);
        }

        FolioBatch batch = new(_machine);
        long freed = UndoUncontended(batch, start, end, undoFallocation);
        if (!undoFallocation)
        {
            (start, end) = UndoPartial(first, last, start, end);
        }

        freed += UndoWaiting(new Undoing(batch, first, last, start, end, undoFallocation));
        RecalculateInode(0, -freed);
    }

    /// <summary>First pass: the folios that can be locked at once.</summary>
    /// <returns>Pages of swap freed.</returns>
    [Interleaved]
    private long UndoUncontended(FolioBatch batch, ulong start, ulong end, bool undoFallocation)
    {
        long freed = 0;
        ulong index = start;
        while (index < end && Mapping.Pages.LockEntries(batch, new PageIndex(index), new PageIndex(end - 1)))
        {
            index = batch.Next.Value;
            for (int i = 0; i < batch.Count; i++)
            {
                CacheEntry entry = batch.Entry(i);
                if (entry.IsFolio)
                {
                    if (!undoFallocation || !entry.Folio.Has(FolioFlags.Uptodate))
                    {
                        Mapping.TruncateFolio(entry.Folio);
                    }

                    entry.Folio.Unlock();
                }
                else if (!undoFallocation)
                {
                    freed += FreeSwap(batch.IndexOf(i), new PageIndex(end - 1), entry.Value);
                }
            }

            batch.RemoveValues();
            batch.Release();
            _machine.Point(SchedulingPoint.Reschedule);
        }

        return freed;
    }

    /// <summary>Second pass: the folios that the range's ends cut through.</summary>
    /// <returns>The pages that are to be gone afterwards, less those of folios that had to stay.</returns>
    [Interleaved]
    private (ulong Start, ulong End) UndoPartial(ByteOffset first, ByteOffset last, ulong start, ulong end)
    {
        bool sameFolio = first.Value >> PageSize.Shift == last.Value >> PageSize.Shift;
        Folio folio = GetPartialFolio(first.ToPageIndex());
        if (!folio.IsNone)
        {
            sameFolio = (ulong)last.Value < folio.NextIndex.Value << PageSize.Shift;
            if (!DiscardPart(folio, first, last))
            {
                start = folio.NextIndex.Value;
                end = sameFolio ? folio.Index.Value : end;
            }

            folio.Unlock();
            folio.Put();
        }

        folio = sameFolio ? default : GetPartialFolio(new PageIndex((ulong)(last.Value >> PageSize.Shift)));
        if (!folio.IsNone)
        {
            if (!DiscardPart(folio, first, last))
            {
                end = folio.Index.Value;
            }

            folio.Unlock();
            folio.Put();
        }

        return (start, end);
    }

    [Interleaved]
    private bool DiscardPart(Folio folio, ByteOffset first, ByteOffset last)
    {
        // A clean folio that cannot be split would be removed whole, with what lies outside the range.
        folio.MarkDirty();
        return Mapping.TruncatePartially(folio, first, last);
    }

    /// <summary>The locked folio of a page even beyond the size and if only reserved; from swap only inside the size.</summary>
    /// <remarks>Models <c>shmem_get_partial_folio</c>. Reference effect: +1 owned by the current task.</remarks>
    [Interleaved]
    private Folio GetPartialFolio(PageIndex index)
    {
        CacheEntry entry = Mapping.Pages.GetEntry(index);
        if (entry.IsEmpty)
        {
            return default;
        }

        if (entry.IsFolio)
        {
            entry.Folio.Lock();
            if (entry.Folio.Mapping == Mapping)
            {
                return entry.Folio;
            }

            entry.Folio.Unlock();
            entry.Folio.Put();
        }

        return GetFolio(index, ShmemGetMode.Read).Folio;
    }

    /// <summary>Erases a swap entry that lies wholly inside the range and frees its slots.</summary>
    /// <returns>Pages of swap freed, 0 if the entry has changed or reaches beyond the range.</returns>
    /// <remarks>Models <c>shmem_free_swap</c>.</remarks>
    [Interleaved]
    private long FreeSwap(PageIndex index, PageIndex end, ulong value)
    {
        long pages = Mapping.Pages.OwnerEntries.EraseValue(index, end, value).Value;
        if (pages > 0)
        {
            _machine.Swap.FreeWithCache(SwapEntry.FromValue(value), (int)pages);
        }

        return pages;
    }
}
