using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FolioModel.Lru;

public sealed partial class LruList
{
    /// <summary>Walks a list in one direction. <see cref="LruList"/> says what may change meanwhile.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible",
        Justification = "The way of the base class library's collections.")]
    public struct Enumerator : IEnumerator<Folio>
    {
        private readonly LruList _list;
        private readonly MemoryMap _map;
        private readonly bool _fromTail;
        private LruList? _part;
        private int _partNumber;
        private int _current;
        private int _behind;
        private int _ahead;

        internal Enumerator(LruList list, bool fromTail)
        {
            _list = list;
            _map = list._vector.Map;
            _fromTail = fromTail;
            Reset();
        }

        /// <inheritdoc/>
        public readonly Folio Current => new(_list._vector.Machine, _current);

        /// <inheritdoc/>
        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            while (_part is { } part)
            {
                int head = part._links.Head;
                if (_ahead != head)
                {
                    if (_current != head)
                    {
                        CheckUnmoved();
                    }

                    _current = _ahead;
                    _behind = Step(_current, !_fromTail);
                    _ahead = Step(_current, _fromTail);
                    return true;
                }

                _partNumber += _fromTail ? -1 : 1;
                Enter(_partNumber < 0 ? null : _list.Part(_partNumber));
            }

            return false;
        }

        /// <summary>Begins again.</summary>
        public void Reset()
        {
            _partNumber = 0;
            while (_fromTail && _list.Part(_partNumber + 1) is not null)
            {
                _partNumber++;
            }

            Enter(_list.Part(_partNumber));
        }

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }

        private void Enter(LruList? part)
        {
            _part = part;
            if (part is not null)
            {
                _current = part._links.Head;
                _ahead = Step(_current, _fromTail);
            }
        }

        private readonly int Step(int pfn, bool towardsHead) => towardsHead ? _map[pfn].Prev : _map[pfn].Next;

        /// <summary>
        /// The next folio must still be linked where it was: beside the current one, or beside what the current one left behind.
        /// </summary>
        private readonly void CheckUnmoved()
        {
            int neighbour = Step(_ahead, !_fromTail);
            if ((neighbour != _current && neighbour != _behind) || Step(neighbour, _fromTail) != _ahead)
            {
                throw new InvalidOperationException(
                    $"the {_list.Kind} list changed during a walk: only the folio that the walk returned last may leave its place");
            }
        }
    }

    /// <summary>The folios of a list from its tail to its head.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible",
        Justification = "The way of the base class library's collections.")]
    [SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A view of a list, named for its order.")]
    public readonly struct FoliosFromTail : IEnumerable<Folio>, IEquatable<FoliosFromTail>
    {
        private readonly LruList _list;

        internal FoliosFromTail(LruList list) => _list = list;

        /// <summary>Whether two views are of the same list.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        public static bool operator ==(FoliosFromTail left, FoliosFromTail right) => left.Equals(right);

        /// <summary>Whether two views are of different lists.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        public static bool operator !=(FoliosFromTail left, FoliosFromTail right) => !left.Equals(right);

        /// <summary>Starts a walk at the tail.</summary>
        public Enumerator GetEnumerator() => new(_list, fromTail: true);

        /// <inheritdoc/>
        IEnumerator<Folio> IEnumerable<Folio>.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        public bool Equals(FoliosFromTail other) => ReferenceEquals(_list, other._list);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is FoliosFromTail other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_list);
    }
}
