namespace FolioModel.XArrays;

public partial struct XCursor
{
    /// <summary>Puts nodes on top until the tree holds the cursor's range.</summary>
    /// <returns>The shift one level above the head's slots, 0 when the head itself will do, or -1 with the error set.</returns>
    private int GrowUp()
    {
        uint head = _array.Head;
        ulong last = LastIndexNeeded();
        _node = AtHead;
        if (head == 0 && _array.ZeroIsBusy)
        {
            head = XWord.Zero;
        }

        if (head == 0)
        {
            return last == 0 ? 0 : ShiftToHold(last) + ChunkShift;
        }

        int shift = 0;
        int top = AtHead;
        ulong held = 0;
        if (XWord.IsNode(head))
        {
            top = XWord.NodeId(head);
            held = _array.LastIndexUnder(_array.HeadShift);
            shift = _array.HeadShift + ChunkShift;
        }

        while (last > held)
        {
            top = AllocateNode(shift);
            if (top < 0)
            {
                return -1;
            }

            PutOnTop(top, shift, head);
            head = XWord.Node(top);
            held = _array.LastIndexUnder(shift);
            shift += ChunkShift;
        }

        Stand(top, shift - ChunkShift, 0);
        return shift;
    }

    /// <summary>Makes a node the head, with the old head in its slot 0.</summary>
    private readonly void PutOnTop(int node, int shift, uint oldHead)
    {
        ref XNodeHeader header = ref _pool.Header(node);
        header.Count = 1;
        header.ValueCount = XWord.IsValue(oldHead) ? (byte)1 : (byte)0;
        _pool.Slot(node, 0) = oldHead;
        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            if (mark == (int)XMark.Mark0 && _array.TracksFree)
            {
                // Every new slot is free; slot 0 only if the old tree had a free index.
                bool oldTreeHasFree = _array.IsFlagged(mark);
                _pool.MarksForUpdate(node, mark) = oldTreeHasFree ? _pool.FullMap : _pool.FullMap & ~1ul;
                _array.Flag(mark);
            }
            else if (_array.IsFlagged(mark))
            {
                _pool.MarksForUpdate(node, mark) |= 1;
            }
        }

        if (XWord.IsNode(oldHead))
        {
            ref XNodeHeader child = ref _pool.Header(XWord.NodeId(oldHead));
            child.Offset = 0;
            child.Parent = node;
        }

        _array.SetHeadNode(node, shift);
        if (shift == 0)
        {
            _array.AttachLeaf(node, 0);
        }

        Notify(node);
    }

    /// <summary>
    /// The highest index that must exist for the cursor's range; one more for a range from 0, which cannot sit in the head.
    /// </summary>
    private readonly ulong LastIndexNeeded()
    {
        if (_shift == 0 && _sibs == 0)
        {
            return _index;
        }

        ulong mask = (((ulong)_sibs + 1) << _shift) - 1;
        ulong last = _index | mask;
        return last == mask && last != ulong.MaxValue ? last + 1 : last;
    }

    private readonly int ShiftToHold(ulong index)
    {
        int shift = 0;
        while (index >> shift > (ulong)ChunkMask)
        {
            shift += ChunkShift;
        }

        return shift;
    }
}
