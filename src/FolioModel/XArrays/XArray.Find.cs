namespace FolioModel.XArrays;

/// <content>Searching by index.</content>
public sealed partial class XArray
{
    /// <summary>Finds the first entry at or after an index.</summary>
    /// <param name="index">Where to start; becomes the index found, and stays where nothing is found.</param>
    /// <param name="max">The highest index to return.</param>
    /// <param name="filter">Only entries with this mark, or <see cref="XMark.Present"/>.</param>
    /// <returns>The entry, or null. Reservations are passed over.</returns>
    /// <remarks>
    /// Linux: <c>xa_find</c>. From inside a larger entry that entry is found: without a mark the index stays, with one it moves back to the entry's start.
    /// </remarks>
    public XEntry Find(ref ulong index, ulong max = ulong.MaxValue, XMark filter = XMark.Present)
    {
        var cursor = new XCursor(this, index);
        XEntry entry;
        do
        {
            entry = FindBy(ref cursor, max, filter);
        }
        while (cursor.ShouldRetry(entry));

        index = entry.IsNull ? index : cursor.Index;
        return entry;
    }

    /// <summary>Finds the first entry after an index.</summary>
    /// <param name="index">The index to go on from; becomes the index found, and stays where nothing is found.</param>
    /// <param name="max">The highest index to return.</param>
    /// <param name="filter">Only entries with this mark, or <see cref="XMark.Present"/>.</param>
    /// <returns>The entry, or null.</returns>
    /// <remarks>
    /// Linux: <c>xa_find_after</c>. An entry that <paramref name="index"/> lies in is not found again, except with a mark:
    /// there the kernel's search goes back to the entry's start. Use <c>foreach</c> or a cursor for marked larger entries.
    /// </remarks>
    public XEntry FindAfter(ref ulong index, ulong max = ulong.MaxValue, XMark filter = XMark.Present)
    {
        if (index == ulong.MaxValue)
        {
            return default;
        }

        var cursor = new XCursor(this, index + 1);
        XEntry entry;
        do
        {
            entry = FindBy(ref cursor, max, filter);
        }
        while (cursor.IsInsideEntry || (cursor.State is XCursorState.Node or XCursorState.Head && cursor.ShouldRetry(entry)));

        index = entry.IsNull ? index : cursor.Index;
        return entry;
    }

    /// <summary>Copies up to a buffer full of entries.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="start">The first index.</param>
    /// <param name="max">The last index.</param>
    /// <param name="filter">Only entries with this mark, or <see cref="XMark.Present"/>.</param>
    /// <returns>How many were copied; reservations are passed over.</returns>
    /// <remarks>Linux: <c>xa_extract</c>.</remarks>
    public int Extract(Span<XEntry> destination, ulong start = 0, ulong max = ulong.MaxValue, XMark filter = XMark.Present)
    {
        var cursor = new XCursor(this, start);
        return filter == XMark.Present
            ? cursor.FindBatch(max, destination, default)
            : cursor.FindBatchMarked(max, filter, destination, default);
    }

    /// <summary>Finds up to a buffer full of entries with their indices: the gang lookup of the page cache.</summary>
    /// <param name="start">The first index to look at; afterwards the index behind the last entry found, from which the next call goes on.</param>
    /// <param name="max">The last index.</param>
    /// <param name="entries">Receives the entries.</param>
    /// <param name="indices">Receives their indices; at least as long as <paramref name="entries"/>.</param>
    /// <param name="filter">Only entries with this mark, or <see cref="XMark.Present"/>.</param>
    /// <returns>
    /// How many were found. Fewer than fit means that there are no more; <paramref name="start"/> is then behind <paramref name="max"/>.
    /// </returns>
    /// <remarks>
    /// Since no index follows 2^64 − 1, <paramref name="start"/> stops there, as in <c>filemap_get_folios</c>; who may have an entry at that very
    /// index goes on while the buffer came back full, or keeps a cursor and calls <see cref="XCursor.FindBatch"/>.
    /// </remarks>
    /// <example><code>
    /// ulong next = 0;
    /// Span&lt;XEntry&gt; batch = stackalloc XEntry[15];
    /// Span&lt;ulong&gt; indices = stackalloc ulong[15];
    /// int found;
    /// do
    /// {
    ///     found = array.FindBatch(ref next, lastIndex, batch, indices);
    ///     Use(batch[..found]);
    /// } while (found == batch.Length);
    /// </code></example>
    public int FindBatch(ref ulong start, ulong max, Span<XEntry> entries, Span<ulong> indices, XMark filter = XMark.Present)
    {
        if (start > max || entries.IsEmpty)
        {
            return 0;
        }

        ulong next = start;
        int found = filter == XMark.Present ? CopyFromLeaves(ref next, max, entries, indices) : 0;
        ulong last = next - 1;
        if (found < entries.Length && next <= max && (found == 0 || next != 0))
        {
            // Where the directory of leaves ends, a cursor goes on.
            var cursor = new XCursor(this, next);
            found += filter == XMark.Present
                ? cursor.FindBatch(max, entries[found..], indices[found..])
                : cursor.FindBatchMarked(max, filter, entries, indices);
            last = found < entries.Length ? max : cursor.LastIndexOfEntry();
        }
        else if (found < entries.Length)
        {
            last = max;
        }

        start = last == ulong.MaxValue ? last : last + 1;
        return found;
    }

    /// <summary>Copies from leaf to leaf as far as the directory knows the way.</summary>
    private int CopyFromLeaves(ref ulong index, ulong max, Span<XEntry> entries, Span<ulong> indices)
    {
        int found = 0;
        while (found < entries.Length && index <= max && TryGetLeaf(index, out int leaf))
        {
            ReadOnlySpan<uint> slots = Pool.SlotsOf(leaf);
            ulong leafStart = index & ~_chunkMask;
            int first = (int)(index & _chunkMask);
            int end = (int)Math.Min(max - leafStart, _chunkMask) + 1;
            int offset = first;
            for (; offset < end && found < entries.Length; offset++)
            {
                uint word = slots[offset];
                if ((word & 3) == 2)
                {
                    // A sibling matters only where the search starts: the entry began before.
                    word = offset == first ? EntryBehindSibling(slots, word) : 0;
                }

                if (word != 0)
                {
                    entries[found] = Pool.Decode(word);
                    indices[found] = leafStart + (ulong)offset;
                    found++;
                }
            }

            while (offset < end && XWord.IsSibling(slots[offset]))
            {
                offset++;
            }

            index = leafStart + (ulong)offset;
            if (index == 0)
            {
                break;
            }
        }

        return found;
    }

    private static uint EntryBehindSibling(ReadOnlySpan<uint> slots, uint word)
    {
        while (XWord.IsSibling(word))
        {
            word = slots[XWord.SiblingSlot(word)];
        }

        return (word & 3) == 2 ? 0 : word;
    }

    private static XEntry FindBy(ref XCursor cursor, ulong max, XMark filter) =>
        filter == XMark.Present ? cursor.Find(max) : cursor.FindMarked(max, filter);
}
