using FolioModel.XArrays;

namespace FolioModel.Props.XArrays;

/// <content>Operations that only look, and iteration that erases.</content>
internal sealed partial class XArrayMachine
{
    private void PerformSearch(XOperation operation)
    {
        switch (operation)
        {
            case XOperation.Find op:
                Find(op);
                break;
            case XOperation.Batches op:
                Batches(op);
                break;
            case XOperation.Walk op:
                Walk(op);
                break;
            case XOperation.Conflicts op:
                Conflicts(op);
                break;
            case XOperation.PausedSweep op:
                PausedSweep(op);
                break;
            case XOperation.EraseWhileIterating op:
                EraseWhileIterating(op);
                break;
            default:
                throw new MismatchException($"the machine does not know {operation}");
        }
    }

    /// <summary>Searches by mark from inside such an entry depend on where the kernel's single step along the siblings ends.</summary>
    private bool StartsInsideChain(ulong index, XMark filter) =>
        filter != XMark.Present && (_model.At(index) is { Chained: true } || _model.At(index + 1) is { Chained: true });

    private void Find(XOperation.Find op)
    {
        if (StartsInsideChain(op.Index, op.Filter))
        {
            return;
        }

        ulong index = op.Index;
        XEntry found = _array.Find(ref index, op.Max, op.Filter);
        ExpectFound("find", op.Index <= op.Max ? _model.Find(op.Index, op.Max, op.Filter) : null, op.Index, found, index);
        index = op.Index;
        found = _array.FindAfter(ref index, op.Max, op.Filter);
        ExpectFound("find after", _model.FindAfter(op.Index, op.Max, op.Filter), op.Index, found, index);
        Expect("load", _model.Visible(op.Index), _array.Load(op.Index, out int order));
        ModelEntry? entry = _model.At(op.Index);
        if (entry is null || entry.IsPowerOfTwo)
        {
            Expect("order", entry?.Order ?? 0, order);
        }

        Expect("load directly", _model.Visible(op.Index), _array.Load(op.Index));
    }

    private static void ExpectFound(string what, (ModelEntry Entry, ulong Index)? expected, ulong start, XEntry found, ulong index)
    {
        Expect(what, expected?.Entry.Entry ?? XEntry.Null, found);
        Expect($"{what}: index", expected?.Index ?? start, index);
    }

    private List<(ulong, XEntry)> ExpectedFrom(ulong start, ulong max, XMark filter)
    {
        var expected = new List<(ulong, XEntry)>();
        if (start <= max && _model.Find(start, max, filter) is { } first)
        {
            expected.Add((first.Index, first.Entry.Entry));
            foreach (ModelEntry entry in _model.Entries)
            {
                bool marked = filter == XMark.Present || (entry.Marks >> (int)filter & 1) != 0;
                if (entry.First > first.Entry.First && entry.First <= max && !entry.Entry.IsZero && marked)
                {
                    expected.Add((entry.First, entry.Entry));
                }
            }
        }

        return expected;
    }

    private void Batches(XOperation.Batches op)
    {
        if (StartsInsideChain(op.Start, op.Filter))
        {
            return;
        }

        List<(ulong, XEntry)> expected = ExpectedFrom(op.Start, op.Max, op.Filter);
        var entries = new XEntry[op.Size];
        var indices = new ulong[op.Size];
        var actual = new List<(ulong, XEntry)>();
        ulong start = op.Start;
        int found;
        do
        {
            found = _array.FindBatch(ref start, op.Max, entries, indices, op.Filter);
            actual.AddRange(indices.Take(found).Zip(entries.Take(found)));
        }
        while (found == op.Size && actual[^1].Item1 < ulong.MaxValue && _model.At(actual[^1].Item1)?.Last < ulong.MaxValue);

        Expect("batches", string.Join(' ', expected), string.Join(' ', actual));
        int extracted = _array.Extract(entries, op.Start, op.Max, op.Filter);
        Expect("extract", string.Join(' ', expected.Take(op.Size).Select(static e => e.Item2)), string.Join(' ', entries.Take(extracted)));
        IEnumerable<(ulong, XEntry)> iterated = _array.Entries(op.Start, op.Max, op.Filter).Select(static p => (p.Key, p.Value));
        Expect("foreach", string.Join(' ', expected), string.Join(' ', iterated));
    }

    private void Walk(XOperation.Walk op)
    {
        // From inside an entry the kernel's steps move index and slot apart: start where the entry does.
        ulong index = _model.At(op.Index)?.First ?? op.Index;
        var cursor = new XCursor(_array, index);
        for (int step = 0; step < op.Steps; step++)
        {
            XEntry raw = op.Forward ? cursor.Next() : cursor.Previous();
            ModelEntry? entry = _model.At(index);
            Expect("index of the walk", index, cursor.Index);
            bool outside = cursor.State == XCursorState.Bounds;
            if (!outside || entry is null)
            {
                bool sibling = entry is not null && index >> entry.Shift != entry.First >> entry.Shift;
                Expect("sibling", sibling, raw.IsSibling);
                Expect("entry", sibling ? raw : entry?.Entry ?? XEntry.Null, raw);
            }

            // Past either end of the index space the kernel's walk loses its way; and behind the tree it starts anew.
            if (outside || (op.Forward ? index++ == ulong.MaxValue : index-- == 0))
            {
                return;
            }
        }
    }

    private void Conflicts(XOperation.Conflicts op)
    {
        int order = op.Order;
        ulong first = op.Index >> order << order;
        ulong last = first + ((1ul << order) - 1);
        var cursor = new XCursor(_array, op.Index, order);
        var actual = new List<XEntry>();
        for (XEntry found; !(found = cursor.FindConflict()).IsNull && actual.Count < 10000;)
        {
            actual.Add(found);
        }

        IEnumerable<XEntry> expected = _model.Entries.Where(e => e.First <= last && e.Last >= first).Select(static e => e.Entry);
        if (_model.Entries.All(static e => e.IsPowerOfTwo))
        {
            Expect("conflicts", string.Join(' ', expected), string.Join(' ', actual));
        }
    }

    private void PausedSweep(XOperation.PausedSweep op)
    {
        // Started at an entry's first index, as Pause asks for.
        ulong start = _model.At(op.Start)?.First ?? op.Start;
        var actual = new List<(ulong, XEntry)>();
        var cursor = new XCursor(_array, start);
        for (XEntry entry = cursor.Find(op.Max); !entry.IsNull; entry = cursor.Find(op.Max))
        {
            if (!cursor.ShouldRetry(entry))
            {
                actual.Add((cursor.Index, entry));
            }

            cursor.Pause();
        }

        Expect("paused sweep", string.Join(' ', ExpectedFrom(start, op.Max, XMark.Present)), string.Join(' ', actual));
    }

    private void EraseWhileIterating(XOperation.EraseWhileIterating op)
    {
        List<(ulong, XEntry)> expected = ExpectedFrom(op.First, op.Last, XMark.Present);
        var actual = new List<(ulong, XEntry)>();
        foreach ((ulong index, XEntry entry) in _array.Entries(op.First, op.Last))
        {
            actual.Add((index, entry));
            _array.Erase(index);
            _model.StoreOrder(index, 0, XEntry.Null);
        }

        Expect("foreach that erases", string.Join(' ', expected), string.Join(' ', actual));
    }
}
