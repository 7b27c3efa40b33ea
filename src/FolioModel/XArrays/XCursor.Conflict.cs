namespace FolioModel.XArrays;

/// <content>What stands in the way of a store.</content>
public partial struct XCursor
{
    /// <summary>
    /// Goes to the next entry that overlaps the cursor's range; if one larger entry covers the range, it is the only one.
    /// </summary>
    /// <returns>
    /// The raw entry (reservations included), or null when there is no further one; the cursor is then ready for the store.
    /// </returns>
    /// <remarks>Models <c>xas_find_conflict</c>.</remarks>
    /// <example><code>
    /// var cursor = new XCursor(array, index, order: 9);
    /// while (cursor.FindConflict() is { IsNull: false } old)
    ///     if (!old.IsValue) cursor.SetError(Errno.EEXIST);     // only shadows may be replaced
    /// cursor.Store(folio);                                     // does nothing after the error
    /// </code></example>
    public XEntry FindConflict()
    {
        if (_node <= ErrorBase || _node == AtHead)
        {
            return default;
        }

        if (_node == AtRestart && _sibs == 0 && TryGoToLeaf(out uint inLeaf))
        {
            return _pool.Decode(inLeaf);
        }

        if (_node < 0)
        {
            uint word = StartWord();
            while (XWord.IsNode(word))
            {
                word = Descend(XWord.NodeId(word), ShiftBelow());
            }

            if (word != 0 || _node < 0)
            {
                return _pool.Decode(word);
            }
        }

        return _nodeShift > _shift ? default : FindConflictInFollowingSlots();
    }

    private XEntry FindConflictInFollowingSlots()
    {
        while (true)
        {
            if (_nodeShift == _shift)
            {
                if ((_offset & _sibs) == _sibs)
                {
                    break;
                }
            }
            else if (_offset == ChunkMask)
            {
                Ascend(0);
                if (_node < 0)
                {
                    break;
                }

                continue;
            }

            uint word = _pool.Slot(_node, ++_offset);
            if (XWord.IsSibling(word))
            {
                continue;
            }

            while (XWord.IsNode(word))
            {
                Stand(XWord.NodeId(word), _nodeShift - ChunkShift, 0);
                word = _pool.Slot(_node, 0);
            }

            if (word != 0)
            {
                return _pool.Decode(word);
            }
        }

        // Back to the range's first slot, where the store will go.
        _offset -= (sbyte)_sibs;
        return default;
    }
}
