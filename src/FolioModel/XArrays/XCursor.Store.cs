using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content>Storing, and what follows from it: counts, empty nodes, a shorter tree.</content>
public partial struct XCursor
{
    /// <summary>Stores an entry at the cursor's index, over its whole order; null erases.</summary>
    /// <param name="entry">The entry. A non-null one grows the tree as needed and keeps the marks; null clears them.</param>
    /// <returns>
    /// What was there. With an order, this says little: the previous content of one of the slots covered, possibly a child node.
    /// Null when <see cref="Error"/> is set (ENOMEM: see <see cref="RetryAfterNoMemory"/>).
    /// </returns>
    /// <remarks>
    /// Models <c>xas_store</c>. A store of a smaller order inside a larger entry replaces all of that entry and keeps its order.
    /// </remarks>
    public XEntry Store(XEntry entry) => TryStoreInLeaf(entry, out XEntry previous) ? previous : StoreAnything(entry);

    /// <summary>
    /// The common store: one ordinary entry into an empty slot, or its removal, in a leaf that the cursor is on and that stays.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryStoreInLeaf(XEntry entry, out XEntry previous)
    {
        previous = default;
        int offset = _offset;
        if (_node < 0 || _nodeShift != 0 || (_shift | _sibs) != 0 || (uint)offset > (uint)ChunkMask
            || entry.Raw > XWord.LastPlain || (entry.Raw & 3) == 2 || _array.Payloads is not null)
        {
            return false;
        }

        ref uint slot = ref _pool.Slot(_node, offset);
        ref XNodeHeader header = ref _pool.Header(_node);
        uint old = slot;
        if (entry.IsNull)
        {
            bool alone = offset == ChunkMask || !XWord.IsSibling(_pool.Slot(_node, offset + 1));
            if (old - 1 >= XWord.LastPlain || (old & 3) == 2 || !alone || header.Count == 1 || header.Parent < 0 || _array.HasMarks
                || _array.TracksFree)
            {
                return false;
            }

            previous = new XEntry(old);
        }
        else if (old != 0)
        {
            return false;
        }

        slot = (uint)entry.Raw;
        bool hadValues = header.ValueCount != 0;
        header.Count = (byte)(header.Count + (entry.IsNull ? -1 : 1));
        header.ValueCount = (byte)(header.ValueCount + (int)(entry.Raw & 1) - (int)(old & 1));
        if (hadValues || header.ValueCount != 0 || !_array.TellsOfValuesOnly)
        {
            Notify(_node);
        }

        return true;
    }

    private XEntry StoreAnything(XEntry entry)
    {
        uint first = entry.IsNull ? LoadWord() : CreateWord(allowHead: !entry.IsZero && !entry.IsNode);
        XEntry previous = _pool.Decode(first);
        if (!IsWalked)
        {
            return previous;
        }

        if (_node >= 0 && _shift < _nodeShift)
        {
            // A larger entry covers the index: the store replaces that, however wide the cursor is.
            _sibs = 0;
        }

        if (previous == entry && _sibs == 0)
        {
            return previous;
        }

        if (_node >= 0 && _sibs != 0)
        {
            SquashMarks();
        }

        if (entry.IsNull)
        {
            // Before the entry goes, so that no reader finds a marked slot empty.
            InitMarks();
        }

        if (_node < 0)
        {
            StoreInHead(entry, first);
            return previous;
        }

        return entry.IsNull ? EraseSlots(first) : WriteSlots(entry, first);
    }

    private void StoreInHead(XEntry entry, uint old)
    {
        _array.SetHeadEntry(_array.Hold(entry));
        _array.LetGo(old);
        if (XWord.IsNode(old))
        {
            FreeSubtree(XWord.NodeId(old));
        }
    }

    private XEntry WriteSlots(XEntry entry, uint first)
    {
        int node = _node;
        int added = 0;
        int values = 0;
        int newValue = entry.IsValue ? 1 : 0;
        uint canonical = first;
        XEntry previous = _pool.Decode(first);
        uint word = _array.Hold(entry);
        Span<uint> slots = _pool.SlotsOf(node).Slice(_offset, _sibs + 1);
        if (first == 0 && !slots.ContainsAnyExcept(0u))
        {
            slots.Fill(XWord.Sibling(_offset));
            slots[0] = word;
            AdjustCounts(node, slots.Length, newValue * slots.Length);
            return previous;
        }

        for (int offset = _offset, last = offset + _sibs; ; word = XWord.Sibling(_offset))
        {
            uint old = _pool.Slot(node, offset);
            if (!XWord.IsSibling(old) && offset != _offset)
            {
                canonical = old;
                previous = _pool.Decode(old);
            }

            Overwrite(node, offset, old, word);
            added += old == 0 ? 1 : 0;
            values += newValue - (XWord.IsValue(canonical) ? 1 : 0);
            if (offset++ == last)
            {
                break;
            }
        }

        AdjustCounts(node, added, values);
        return previous;
    }

    private XEntry EraseSlots(uint first)
    {
        int node = _node;
        int removed = 0;
        int values = 0;
        int last = _offset + _sibs;
        uint canonical = first;
        XEntry previous = _pool.Decode(first);
        for (int offset = _offset; offset <= ChunkMask; offset++)
        {
            uint old = _pool.Slot(node, offset);
            if (!XWord.IsSibling(old) && offset != _offset)
            {
                if (offset > last)
                {
                    break;
                }

                canonical = old;
                previous = _pool.Decode(old);
            }

            Overwrite(node, offset, old, 0);
            removed += old != 0 ? 1 : 0;
            values += XWord.IsValue(canonical) ? 1 : 0;
        }

        AdjustCounts(node, -removed, -values);
        return previous;
    }

    private void Overwrite(int node, int offset, uint old, uint word)
    {
        _array.LetGo(old);
        _pool.Slot(node, offset) = word;
        if (XWord.IsNode(old))
        {
            FreeSubtree(XWord.NodeId(old));
        }
    }

    private void AdjustCounts(int node, int count, int values)
    {
        if (count == 0 && values == 0)
        {
            return;
        }

        ref XNodeHeader header = ref _pool.Header(node);
        header.Count = (byte)(header.Count + count);
        header.ValueCount = (byte)(header.ValueCount + values);
        Notify(node);
        if (count < 0)
        {
            PruneEmptyNodes();
        }
    }
}
