using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>Searching forwards for entries that are present.</content>
public partial struct XCursor
{
    /// <summary>
    /// Goes to the next entry: from a fresh cursor the first one at or after its index, from a walked one the first after the entry it is
    /// on.
    /// </summary>
    /// <param name="max">The highest index to return.</param>
    /// <returns>The raw entry (reservations included, siblings skipped), or null.</returns>
    /// <remarks>
    /// Models <c>xas_find</c>. Starting inside a larger entry returns that entry and leaves the index where it was. Off the end of the
    /// tree the cursor is at <see cref="XCursorState.Bounds"/> with the first index that the tree cannot hold.
    /// </remarks>
    public XEntry Find(ulong max)
    {
        if (_node <= ErrorBase || _node == AtBounds)
        {
            return default;
        }

        if (_index > max)
        {
            _node = AtBounds;
            return default;
        }

        if (_node == AtHead)
        {
            // The head's only entry has been seen.
            _index = 1;
            _node = AtBounds;
            return default;
        }

        if (_node == AtRestart)
        {
            uint word = LoadWord();
            if (word != 0 || _node < 0)
            {
                return _pool.Decode(word);
            }
        }
        else if (_nodeShift == 0 && _offset != SlotOf(_index, 0))
        {
            // The index was moved on inside a larger entry: continue after the index, not after the entry's first slot.
            _offset = (sbyte)(SlotOf(_index - 1, 0) + 1);
        }

        return FindInFollowingSlots(max);
    }

    /// <summary>The same as <see cref="Find"/>, quicker while it stays in one leaf of single entries.</summary>
    /// <param name="max">The highest index to return.</param>
    /// <returns>The raw entry, or null.</returns>
    /// <remarks>Models <c>xas_next_entry</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public XEntry FindNext(ulong max) => TryStepInLeaf(max, out XEntry entry) ? entry : FindNextFurther(max);

    /// <summary>Steps to the next slot, if that is in the same leaf and holds an ordinary entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryStepInLeaf(ulong max, out XEntry entry)
    {
        if (_node >= 0 && _nodeShift == 0 && _index < max)
        {
            int offset = _offset;
            if (offset == SlotOf(_index, 0) && offset < ChunkMask)
            {
                uint word = _pool.Slot(_node, offset + 1);
                if ((word & 3) != 2 && word != 0)
                {
                    _offset = (sbyte)(offset + 1);
                    _index++;
                    entry = _pool.Decode(word);
                    return true;
                }
            }
        }

        entry = default;
        return false;
    }

    private XEntry FindNextFurther(ulong max)
    {
        if (_node < 0 || _nodeShift != 0 || _offset != SlotOf(_index, 0))
        {
            return Find(max);
        }

        ReadOnlySpan<uint> slots = _pool.SlotsOf(_node);
        int offset = _offset;
        ulong index = _index;
        while (index < max && offset + 1 < slots.Length)
        {
            uint word = slots[offset + 1];
            if ((word & 3) == 2)
            {
                break;
            }

            offset++;
            index++;
            if (word != 0)
            {
                _offset = (sbyte)offset;
                _index = index;
                return _pool.Decode(word);
            }
        }

        _offset = (sbyte)offset;
        _index = index;
        return Find(max);
    }

    /// <summary>
    /// Whether the index lies behind the first index of the slot that the cursor is on: the search began inside a larger entry.
    /// </summary>
    internal readonly bool IsInsideEntry =>
        _node >= 0 && (_index & _array.LastIndexUnder(_nodeShift)) > (ulong)_offset << _nodeShift;

    /// <summary>Whether the entry under the cursor covers an aligned power of two of slots, as all do but those of a range store.</summary>
    internal readonly bool IsOnAlignedPowerOfTwo =>
        _node >= 0 && _array.SiblingsAfter(_node, _offset) + 1 is var slots && BitOperations.IsPow2(slots) && _offset % slots == 0;

    /// <summary>The last index that the entry under the cursor covers.</summary>
    internal readonly ulong LastIndexOfEntry()
    {
        if (_node < 0)
        {
            return _index;
        }

        ulong node = _index & ~_array.LastIndexUnder(_nodeShift);
        int slotsUsed = 1 + _array.SiblingsAfter(_node, _offset);
        return node + ((ulong)(_offset + slotsUsed) << _nodeShift) - 1;
    }

    /// <summary>
    /// The next slot that is neither empty nor a sibling, or the first one behind <paramref name="max"/> or behind the node.
    /// </summary>
    private readonly int NextOccupiedSlot(ulong max)
    {
        ReadOnlySpan<uint> slots = _pool.SlotsOf(_node);
        bool endsHere = max < (_index | _array.LastIndexUnder(_nodeShift));
        int end = endsHere ? SlotOf(max, _nodeShift) + 1 : slots.Length;
        int offset = _offset + 1;
        while (offset < end && (slots[offset] == 0 || XWord.IsSibling(slots[offset])))
        {
            offset++;
        }

        return offset;
    }

    private XEntry FindInFollowingSlots(ulong max)
    {
        MoveIndexToSlot(++_offset);
        while (_node >= 0 && _index <= max)
        {
            if (_offset > ChunkMask)
            {
                Ascend(1);
                continue;
            }

            uint word = _pool.Slot(_node, _offset);
            if (XWord.IsNode(word))
            {
                Stand(XWord.NodeId(word), _nodeShift - ChunkShift, 0);
                continue;
            }

            if (word != 0 && !XWord.IsSibling(word))
            {
                return _pool.Decode(word);
            }

            _offset = (sbyte)NextOccupiedSlot(max);
            MoveIndexToSlot(_offset);
        }

        if (_node < 0)
        {
            _node = AtBounds;
        }

        return default;
    }
}
