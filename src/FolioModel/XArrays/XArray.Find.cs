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
    /// Models <c>xa_find</c>. From inside a larger entry that entry is found: without a mark the index stays, with one it moves back to the
    /// entry's start.
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
    /// Models <c>xa_find_after</c>. An entry that <paramref name="index"/> lies in is not found again, except with a mark:
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
    /// <remarks>Models <c>xa_extract</c>.</remarks>
    public int Extract(Span<XEntry> destination, ulong start = 0, ulong max = ulong.MaxValue, XMark filter = XMark.Present)
    {
        var cursor = new XCursor(this, start);
        return filter == XMark.Present
            ? cursor.FindBatch(max, destination, default)
            : cursor.FindBatchMarked(max, filter, destination, default);
    }

    private static XEntry FindBy(ref XCursor cursor, ulong max, XMark filter) =>
        filter == XMark.Present ? cursor.Find(max) : cursor.FindMarked(max, filter);
}
