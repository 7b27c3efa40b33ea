using System.Numerics;

namespace FolioModel.XArrays;

/// <content>Growing the tree: upwards until it holds the index, downwards to the level of the entry.</content>
public partial struct XCursor
{
    /// <summary>Makes all nodes that stores of single entries to the cursor's range need.</summary>
    /// <remarks>
    /// Models <c>xas_create_range</c>. Afterwards the cursor stands at the start of the range with order 0, and stores to the range
    /// cannot run out of memory. On failure <see cref="Error"/> is ENOMEM, the cursor keeps its order, and what was made stays.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The walk left the range or turned round: the tree is not what it should be.</exception>
    public void CreateRange()
    {
        ulong first = _index;
        (byte shift, byte sibs) = (_shift, _sibs);
        _index |= (((ulong)sibs + 1) << shift) - 1;
        if (_node >= 0 && _nodeShift == shift)
        {
            _offset = (sbyte)(Offset | sibs);
        }

        _shift = 0;
        _sibs = 0;

        // From the last leaf to the first: the highest index makes the tree tall enough for all.
        while (true)
        {
            CreateWord(allowHead: true);
            if (_node <= ErrorBase)
            {
                (_shift, _sibs, _index) = (shift, sibs, first);
                return;
            }

            if (_index <= (first | (uint)ChunkMask))
            {
                break;
            }

            if (_nodeShift > 0)
            {
                // A larger entry fills these indices. The kernel, which does not expect one here, would read outside the node next.
                ulong start = (_index & ~_array.LastIndexUnder(_nodeShift)) + ((ulong)_offset << _nodeShift);
                if (start <= first)
                {
                    break;
                }

                StepBack(start - 1, first);
                _node = AtRestart;
                continue;
            }

            StepBack(_index - ((uint)ChunkMask + 1), first);
            StepToPreviousSubtree(shift);
        }

        _index = first;
        if (_node >= 0)
        {
            _offset = (sbyte)SlotOf(first, _nodeShift);
        }
    }

    /// <summary>Makes the nodes for the last part of a range to store, before the first part is.</summary>
    internal bool CreateEndOfRange(ulong last)
    {
        SetOrder(last, Math.Min(BitOperations.TrailingZeroCount(last + 1), 63));
        CreateWord(allowHead: true);
        return _node > ErrorBase;
    }

    /// <summary>
    /// Goes to a lower index of the range. Each step comes closer to its start: a walk that turned round would not end.
    /// </summary>
    private void StepBack(ulong index, ulong first)
    {
        if (index >= _index || index < first)
        {
            throw new InvalidOperationException($"making the nodes of a range from {first} on, the walk went from {_index} to {index}");
        }

        _index = index;
    }

    private void StepToPreviousSubtree(int topShift)
    {
        while (_nodeShift < topShift)
        {
            bool wasFirstChild = _pool.Header(_node).Offset == 0;
            Ascend(-1);
            if (!wasFirstChild)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Finds or makes the slot that the cursor describes.
    /// </summary>
    /// <param name="allowHead">Whether an entry at index 0 may sit in the head without a node.</param>
    /// <returns>The word in that slot, or 0 with <see cref="Error"/> set.</returns>
    private uint CreateWord(bool allowHead)
    {
        if (_node <= ErrorBase)
        {
            return 0;
        }

        if (!IsWalked && TryGoToLeaf(out uint inLeaf))
        {
            return inLeaf;
        }

        uint word;
        int shift;
        int holder = _node;
        if (_node >= 0)
        {
            shift = _nodeShift;
            word = _pool.Slot(_node, _offset);
        }
        else
        {
            holder = AtHead;
            shift = GrowUp();
            if (shift < 0)
            {
                return 0;
            }

            shift = shift == 0 && !allowHead ? ChunkShift : shift;
            word = _array.Head;
        }

        while (shift > _shift)
        {
            shift -= ChunkShift;
            if (word == 0)
            {
                int made = AllocateNode(shift);
                if (made < 0)
                {
                    break;
                }

                Link(holder, made, shift);
                word = XWord.Node(made);
            }
            else if (!XWord.IsNode(word))
            {
                break;
            }

            holder = XWord.NodeId(word);
            word = Descend(holder, shift);
        }

        return word;
    }

    private readonly void Link(int holder, int node, int shift)
    {
        if (_array.TracksFree)
        {
            _pool.MarksForUpdate(node, (int)XMark.Mark0) = _pool.FullMap;
        }

        if (holder < 0)
        {
            _array.SetHeadNode(node, shift);
        }
        else
        {
            _pool.Slot(holder, _offset) = XWord.Node(node);
        }

        if (shift == 0)
        {
            _array.AttachLeaf(node, _index);
        }
    }

    /// <summary>Takes a spare or a new node and counts it in the current node. -1 with the error set when there is none.</summary>
    private int AllocateNode(int shift)
    {
        if (!IsWalked)
        {
            return NoNode;
        }

        int node = TakeSpare();
        if (node < 0)
        {
            node = _pool.Allocate(mayWait: false);
            if (node < 0)
            {
                SetError(Errno.ENOMEM);
                return NoNode;
            }
        }

        int parent = _node;
        _pool.Header(node).Begin(shift, parent);
        if (parent >= 0)
        {
            _pool.Header(node).Offset = (byte)_offset;
            _pool.Header(parent).Count++;
            Notify(parent);
        }

        return node;
    }
}
