namespace FolioModel.XArrays;

/// <content>Splitting a larger entry into smaller ones.</content>
public partial struct XCursor
{
    /// <summary>Allocates the nodes that splitting an entry of a given order into entries of the cursor's order needs.</summary>
    /// <param name="order">The present order of the entry.</param>
    /// <returns>
    /// <see cref="Errno.None"/>, or ENOMEM (also in <see cref="Error"/>): no memory, or the split crosses too many levels.
    /// </returns>
    /// <remarks>
    /// Models <c>xas_split_alloc</c>. Do not copy a cursor that holds the nodes: both copies would use them. Only one level of new nodes
    /// works. With a chunk shift of 6, orders up to 11 may be split into anything;
    /// beyond that Linux refuses 13 to 0, but lets 12 to 0 pass, which then yields entries of order 6 (recorded, and so done here).
    /// </remarks>
    public Errno SplitAlloc(int order)
    {
        if (order > _shift + (2 * ChunkShift))
        {
            FreeSpares();
            SetError(Errno.ENOMEM);
            return Errno.ENOMEM;
        }

        if (order < _shift + ChunkShift)
        {
            return Errno.None;
        }

        for (int pieces = 1 << (order % ChunkShift); pieces > 0; pieces--)
        {
            int node = _pool.Allocate(mayWait: true);
            if (node < 0)
            {
                FreeSpares();
                SetError(Errno.ENOMEM);
                return Errno.ENOMEM;
            }

            _pool.Header(node).Begin(0, _spare);
            _spare = node;
        }

        return Errno.None;
    }

    /// <summary>
    /// Splits the entry at the cursor into entries of the cursor's order, each holding <paramref name="entry"/> and all marks of the old
    /// one.
    /// </summary>
    /// <param name="entry">What every piece is to hold; usually the old entry, which the caller then overwrites piece by piece.</param>
    /// <param name="order">The present order of the entry.</param>
    /// <exception cref="InvalidOperationException">Nodes are needed and <see cref="SplitAlloc"/> was not called, or the entry is not of
    /// that order.</exception>
    /// <remarks>Models <c>xas_split</c>. Nothing happens on an entry in the head, which has no parts.</remarks>
    /// <example><code>
    /// var cursor = new XCursor(array, 512, order: 0);
    /// if (cursor.SplitAlloc(9) == Errno.None) cursor.Split(old, 9);     // 512 entries from one
    /// </code></example>
    public void Split(XEntry entry, int order)
    {
        uint old = LoadWord();
        if (_node < 0)
        {
            return;
        }

        int slots = 1 << (order % ChunkShift);
        CheckSplit(slots);
        (int first, int marks) = (_offset, MarksHere());
        int values = _shift < _nodeShift ? SplitIntoNodes(entry, first, slots, marks) : SplitInPlace(entry, first, slots, marks);
        values -= XWord.IsValue(old) ? slots : 0;
        _array.LetGo(old);
        ref XNodeHeader header = ref _pool.Header(_node);
        header.ValueCount = (byte)(header.ValueCount + values);
        Notify(_node);
    }

    private readonly void CheckSplit(int slots)
    {
        if (_offset + slots > ChunkMask + 1)
        {
            throw new InvalidOperationException($"the entry at {_index} is not of the order given");
        }

        int spares = 0;
        for (int node = _spare; node >= 0 && spares < slots; node = _pool.Header(node).Parent)
        {
            spares++;
        }

        if (_shift < _nodeShift && spares < slots)
        {
            throw new InvalidOperationException("call SplitAlloc before Split");
        }
    }

    private readonly int MarksHere()
    {
        int marks = 0;
        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            marks |= _pool.HasMark(_node, _offset, mark) ? 1 << mark : 0;
        }

        return marks;
    }

    /// <summary>Puts a node full of pieces into each slot of the old entry, the last slot first as recorded.</summary>
    private int SplitIntoNodes(XEntry entry, int first, int slots, int marks)
    {
        for (int offset = first + slots - 1; offset >= first; offset--)
        {
            int child = TakeSpare();
            ref XNodeHeader header = ref _pool.Header(child);
            header.Begin(_nodeShift - ChunkShift, _node);
            header.Offset = (byte)offset;
            header.Count = (byte)(ChunkMask + 1);
            header.ValueCount = entry.IsValue ? header.Count : (byte)0;
            ulong canonicalSlots = 0;
            Span<uint> words = _pool.SlotsOf(child);
            for (int slot = 0; slot < words.Length; slot++)
            {
                bool canonical = (slot & _sibs) == 0;
                canonicalSlots |= canonical ? 1ul << slot : 0;
                words[slot] = canonical ? _array.Hold(entry) : XWord.Sibling(slot & ~_sibs);
            }

            SetMarks(_node, 1ul << offset, marks);
            SetMarks(child, canonicalSlots, marks);
            _pool.Slot(_node, offset) = XWord.Node(child);
            if (_nodeShift == ChunkShift)
            {
                ulong node = _index & ~_array.LastIndexUnder(_nodeShift);
                _array.AttachLeaf(child, node + ((ulong)offset << _nodeShift));
            }

            Notify(child);
        }

        return 0;
    }

    private readonly int SplitInPlace(XEntry entry, int first, int slots, int marks)
    {
        for (int slot = first; slot < first + slots; slot++)
        {
            bool canonical = ((slot - first) & _sibs) == 0;
            if (canonical)
            {
                SetMarks(_node, 1ul << slot, marks);
            }

            _pool.Slot(_node, slot) = canonical ? _array.Hold(entry) : XWord.Sibling(slot & ~_sibs);
        }

        return entry.IsValue ? slots : 0;
    }

    private readonly void SetMarks(int node, ulong slots, int marks)
    {
        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            if ((marks >> mark & 1) != 0)
            {
                _pool.MarksForUpdate(node, mark) |= slots;
            }
        }
    }
}
