using System.Collections;
using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <content><c>foreach</c> over entries.</content>
public sealed partial class XArray : IEnumerable<KeyValuePair<ulong, XEntry>>
{
    /// <summary>All present entries, each once with its first index, in index order; reservations are passed over.</summary>
    /// <remarks>Models <c>xa_for_each</c>. The body may change the array.</remarks>
    public Enumerator GetEnumerator() => new(new Range(this, 0, ulong.MaxValue, XMark.Present));

    /// <summary>The entries of a range of indices.</summary>
    /// <param name="first">The first index; an entry that covers it and starts before is included, with <paramref name="first"/> as its
    /// index.</param>
    /// <param name="last">The last index.</param>
    /// <param name="filter">Only entries with this mark, or <see cref="XMark.Present"/>.</param>
    /// <remarks>
    /// Models <c>xa_for_each_range</c>, <c>xa_for_each_marked</c>. With a mark, an entry that covers <paramref name="first"/> comes with
    /// its own first index.
    /// </remarks>
    /// <example><code>
    /// foreach ((ulong index, XEntry entry) in array.Entries(100, 199, XMark.Mark0))
    ///     array.ClearMark(index, XMark.Mark0);
    /// </code></example>
    public Range Entries(ulong first = 0, ulong last = ulong.MaxValue, XMark filter = XMark.Present) => new(this, first, last, filter);

    /// <summary>The entries that have a mark.</summary>
    /// <param name="mark">The mark.</param>
    public Range Marked(XMark mark) => new(this, 0, ulong.MaxValue, mark);

    IEnumerator<KeyValuePair<ulong, XEntry>> IEnumerable<KeyValuePair<ulong, XEntry>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A range of indices to go through.</summary>
    /// <param name="Array">The array.</param>
    /// <param name="First">The first index.</param>
    /// <param name="Last">The last index.</param>
    /// <param name="Filter">A mark, or <see cref="XMark.Present"/>.</param>
    public readonly record struct Range(XArray Array, ulong First, ulong Last, XMark Filter) : IEnumerable<KeyValuePair<ulong, XEntry>>
    {
        /// <summary>Starts going through the range.</summary>
        public Enumerator GetEnumerator() => new(this);

        IEnumerator<KeyValuePair<ulong, XEntry>> IEnumerable<KeyValuePair<ulong, XEntry>>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Goes through a range of indices with a cursor, and notices when the array lost nodes meanwhile.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<ulong, XEntry>>
    {
        private readonly Range _range;
        private XCursor _cursor;
        private XEntry _entry;
        private int _departures;
        private bool _started;

        internal Enumerator(Range range)
        {
            _range = range;
            _cursor = new XCursor(range.Array, range.First);
            _departures = range.Array.Departures;
        }

        /// <summary>The index and the entry.</summary>
        public readonly KeyValuePair<ulong, XEntry> Current => new(_cursor.Index, _entry);

        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next entry.</summary>
        /// <returns>False behind the last one.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            // A leaf that was walked to is still the right place as long as no node has left the tree.
            return (_range.Filter == XMark.Present
                && _departures == _range.Array.Departures
                && _cursor.TryStepInLeaf(_range.Last, out _entry)) || MoveFurther();
        }

        /// <summary>Starts over.</summary>
        public void Reset() => this = new Enumerator(_range);

        /// <summary>Nothing to release.</summary>
        public readonly void Dispose()
        {
        }

        private bool MoveFurther()
        {
            if (_started && (_departures != _range.Array.Departures || _cursor.State != XCursorState.Node))
            {
                _entry = FindAgain();
            }
            else
            {
                do
                {
                    _entry = Step();
                    _started = true;
                }
                while (_cursor.ShouldRetry(_entry));
            }

            return !_entry.IsNull;
        }

        private XEntry Step()
        {
            if (_range.Filter == XMark.Present)
            {
                return _cursor.FindNext(_range.Last);
            }

            return _started ? _cursor.FindNextMarked(_range.Last, _range.Filter) : _cursor.FindMarked(_range.Last, _range.Filter);
        }

        /// <summary>
        /// The node under the cursor may be gone, or the head may have become one: walk down again, to behind the last index returned.
        /// </summary>
        private XEntry FindAgain()
        {
            _departures = _range.Array.Departures;
            ulong previous = _cursor.Index;
            if (_entry.IsNull || previous >= _range.Last)
            {
                return default;
            }

            _cursor = new XCursor(_range.Array, previous + 1);
            XEntry entry;
            do
            {
                entry = FindBy(ref _cursor, _range.Last, _range.Filter);
            }
            while (_cursor.ShouldRetry(entry) || (!entry.IsNull && (_cursor.IsInsideEntry || _cursor.Index <= previous)));

            return entry;
        }
    }
}
