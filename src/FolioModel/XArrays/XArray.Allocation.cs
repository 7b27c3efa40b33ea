namespace FolioModel.XArrays;

/// <content>Handing out ids.</content>
public sealed partial class XArray
{
    /// <summary>Stores an entry at the lowest free id of a range.</summary>
    /// <param name="entry">The entry; null stores a reservation.</param>
    /// <param name="id">The id given; 0 on failure.</param>
    /// <param name="min">The lowest id allowed.</param>
    /// <param name="max">The highest id allowed.</param>
    /// <returns>
    /// <see cref="Errno.None"/>; EBUSY if the range is full; ENOMEM; EINVAL for a sibling or retry entry, or if the array does not
    /// allocate.
    /// </returns>
    /// <remarks>Models <c>xa_alloc</c>.</remarks>
    /// <example><code>
    /// var sessions = new XArray(new XArrayOptions { Allocation = XAllocation.Alloc1 });
    /// sessions.Alloc(XEntry.FromPointer(42), out uint id);      // id 1
    /// </code></example>
    public Errno Alloc(XEntry entry, out uint id, uint min = 0, uint max = uint.MaxValue)
    {
        id = 0;
        if (entry.IsAdvanced || !TracksFree)
        {
            return Errno.EINVAL;
        }

        if (entry.IsNull)
        {
            entry = XEntry.Zero;
        }

        var cursor = new XCursor(this, min);
        do
        {
            cursor.Set(min);
            cursor.FindMarked(max, XMark.Mark0);
            if (cursor.State == XCursorState.Restart)
            {
                return Errno.EBUSY;
            }

            id = (uint)cursor.Index;
            cursor.Store(entry);
            cursor.ClearMark(XMark.Mark0);
        }
        while (cursor.RetryAfterNoMemory());

        return cursor.Error;
    }

    /// <summary>Stores an entry at the next free id, starting again from the lowest behind the highest.</summary>
    /// <param name="entry">The entry; null stores a reservation.</param>
    /// <param name="next">Where to look first; becomes the id given plus one. Untouched on failure.</param>
    /// <param name="id">The id given; 0 on failure.</param>
    /// <param name="wrapped">Whether the search started again from <paramref name="min"/> (the kernel's result 1).</param>
    /// <param name="min">The lowest id allowed.</param>
    /// <param name="max">The highest id allowed.</param>
    /// <returns>As <see cref="Alloc"/>.</returns>
    /// <remarks>
    /// Models <c>xa_alloc_cyclic</c>. After id 2^32 − 1, which does not count as wrapped, <paramref name="next"/> is 0 and the next call
    /// reports it.
    /// </remarks>
    public Errno AllocCyclic(
        XEntry entry, ref uint next, out uint id, out bool wrapped, uint min = 0, uint max = uint.MaxValue)
    {
        uint from = Math.Max(min, next);
        Errno error = Alloc(entry, out id, from, max);
        wrapped = error == Errno.None && HasWrapped;
        if (wrapped)
        {
            HasWrapped = false;
        }

        if (error != Errno.None && from > min)
        {
            error = Alloc(entry, out id, min, max);
            wrapped = error == Errno.None;
        }

        if (error == Errno.None)
        {
            next = id + 1;
            if (next == 0)
            {
                HasWrapped = true;
            }
        }

        return error;
    }
}
