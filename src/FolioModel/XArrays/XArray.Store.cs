namespace FolioModel.XArrays;

/// <content>Storing and erasing by index.</content>
public sealed partial class XArray
{
    /// <summary>Stores an entry at an index. Inside a larger entry it replaces all of that entry and keeps its order and marks.</summary>
    /// <param name="index">The index.</param>
    /// <param name="entry">The entry; null erases, except in allocating arrays, where the id stays taken.</param>
    /// <returns>What was there (a reservation as null), or an error: EINVAL for a sibling or retry entry, ENOMEM.</returns>
    /// <remarks>Models <c>xa_store</c>.</remarks>
    public XEntry Store(ulong index, XEntry entry)
    {
        if (TryStoreInLeaf(index, entry, out XEntry old))
        {
            return old;
        }

        if (entry.IsAdvanced)
        {
            return XEntry.FromErrno(Errno.EINVAL);
        }

        if (TracksFree && entry.IsNull)
        {
            entry = XEntry.Zero;
        }

        var cursor = new XCursor(this, index);
        XEntry previous;
        do
        {
            previous = cursor.Store(entry);
            if (TracksFree)
            {
                cursor.ClearMark(XMark.Mark0);
            }
        }
        while (cursor.RetryAfterNoMemory());

        return Result(in cursor, previous);
    }

    /// <summary>Stores an entry that covers 2^<paramref name="order"/> indices.</summary>
    /// <param name="index">Any index of the range; rounded down to its start.</param>
    /// <param name="order">0 to 63.</param>
    /// <param name="entry">The entry; null erases the range and every entry that overlaps its start.</param>
    /// <returns><see cref="Errno.None"/>, EINVAL for a sibling or retry entry, ENOMEM.</returns>
    /// <remarks>
    /// Linux has no such function in its normal API; it is a cursor store with an order. What was there is replaced without a word.
    /// </remarks>
    public Errno StoreOrder(ulong index, int order, XEntry entry)
    {
        if (entry.IsAdvanced)
        {
            return Errno.EINVAL;
        }

        var cursor = new XCursor(this, index, order);
        do
        {
            cursor.Store(entry);
        }
        while (cursor.RetryAfterNoMemory());

        return cursor.Error;
    }

    /// <summary>Removes what is at an index; a larger entry goes as a whole.</summary>
    /// <param name="index">The index.</param>
    /// <returns>What was there (a reservation as null).</returns>
    /// <remarks>Models <c>xa_erase</c>.</remarks>
    public XEntry Erase(ulong index)
    {
        if (TryEraseInLeaf(index, out XEntry old))
        {
            return old;
        }

        var cursor = new XCursor(this, index);
        XEntry previous = cursor.Store(default);
        return Result(in cursor, previous);
    }

    /// <summary>Stores an entry if the index holds what the caller expects.</summary>
    /// <param name="index">The index.</param>
    /// <param name="expected">What must be there; <see cref="XEntry.Zero"/> means a reservation.</param>
    /// <param name="entry">The new entry; null erases.</param>
    /// <returns>
    /// What was there (a reservation as null): stored if it equals <paramref name="expected"/>. Or an error, EINVAL or ENOMEM.
    /// </returns>
    /// <remarks>Models <c>xa_cmpxchg</c>.</remarks>
    public XEntry CompareExchange(ulong index, XEntry expected, XEntry entry)
    {
        if (entry.IsAdvanced)
        {
            return XEntry.FromErrno(Errno.EINVAL);
        }

        var cursor = new XCursor(this, index);
        XEntry current;
        do
        {
            current = cursor.Load();
            if (current == expected)
            {
                cursor.Store(entry);
                if (TracksFree && !entry.IsNull && current.IsNull)
                {
                    cursor.ClearMark(XMark.Mark0);
                }
            }
        }
        while (cursor.RetryAfterNoMemory());

        return Result(in cursor, current);
    }

    /// <summary>Stores an entry where nothing is.</summary>
    /// <param name="index">The index.</param>
    /// <param name="entry">The entry; null stores a reservation.</param>
    /// <returns><see cref="Errno.None"/>; EBUSY if something is there, be it a reservation; EINVAL; ENOMEM.</returns>
    /// <remarks>Models <c>xa_insert</c>.</remarks>
    public Errno Insert(ulong index, XEntry entry)
    {
        if (entry.IsAdvanced)
        {
            return Errno.EINVAL;
        }

        if (entry.IsNull)
        {
            entry = XEntry.Zero;
        }

        var cursor = new XCursor(this, index);
        do
        {
            if (!cursor.Load().IsNull)
            {
                return Errno.EBUSY;
            }

            cursor.Store(entry);
            if (TracksFree)
            {
                cursor.ClearMark(XMark.Mark0);
            }
        }
        while (cursor.RetryAfterNoMemory());

        return cursor.Error;
    }

    /// <summary>Makes sure that a later store to an index cannot fail: puts a reservation there if it is empty.</summary>
    /// <param name="index">The index.</param>
    /// <returns><see cref="Errno.None"/>, also where something is already, or ENOMEM.</returns>
    /// <remarks>Models <c>xa_reserve</c>.</remarks>
    public Errno Reserve(ulong index) => CompareExchange(index, XEntry.Null, XEntry.Zero).Errno;

    /// <summary>Removes the reservation at an index, if it is still one.</summary>
    /// <param name="index">The index.</param>
    /// <remarks>Models <c>xa_release</c>.</remarks>
    public void Release(ulong index) => CompareExchange(index, XEntry.Zero, XEntry.Null);

    /// <summary>Removes everything, and all marks.</summary>
    /// <remarks>Models <c>xa_destroy</c>. In an array of <see cref="XAllocation.Alloc1"/> id 0 counts as taken again.</remarks>
    public void Destroy()
    {
        uint head = Head;
        ForgetLeaves();
        SetHeadEntry(0);
        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            Unflag(mark);
        }

        if (TracksFree && !ZeroIsBusy)
        {
            Flag((int)XMark.Mark0);
        }

        if (XWord.IsNode(head))
        {
            new XCursor(this, 0).FreeTree(head);
        }
        else
        {
            LetGo(head);
        }
    }

    /// <summary>The common store: one ordinary entry into a slot of a known leaf, where nothing else has to change.</summary>
    private bool TryStoreInLeaf(ulong index, XEntry entry, out XEntry old)
    {
        old = default;
        bool simple = entry.Raw - 1 < XWord.LastPlain && (entry.Raw & 3) != 2 && !TracksFree && Payloads is null;
        if (!simple || !TryGetLeaf(index, out int leaf))
        {
            return false;
        }

        ref uint slot = ref Pool.Slot(leaf, (int)(index & _chunkMask));
        uint word = slot;
        if (word > XWord.LastPlain || (word & 3) == 2)
        {
            return false;
        }

        ref XNodeHeader header = ref Pool.Header(leaf);
        header.Count += word == 0 ? (byte)1 : (byte)0;
        header.ValueCount = (byte)(header.ValueCount + (int)(entry.Raw & 1) - (int)(word & 1));
        slot = (uint)entry.Raw;
        old = new XEntry(word);
        return true;
    }

    /// <summary>The common erase: one ordinary entry without marks from a leaf that stays.</summary>
    private bool TryEraseInLeaf(ulong index, out XEntry old)
    {
        old = default;
        if (HasMarks || Payloads is not null || !TryGetLeaf(index, out int leaf))
        {
            return false;
        }

        int offset = (int)(index & _chunkMask);
        ref uint slot = ref Pool.Slot(leaf, offset);
        uint word = slot;
        ref XNodeHeader header = ref Pool.Header(leaf);
        bool alone = offset == (int)_chunkMask || !XWord.IsSibling(Pool.Slot(leaf, offset + 1));
        if (word - 1 >= XWord.LastPlain || (word & 3) == 2 || !alone || header.Count == 1 || header.Parent < 0)
        {
            return false;
        }

        header.Count--;
        header.ValueCount = (byte)(header.ValueCount - (int)(word & 1));
        slot = 0;
        old = new XEntry(word);
        return true;
    }

    private static XEntry Result(in XCursor cursor, XEntry entry) =>
        entry.IsZero ? default : cursor.Error is var error && error != Errno.None ? XEntry.FromErrno(error) : entry;
}
