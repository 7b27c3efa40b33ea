namespace FolioModel.XArrays;

/// <content>Finding many entries in one call.</content>
public partial struct XCursor
{
    /// <summary>Finds up to a buffer full of entries, continuing as <see cref="Find"/> does.</summary>
    /// <param name="max">The highest index to return.</param>
    /// <param name="entries">Receives the entries; reservations are left out.</param>
    /// <param name="indices">Receives their indices; at least as long as <paramref name="entries"/>, or empty if they are of no
    /// interest.</param>
    /// <returns>How many were found; fewer than the buffer holds means there are no more.</returns>
    /// <remarks>The work of a gang lookup (<c>filemap_get_folios</c>): within a leaf it goes from slot to slot without any call.</remarks>
    public int FindBatch(ulong max, Span<XEntry> entries, Span<ulong> indices)
    {
        bool wantIndices = !indices.IsEmpty;
        int found = 0;
        while (found < entries.Length)
        {
            XEntry entry = FindNext(max);
            if (entry.IsNull)
            {
                break;
            }

            if (entry.IsZero || ShouldRetry(entry))
            {
                continue;
            }

            entries[found] = entry;
            if (wantIndices)
            {
                indices[found] = _index;
            }

            found++;
            found += CopyRunInLeaf(max, entries[found..], wantIndices ? indices[found..] : default);
        }

        return found;
    }

    /// <summary>Finds up to a buffer full of entries with a mark, continuing as <see cref="FindMarked"/> does.</summary>
    /// <param name="max">The highest index to return.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="entries">Receives the entries; reservations are left out.</param>
    /// <param name="indices">Receives their indices, or empty.</param>
    /// <returns>How many were found; fewer than the buffer holds means there are no more.</returns>
    /// <remarks>The work of <c>filemap_get_folios_tag</c>.</remarks>
    public int FindBatchMarked(ulong max, XMark mark, Span<XEntry> entries, Span<ulong> indices)
    {
        int found = 0;
        while (found < entries.Length)
        {
            XEntry entry = found == 0 ? FindMarked(max, mark) : FindNextMarked(max, mark);
            if (entry.IsNull)
            {
                break;
            }

            if (ShouldRetry(entry))
            {
                continue;
            }

            entries[found] = entry;
            if (!indices.IsEmpty)
            {
                indices[found] = _index;
            }

            found++;
        }

        return found;
    }

    /// <summary>Copies ordinary entries from the slots after the cursor's, as long as they are in this leaf and fit.</summary>
    private int CopyRunInLeaf(ulong max, Span<XEntry> entries, Span<ulong> indices)
    {
        if (_node < 0 || _nodeShift != 0 || _offset != SlotOf(_index, 0))
        {
            return 0;
        }

        ulong left = max - _index;
        int first = _offset;
        int last = left < (ulong)(ChunkMask - first) ? first + (int)left : ChunkMask;
        ReadOnlySpan<uint> slots = _pool.SlotsOf(_node)[..(last + 1)];
        bool wantIndices = !indices.IsEmpty;
        ulong leafStart = _index - (ulong)first;
        int found = 0;
        int taken = first;
        for (int offset = first + 1; offset < slots.Length && found < entries.Length; offset++)
        {
            uint word = slots[offset];
            if (word == 0)
            {
                continue;
            }

            if ((word & 3) == 2)
            {
                break;
            }

            entries[found] = _pool.Decode(word);
            if (wantIndices)
            {
                indices[found] = leafStart + (ulong)offset;
            }

            taken = offset;
            found++;
        }

        _index += (ulong)(taken - first);
        _offset = (sbyte)taken;
        return found;
    }
}
