namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>
    /// Discards the part of a locked folio that lies in a range of bytes: the whole folio is removed, a part is zeroed and a large folio
    /// split. Reference effect: -1 for each page of a folio that is removed.
    /// </summary>
    /// <param name="folio">A locked folio of this cache that overlaps the range.</param>
    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte, inclusive; <see cref="ByteOffset.ToEnd"/> for "to the end".</param>
    /// <returns>False when the folio had to stay whole: it is dirty and could not be split.</returns>
    /// <remarks>Models <c>truncate_inode_partial_folio</c>. A clean folio that cannot be split is removed whole.</remarks>
    [Interleaved]
    public bool TruncatePartially(Folio folio, ByteOffset first, ByteOffset last)
    {
        _machine.CheckOwn(folio);
        CheckRange(first, last);
        using KernelTask.OperationScope operation = _machine.BeginOperation("truncate_inode_partial_folio");
        return TruncatePartialFolio(folio, first.Value, last.Value);
    }

    /// <summary>Second and third pass: the folios that the range's ends cut through.</summary>
    /// <returns>The pages that are to be gone afterwards, less those of folios that had to stay.</returns>
    [Interleaved]
    private Range TruncatePartial(ByteOffset first, ByteOffset last, Range whole)
    {
        bool sameFolio = first.Value >> PageSize.Shift == last.Value >> PageSize.Shift;
        FolioResult found = Pages.LockFolio(first.ToPageIndex());
        if (found.IsOk)
        {
            Folio folio = found.Folio;
            // Unsigned: "to the end" lies behind every folio.
            sameFolio = (ulong)last.Value < folio.NextIndex.Value << PageSize.Shift;
            if (!TruncatePartialFolio(folio, first.Value, last.Value))
            {
                whole = new Range(folio.NextIndex.Value, sameFolio ? folio.Index.Value : whole.End);
            }

            folio.Unlock();
            folio.Put();
        }

        if (sameFolio)
        {
            return whole;
        }

        found = Pages.LockFolio(LastPageOf(last));
        if (found.IsOk)
        {
            if (!TruncatePartialFolio(found.Folio, first.Value, last.Value))
            {
                whole = whole with { End = found.Folio.Index.Value };
            }

            found.Folio.Unlock();
            found.Folio.Put();
        }

        return whole;
    }

    /// <summary>Handles a folio of which the range covers a part.</summary>
    /// <returns>False when the folio had to stay: it is dirty and could not be split.</returns>
    /// <remarks>Models <c>truncate_inode_partial_folio</c>.</remarks>
    [Interleaved]
    private bool TruncatePartialFolio(Folio folio, long first, long last)
    {
        long position = PositionOf(folio);
        long size = (long)folio.Pages << PageSize.Shift;
        long offset = position < first ? first - position : 0;
        long length = (ulong)(position + size) <= (ulong)last ? size - offset : last + 1 - position - offset;

        folio.WaitForWriteback();
        if (length == size)
        {
            TruncateFolio(folio);
            return true;
        }

        if (!IsInaccessible)
        {
            _operations.ZeroRange(folio, offset, length);
        }

        if (NeedsRelease(folio.Page.Flags))
        {
            _operations.InvalidateFolio(folio, offset, length);
        }

        if (folio.Page.Order == 0)
        {
            return true;
        }

        Errno split = _machine.Profile.SplitsAroundHoles ? SplitAroundHole(folio, offset, length) : folio.Split(Order.Zero);
        if (split == Errno.None)
        {
            return true;
        }

        if (!SplitsToSinglePagesOnly)
        {
            // An owner that splits to single pages only keeps the mappings of a folio that must stay whole: its part is zeroed in place.
            _machine.TryToUnmap(folio, ignoreLocks: true);
        }

        if ((folio.Page.Flags & FolioFlags.Dirty) != 0)
        {
            return false;
        }

        TruncateFolio(folio);
        return true;
    }
}
