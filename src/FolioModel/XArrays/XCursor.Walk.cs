using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>Walking down to an index, and reading again where the cursor stands.</content>
public partial struct XCursor
{
    /// <summary>Walks to the cursor's index and reads what is there. Never grows the tree.</summary>
    /// <returns>
    /// The raw entry. For a cursor with an order the walk ends at that order's level, so a child node or null may come back
    /// although smaller entries are present below.
    /// </returns>
    /// <remarks>Models <c>xas_load</c>. On a walked cursor it reads on from where the cursor is; in an error it does nothing.</remarks>
    public XEntry Load() => _pool.Decode(LoadWord());

    /// <summary>Reads the slot of the cursor's index again, without walking.</summary>
    /// <returns>The raw entry; a retry entry when the node has left the tree meanwhile.</returns>
    /// <exception cref="InvalidOperationException">The cursor has not been walked, or carries an error.</exception>
    /// <remarks>Models <c>xas_reload</c>: the recheck that makes a lock-free page-cache lookup safe.</remarks>
    public readonly XEntry Reload()
    {
        if (!IsWalked)
        {
            throw new InvalidOperationException("only a cursor that has been walked can reload; call Load");
        }

        return _pool.Decode(ReloadWord());
    }

    /// <summary>The slot that <see cref="Reload"/> reads.</summary>
    internal readonly XSlot SlotToReload => _node < 0 ? new XSlot(NoNode, 0) : new XSlot(_node, SlotOf(_index, _nodeShift));

    private readonly uint ReloadWord()
    {
        if (_node < 0)
        {
            return _array.Head;
        }

        uint word = _pool.Slot(_node, SlotOf(_index, _nodeShift));
        return XWord.IsSibling(word) ? _pool.Slot(_node, XWord.SiblingSlot(word)) : word;
    }

    private uint LoadWord()
    {
        if (_node is AtRestart or AtBounds && TryGoToLeaf(out uint word))
        {
            return word;
        }

        word = StartWord();
        while (XWord.IsNode(word))
        {
            int shift = ShiftBelow();
            if (_shift > shift)
            {
                break;
            }

            word = Descend(XWord.NodeId(word), shift);
        }

        return word;
    }

    /// <summary>Goes straight to the leaf of the index, where a walk would end, if the directory knows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryGoToLeaf(out uint word)
    {
        if (_shift == 0 && _array.TryGetLeaf(_index, out int leaf))
        {
            word = Descend(leaf, 0);
            return true;
        }

        word = 0;
        return false;
    }

    /// <summary>The word to walk on from: where the cursor is, or the head; 0 when the index lies outside or there is an error.</summary>
    private uint StartWord()
    {
        if (IsWalked)
        {
            return ReloadWord();
        }

        if (_node <= ErrorBase)
        {
            return 0;
        }

        if (!_array.Holds(_index))
        {
            _node = AtBounds;
            return 0;
        }

        _node = AtHead;
        return _array.Head;
    }

    /// <summary>Steps into a child and follows siblings to the slot that holds the entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Descend(int node, int shift)
    {
        int offset = SlotOf(_index, shift);
        uint word = _pool.Slot(node, offset);
        while (XWord.IsSibling(word))
        {
            offset = XWord.SiblingSlot(word);
            word = _pool.Slot(node, offset);
            if (XWord.IsNode(word))
            {
                // Only a reader inside a retired node can meet this: the entry was split under it.
                word = XWord.Retry;
            }
        }

        Stand(node, shift, offset);
        return word;
    }

    /// <summary>The shift of a child of where the cursor is. A child's is always one chunk below its parent's.</summary>
    private readonly int ShiftBelow() => _node < 0 ? _array.HeadShift : _nodeShift - ChunkShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int SlotOf(ulong index, int shift) => (int)(index >> shift) & ChunkMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Stand(int node, int shift, int offset)
    {
        _node = node;
        _nodeShift = (byte)shift;
        _offset = (sbyte)offset;
    }

    /// <summary>Moves to the parent, at the slot of the node just left plus <paramref name="step"/>; at the top to "head".</summary>
    private void Ascend(int step)
    {
        ref XNodeHeader header = ref _pool.Header(_node);
        _offset = (sbyte)(header.Offset + step);
        _node = header.Parent;
        _nodeShift += (byte)ChunkShift;
    }

    /// <summary>Makes the index that of the current node's given slot, with everything below it zero.</summary>
    private void MoveIndexToSlot(int offset)
    {
        ulong nodeMask = ~(ulong)ChunkMask << _nodeShift;
        _index = (_index & nodeMask) + ((ulong)offset << _nodeShift);
    }
}
