namespace FolioModel.XArrays;

public partial struct XCursor
{
    /// <summary>
    /// Removes the current node if it is empty, then its parents likewise, and lowers the tree if its top has become idle.
    /// </summary>
    private void PruneEmptyNodes()
    {
        int node = _node;
        while (_pool.Header(node).Count == 0)
        {
            Ascend(0);
            FreeNode(node, slotsInUse: false);
            if (_node < 0)
            {
                _array.SetHeadEntry(0);
                _node = AtBounds;
                return;
            }

            node = _node;
            _pool.Slot(node, _offset) = 0;
            _pool.Header(node).Count--;
            Notify(node);
        }

        if (_pool.Header(node).Parent < 0)
        {
            LowerHead(node);
        }
    }

    /// <summary>
    /// While the head's only occupant is in slot 0 and is a child, or at the lowest level an entry, that becomes the head.
    /// </summary>
    private void LowerHead(int node)
    {
        while (_pool.Header(node).Count == 1)
        {
            uint only = _pool.Slot(node, 0);
            bool isNode = XWord.IsNode(only);
            int shift = _pool.Header(node).Shift;
            if (only == 0 || (!isNode && shift > 0))
            {
                return;
            }

            if (isNode)
            {
                _array.SetHeadNode(XWord.NodeId(only), shift - ChunkShift);
            }
            else
            {
                _array.SetHeadEntry(only == XWord.Zero && _array.ZeroIsBusy ? 0 : only);
            }

            _node = AtBounds;
            if (_array.TracksFree && !_pool.HasMark(node, 0, (int)XMark.Mark0))
            {
                _array.Unflag((int)XMark.Mark0);
            }

            RetireOldHead(node, isNode);
            if (!isNode)
            {
                return;
            }

            node = XWord.NodeId(only);
            _pool.Header(node).Parent = NoNode;
        }
    }

    private readonly void RetireOldHead(int node, bool keepsChild)
    {
        ref XNodeHeader header = ref _pool.Header(node);
        header.Count = 0;
        header.ValueCount = 0;
        if (!keepsChild)
        {
            _pool.Slot(node, 0) = XWord.Retry;
        }

        Notify(node);
        if (!_pool.DeferNodeReuse)
        {
            _pool.Slot(node, 0) = 0;
        }

        FreeNode(node, slotsInUse: false);
    }

    /// <summary>Frees a node that has been taken out of the tree, and all below it, leaving retry entries for readers inside.</summary>
    private readonly void FreeSubtree(int node)
    {
        // Without readers, and with nothing to give back, the entries of a leaf may vanish with it.
        bool plain = _pool.Header(node).Shift == 0 && !_pool.DeferNodeReuse && _pool.WideValues == 0 && _array.Payloads is null;
        for (int offset = plain ? ChunkMask + 1 : 0; offset <= ChunkMask; offset++)
        {
            uint word = _pool.Slot(node, offset);
            if (XWord.IsNode(word))
            {
                FreeSubtree(XWord.NodeId(word));
            }
            else if (word != 0)
            {
                _array.LetGo(word);
                _pool.Slot(node, offset) = XWord.Retry;
            }
        }

        ref XNodeHeader header = ref _pool.Header(node);
        header.Count = 0;
        header.ValueCount = 0;
        Notify(node);
        FreeNode(node, slotsInUse: true);
    }

    private readonly void FreeNode(int node, bool slotsInUse)
    {
        _array.CountDeparture();
        if (_pool.Header(node).Shift == 0)
        {
            _array.DetachLeaf(node);
        }

        _pool.Free(node, slotsInUse);
    }

    /// <summary>Frees the whole tree under a head that is no longer the array's.</summary>
    internal readonly void FreeTree(uint head) => FreeSubtree(XWord.NodeId(head));
}
