namespace FolioModel.XArrays;

/// <content>Marks: a bit per slot, repeated in every ancestor and in the array so that searches skip what has none.</content>
public partial struct XCursor
{
    /// <summary>Whether the slot under the cursor has a mark; false when the cursor has not been walked.</summary>
    /// <param name="mark">The mark.</param>
    /// <remarks>Models <c>xas_get_mark</c>.</remarks>
    public readonly bool GetMark(XMark mark)
    {
        int bit = XArray.Checked(mark);
        return IsWalked && (_node < 0 ? _array.IsFlagged(bit) : OnSlot && _pool.HasMark(_node, _offset, bit));
    }

    /// <summary>
    /// Sets a mark on the slot under the cursor and on the way up to the array. Does nothing when the cursor has not been walked.
    /// </summary>
    /// <param name="mark">The mark.</param>
    /// <remarks>Models <c>xas_set_mark</c>. The cursor must stand on an entry's first slot, as after a load, a store or a find.</remarks>
    public readonly void SetMark(XMark mark)
    {
        int bit = XArray.Checked(mark);
        if (IsWalked && (_node < 0 || OnSlot))
        {
            SetMarkUpwards(bit);
        }
    }

    /// <summary>
    /// Clears a mark on the slot under the cursor, and on the way up where nothing else has it. Does nothing when the cursor has not been
    /// walked.
    /// </summary>
    /// <param name="mark">The mark.</param>
    /// <remarks>Models <c>xas_clear_mark</c>.</remarks>
    public readonly void ClearMark(XMark mark)
    {
        int bit = XArray.Checked(mark);
        if (IsWalked && (_node < 0 || OnSlot))
        {
            ClearMarkUpwards(bit);
        }
    }

    /// <summary>Puts the marks of the slot under the cursor into their first state: all clear, or "free" in an allocating array.</summary>
    /// <remarks>Models <c>xas_init_marks</c>.</remarks>
    public readonly void InitMarks()
    {
        if (!IsWalked || (_node >= 0 && !OnSlot))
        {
            return;
        }

        for (int bit = 0; bit <= (int)XMark.Mark2; bit++)
        {
            if (bit == (int)XMark.Mark0 && _array.TracksFree)
            {
                SetMarkUpwards(bit);
            }
            else if (_array.IsFlagged(bit))
            {
                ClearMarkUpwards(bit);
            }
        }
    }

    private readonly bool OnSlot => (uint)_offset <= (uint)ChunkMask;

    private readonly void SetMarkUpwards(int mark)
    {
        int offset = _offset;
        for (int node = _node; node >= 0; node = _pool.Header(node).Parent)
        {
            ref ulong map = ref _pool.MarksForUpdate(node, mark);
            ulong bit = 1ul << offset;
            if ((map & bit) != 0)
            {
                return;
            }

            map |= bit;
            offset = _pool.Header(node).Offset;
        }

        _array.Flag(mark);
    }

    private readonly void ClearMarkUpwards(int mark)
    {
        int offset = _offset;
        for (int node = _node; node >= 0; node = _pool.Header(node).Parent)
        {
            if (!_pool.HasMark(node, offset, mark))
            {
                return;
            }

            ref ulong map = ref _pool.MarksForUpdate(node, mark);
            map &= ~(1ul << offset);
            if (map != 0)
            {
                return;
            }

            offset = _pool.Header(node).Offset;
        }

        _array.Unflag(mark);
    }

    /// <summary>The slots of the store to come become one entry: it gets every mark that one of them had.</summary>
    private readonly void SquashMarks()
    {
        ulong others = ((1ul << _sibs) - 1) << (_offset + 1);
        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            bool mayBeSet = _array.IsFlagged(mark) || (mark == (int)XMark.Mark0 && _array.TracksFree);
            if (mayBeSet && (_pool.Marks(_node, mark) & others) != 0)
            {
                ref ulong map = ref _pool.MarksForUpdate(_node, mark);
                map = (map & ~others) | (1ul << _offset);
            }
        }
    }
}
