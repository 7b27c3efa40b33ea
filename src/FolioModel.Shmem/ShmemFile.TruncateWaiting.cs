namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>Last pass: waits for locks. A hole needs one round; a truncation goes on until a whole round finds nothing.</summary>
    /// <returns>Pages of swap freed.</returns>
    [Interleaved]
    private long UndoWaiting(Undoing work)
    {
        FolioBatch batch = work.Batch;
        long freed = 0;
        bool removesAnything = true;
        ulong index = work.Start;
        while (index < work.End)
        {
            _machine.Point(SchedulingPoint.Reschedule);
            if (!Mapping.Pages.GetEntries(batch, new PageIndex(index), new PageIndex(work.End - 1)))
            {
                if (index == work.Start || work.End != ulong.MaxValue)
                {
                    return freed;
                }

                if (!removesAnything)
                {
                    ThrowEndless(work);
                }

                removesAnything = false;
                index = work.Start;
                continue;
            }

            index = batch.Next.Value;
            for (int i = 0; i < batch.Count; i++)
            {
                CacheEntry entry = batch.Entry(i);
                (long freedHere, ulong? retryAt) = entry.IsValue
                    ? UndoValue(work, batch.IndexOf(i), entry.Value)
                    : (0, UndoFolio(work, entry.Folio, batch.IndexOf(i)));
                freed += freedHere;
                removesAnything |= entry.IsFolio || freedHere > 0 || retryAt is not null;
                if (retryAt is { } again)
                {
                    index = again;
                    break;
                }
            }

            batch.RemoveValues();
            batch.Release();
        }

        return freed;
    }

    /// <summary>
    /// Beyond the new size nothing is read back from swap, so a large swap entry that reaches across a new end on a page's border is
    /// neither split nor erased, and each round finds it again: 6.12 never returns.
    /// </summary>
    private void ThrowEndless(Undoing work) =>
        throw new KernelDeadlockException(
            $"shmem_undo_range: {this} has a large swap entry that reaches across its new end at page {work.Start}; it is skipped, found "
                + "again and skipped, forever")
        {
            Task = _machine.Current,
        };

    /// <returns>Pages of swap freed, and where to search again if the entry changed meanwhile.</returns>
    [Interleaved]
    private (long Freed, ulong? RetryAt) UndoValue(Undoing work, PageIndex index, ulong value)
    {
        if (work.FallocationOnly)
        {
            return (0, null);
        }

        long freed = FreeSwap(index, new PageIndex(work.End - 1), value);
        if (freed > 0)
        {
            return (freed, null);
        }

        ulong first = index.Value;
        if (OrderOfSwap(index, value) is { } order && order > Order.Zero)
        {
            ulong pages = (ulong)order.Pages;
            first &= ~(pages - 1);
            if (first < work.Start || first + pages > work.End)
            {
                // A large entry that the range cuts through: the second pass has zeroed its part.
                return (0, null);
            }
        }

        return (0, first);
    }

    /// <returns>Where to search again: the folio was replaced by a swap entry meanwhile, or split.</returns>
    [Interleaved]
    private ulong? UndoFolio(Undoing work, Folio folio, PageIndex index)
    {
        folio.Lock();
        ulong? retryAt = null;
        if (!work.FallocationOnly || !folio.Has(FolioFlags.Uptodate))
        {
            if (folio.Mapping != Mapping)
            {
                retryAt = index.Value;
            }
            else if (folio.Order == Order.Zero)
            {
                Mapping.TruncateFolio(folio);
            }
            else if (Mapping.TruncatePartially(folio, work.First, work.Last) && folio.Order == Order.Zero)
            {
                retryAt = work.Start;
            }
        }

        folio.Unlock();
        return retryAt;
    }

    /// <param name="Batch">The batch of the traversal, which drains the LRU batches once.</param>
    /// <param name="First">First byte.</param>
    /// <param name="Last">Last byte, inclusive.</param>
    /// <param name="Start">First page that is to be gone.</param>
    /// <param name="End">Page behind the last that is to be gone.</param>
    /// <param name="FallocationOnly">Only folios that are not uptodate.</param>
    private sealed record Undoing(FolioBatch Batch, ByteOffset First, ByteOffset Last, ulong Start, ulong End, bool FallocationOnly);
}
