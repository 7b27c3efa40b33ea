using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>Moving by single indices, and getting ready for others to change the array.</content>
public partial struct XCursor
{
    /// <summary>Goes to the next index, empty or not.</summary>
    /// <returns>The raw content of that slot: siblings show. From a fresh cursor: as <see cref="Load"/>.</returns>
    /// <remarks>
    /// Models <c>xas_next</c>. It wraps behind the last index. A caller that wants each entry once skips siblings, or uses
    /// <see cref="Advance"/>.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public XEntry Next()
    {
        if (_node >= 0 && _nodeShift == 0 && _offset < ChunkMask)
        {
            _index++;
            return _pool.Decode(_pool.Slot(_node, ++_offset));
        }

        return StepOver(1);
    }

    /// <summary>Goes to the previous index, empty or not.</summary>
    /// <returns>The raw content of that slot: siblings show. From a fresh cursor: as <see cref="Load"/>.</returns>
    /// <remarks>Models <c>xas_prev</c>. Below 0 the cursor is at <see cref="XCursorState.Bounds"/> with the highest index.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public XEntry Previous()
    {
        if (_node >= 0 && _nodeShift == 0 && _offset > 0)
        {
            _index--;
            return _pool.Decode(_pool.Slot(_node, --_offset));
        }

        return StepOver(-1);
    }

    /// <summary>Moves the cursor to the last index of the entry it is on, so that <see cref="Next"/> leaves the entry.</summary>
    /// <param name="index">The entry's last index.</param>
    /// <remarks>Models <c>xas_advance</c>. It does not walk: the index must lie in the cursor's node.</remarks>
    public void Advance(ulong index)
    {
        int shift = _node >= 0 ? _nodeShift : 0;
        _index = index;
        _offset = (sbyte)SlotOf(index, shift);
    }

    /// <summary>Prepares the cursor for others to change the array: the next search walks anew, from after the entry it is on.</summary>
    /// <remarks>
    /// Models <c>xas_pause</c>. Forwards only. Inside a larger entry it adds that entry's full length to the index, as Linux does, and so
    /// may
    /// skip what follows: pause only where a search has put the cursor on the entry's first index.
    /// </remarks>
    public void Pause()
    {
        if (!IsWalked)
        {
            return;
        }

        int node = _node;
        _node = AtRestart;
        if (node < 0)
        {
            _index++;
            return;
        }

        int offset = _offset + 1;
        while (offset <= ChunkMask && XWord.IsSibling(_pool.Slot(node, offset)))
        {
            offset++;
        }

        _index += (ulong)(offset - _offset) << _nodeShift;
        if (_index == 0)
        {
            _node = AtBounds;
        }
    }

    /// <summary>The order of the entry under the cursor; 0 on the head or when not on a node.</summary>
    /// <remarks>Models <c>xas_get_order</c>. The cursor must stand on the entry's first slot, as after a load.</remarks>
    public readonly int GetOrder()
    {
        if (_node < 0)
        {
            return 0;
        }

        int order = 0;
        while (_offset + (1 << order) is var slot && slot <= ChunkMask && XWord.IsSibling(_pool.Slot(_node, slot)))
        {
            order++;
        }

        return order + _nodeShift;
    }

    private XEntry StepOver(int step)
    {
        if (_node > AtRestart)
        {
            _index += (ulong)step;
        }

        if (_node == AtHead)
        {
            _node = AtBounds;
            return default;
        }

        if (_node < 0)
        {
            return Load();
        }

        // On the slot of a larger entry the index may move while the slot does not.
        if (_offset != SlotOf(_index, _nodeShift))
        {
            _offset += (sbyte)step;
        }

        int outside = step > 0 ? ChunkMask + 1 : -1;
        while (_offset == outside)
        {
            Ascend(step);
            if (_node < 0)
            {
                _node = AtBounds;
                return default;
            }
        }

        uint word;
        while (XWord.IsNode(word = _pool.Slot(_node, _offset)))
        {
            int shift = _nodeShift - ChunkShift;
            Stand(XWord.NodeId(word), shift, SlotOf(_index, shift));
        }

        return _pool.Decode(word);
    }
}
