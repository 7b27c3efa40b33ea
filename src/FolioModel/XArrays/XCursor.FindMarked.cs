using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>Searching forwards for entries with a mark.</content>
public partial struct XCursor
{
    /// <summary>Goes to the next entry that has a mark, from the cursor's index or, if walked, from after the entry it is on.</summary>
    /// <param name="max">The highest index to return.</param>
    /// <param name="mark">The mark. In an allocating array, <see cref="XMark.Mark0"/> finds free indices: the result is then null with the
    /// cursor on the slot.</param>
    /// <returns>The raw entry, or null.</returns>
    /// <remarks>
    /// Models <c>xas_find_marked</c>. The index moves to the start of a larger entry. Beyond <paramref name="max"/> the cursor is at
    /// <see cref="XCursorState.Restart"/>, off the end of the tree at <see cref="XCursorState.Bounds"/>.
    /// </remarks>
    public XEntry FindMarked(ulong max, XMark mark)
    {
        int bit = XArray.Checked(mark);
        if (_node <= ErrorBase)
        {
            return default;
        }

        if (_index > max)
        {
            _node = AtRestart;
            return default;
        }

        bool skipCurrent = _node >= 0;
        if (_node == AtHead)
        {
            _index = 1;
            return EndOfMarked(max);
        }

        if (_node < 0)
        {
            uint head = _array.Head;
            if (!_array.Holds(_index))
            {
                _node = AtHead;
                return EndOfMarked(max);
            }

            if (!XWord.IsNode(head))
            {
                _node = AtHead;
                if (_array.IsFlagged(bit))
                {
                    return _pool.Decode(head);
                }

                _index = 1;
                return EndOfMarked(max);
            }

            int shift = _array.HeadShift;
            Stand(XWord.NodeId(head), shift, (int)(_index >> shift));
        }

        return WalkMarked(max, bit, skipCurrent);
    }

    /// <summary>The same as <see cref="FindMarked"/>, quicker while it stays in one leaf.</summary>
    /// <param name="max">The highest index to return.</param>
    /// <param name="mark">The mark.</param>
    /// <returns>The raw entry, or null.</returns>
    /// <remarks>
    /// Models <c>xas_next_marked</c>; like that, it leaves the cursor on the node when the next mark lies beyond <paramref name="max"/>.
    /// </remarks>
    public XEntry FindNextMarked(ulong max, XMark mark)
    {
        if (_node < 0 || _nodeShift != 0)
        {
            return FindMarked(max, mark);
        }

        int offset = _pool.NextMarked(_node, _offset + 1, XArray.Checked(mark));
        _offset = (sbyte)offset;
        _index = (_index & ~(ulong)ChunkMask) + (ulong)offset;
        if (_index > max)
        {
            return default;
        }

        if (offset > ChunkMask)
        {
            return FindMarked(max, mark);
        }

        uint word = _pool.Slot(_node, offset);
        return word == 0 ? FindMarked(max, mark) : _pool.Decode(word);
    }

    private XEntry WalkMarked(ulong max, int bit, bool skipCurrent)
    {
        bool emptyCounts = bit == (int)XMark.Mark0 && _array.TracksFree;
        while (_index <= max)
        {
            if (_offset > ChunkMask)
            {
                Ascend(1);
                if (_node < 0)
                {
                    break;
                }

                skipCurrent = false;
                continue;
            }

            if (!skipCurrent && _pool.Slot(_node, _offset) is var here && XWord.IsSibling(here))
            {
                _offset = (sbyte)XWord.SiblingSlot(here);
                MoveIndexToSlot(_offset);
            }

            int offset = _pool.NextMarked(_node, skipCurrent ? _offset + 1 : _offset, bit);
            if (offset > _offset)
            {
                skipCurrent = false;
                MoveIndexToSlot(offset);
                if (_index - 1 >= max)
                {
                    // Also when the index wrapped to 0 behind the last one.
                    _node = AtRestart;
                    return default;
                }

                _offset = (sbyte)offset;
                if (offset > ChunkMask)
                {
                    continue;
                }
            }

            uint word = _pool.Slot(_node, _offset);
            if (word == 0 && !emptyCounts)
            {
                continue;
            }

            if (!XWord.IsNode(word))
            {
                return _pool.Decode(word);
            }

            int shift = _nodeShift - ChunkShift;
            Stand(XWord.NodeId(word), shift, SlotOf(_index, shift));
        }

        return EndOfMarked(max);
    }

    private XEntry EndOfMarked(ulong max)
    {
        _node = _index > max ? AtRestart : AtBounds;
        return default;
    }
}
