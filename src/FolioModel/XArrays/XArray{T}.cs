using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace FolioModel.XArrays;

/// <summary>An <see cref="XArray"/> of payloads of any type, references or values, without boxing.</summary>
/// <typeparam name="T">The payload's type.</typeparam>
/// <remarks>
/// The tree is an ordinary <see cref="XArray"/>; its pointers are places in a slab of <typeparamref name="T"/> beside it. A place is given
/// back
/// when the last slot that points at it is overwritten or erased, so overlapping stores of any order leave no payload behind.
/// </remarks>
/// <example><code>
/// var extents = new XArray&lt;string&gt;();
/// extents.StoreOrder(512, order: 9, "two megabytes");
/// Console.WriteLine(extents[600]);                        // two megabytes
/// extents.SetMark(600, XMark.Mark0);
/// foreach ((ulong index, string extent) in extents.Entries(filter: XMark.Mark0))
///     Console.WriteLine($"{index}: {extent}");            // 512: two megabytes
/// </code></example>
[DebuggerDisplay("{_tree}")]
[SuppressMessage("Naming", "CA1710", Justification = "XArray is the field's own name.")]
public sealed class XArray<T> : IEnumerable<KeyValuePair<ulong, T>>
{
    private readonly XPayloadTable<T> _payloads = new();
    private readonly XArray _tree;

    /// <summary>Makes an empty array.</summary>
    /// <param name="options">Chunk shift, allocation, node pool; null for the defaults.</param>
    public XArray(XArrayOptions? options = null) => _tree = new XArray(options) { Payloads = _payloads };

    /// <summary>The tree, for cursors, drawings and checks. Store payloads through this class only.</summary>
    public XArray Tree => _tree;

    /// <summary>Whether nothing is in the array, not even a reservation.</summary>
    public bool IsEmpty => _tree.IsEmpty;

    /// <summary>Payloads held; one that covers many indices, or that a split has copied, counts once.</summary>
    public int PayloadCount => _payloads.Count;

    /// <summary>The payload at an index; storing replaces all of a larger entry.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="KeyNotFoundException">Reading where no payload is.</exception>
    /// <exception cref="InvalidOperationException">The node budget refused a node.</exception>
    public T this[ulong index]
    {
        get => TryGet(index, out T? payload) ? payload : throw new KeyNotFoundException($"no payload at index {index}");
        set
        {
            if (Store(index, value).Errno == Errno.ENOMEM)
            {
                throw new InvalidOperationException($"no node for index {index}");
            }
        }
    }

    /// <summary>Reads what is at an index.</summary>
    /// <param name="index">The index.</param>
    /// <remarks>Models <c>xa_load</c>.</remarks>
    public XItem<T> Load(ulong index) => ToItem(_tree.Load(index));

    /// <summary>Reads the payload at an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>False where there is nothing, a value or a reservation.</returns>
    public bool TryGet(ulong index, [MaybeNullWhen(false)] out T payload)
    {
        XEntry entry = _tree.Load(index);
        bool found = entry.IsPointer;
        payload = found ? _payloads[entry.PointerId] : default;
        return found;
    }

    /// <summary>The payload that an entry from <see cref="Tree"/> stands for.</summary>
    /// <param name="entry">A pointer read through a cursor.</param>
    /// <exception cref="InvalidOperationException">The entry is no pointer.</exception>
    public T PayloadOf(XEntry entry) => _payloads[entry.PointerId];

    /// <summary>Stores a payload; inside a larger entry it replaces all of it.</summary>
    /// <param name="index">The index.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>What was there, or an error (ENOMEM).</returns>
    /// <remarks>Models <c>xa_store</c>.</remarks>
    public XItem<T> Store(ulong index, T payload)
    {
        XItem<T> previous = Load(index);
        XEntry result = _tree.Store(index, _payloads.Add(payload));
        _payloads.Settle();
        return result.IsError ? ToItem(result) : previous;
    }

    /// <summary>Stores a payload that covers 2^<paramref name="order"/> indices, replacing every entry there.</summary>
    /// <param name="index">Any index of the range.</param>
    /// <param name="order">0 to 63.</param>
    /// <param name="payload">The payload.</param>
    /// <returns><see cref="Errno.None"/> or ENOMEM.</returns>
    public Errno StoreOrder(ulong index, int order, T payload)
    {
        Errno error = _tree.StoreOrder(index, order, _payloads.Add(payload));
        _payloads.Settle();
        return error;
    }

    /// <summary>Stores a payload over any range of indices.</summary>
    /// <param name="first">The first index.</param>
    /// <param name="last">The last index.</param>
    /// <param name="payload">The payload.</param>
    /// <returns><see cref="Errno.None"/>, EINVAL if the range is empty, ENOMEM.</returns>
    /// <remarks>Models <c>xa_store_range</c>; see <see cref="XArray.StoreRange"/>.</remarks>
    public Errno StoreRange(ulong first, ulong last, T payload)
    {
        Errno error = _tree.StoreRange(first, last, _payloads.Add(payload)).Errno;
        _payloads.Settle();
        return error;
    }

    /// <summary>Stores a number in place of a payload, as the page cache leaves a shadow.</summary>
    /// <param name="index">The index.</param>
    /// <param name="value">0 to 2^63 − 1.</param>
    /// <returns>What was there, or an error (ENOMEM).</returns>
    public XItem<T> StoreValue(ulong index, ulong value)
    {
        XItem<T> previous = Load(index);
        XEntry result = _tree.Store(index, XEntry.FromValue(value));
        return result.IsError ? ToItem(result) : previous;
    }

    /// <summary>Stores a payload where nothing is.</summary>
    /// <param name="index">The index.</param>
    /// <param name="payload">The payload.</param>
    /// <returns><see cref="Errno.None"/>, EBUSY if something is there, ENOMEM.</returns>
    /// <remarks>Models <c>xa_insert</c>.</remarks>
    public Errno Insert(ulong index, T payload)
    {
        Errno error = _tree.Insert(index, _payloads.Add(payload));
        _payloads.Settle();
        return error;
    }

    /// <summary>Replaces a payload if it is the one expected.</summary>
    /// <param name="index">The index.</param>
    /// <param name="expected">The payload that must be there.</param>
    /// <param name="payload">The new one.</param>
    /// <returns>What was there; replaced if it equals <paramref name="expected"/>. Or an error.</returns>
    /// <remarks>Models <c>xa_cmpxchg</c>.</remarks>
    public XItem<T> CompareExchange(ulong index, T expected, T payload)
    {
        XItem<T> current = Load(index);
        return current.HasPayload && EqualityComparer<T>.Default.Equals(current.Payload, expected) ? Store(index, payload) : current;
    }

    /// <summary>Removes what is at an index; a larger entry goes as a whole.</summary>
    /// <param name="index">The index.</param>
    /// <returns>What was there.</returns>
    /// <remarks>Models <c>xa_erase</c>.</remarks>
    public XItem<T> Erase(ulong index)
    {
        XItem<T> previous = Load(index);
        _tree.Erase(index);
        return previous;
    }

    /// <summary>Stores a payload at the lowest free id of a range.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="id">The id given.</param>
    /// <param name="min">The lowest id allowed.</param>
    /// <param name="max">The highest id allowed.</param>
    /// <returns>As <see cref="XArray.Alloc"/>.</returns>
    public Errno Alloc(T payload, out uint id, uint min = 0, uint max = uint.MaxValue)
    {
        Errno error = _tree.Alloc(_payloads.Add(payload), out id, min, max);
        _payloads.Settle();
        return error;
    }

    /// <summary>Stores a payload at the next free id, starting again behind the highest.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="next">Where to look first; becomes the id given plus one.</param>
    /// <param name="id">The id given.</param>
    /// <param name="wrapped">Whether the search started again.</param>
    /// <param name="min">The lowest id allowed.</param>
    /// <param name="max">The highest id allowed.</param>
    /// <returns>As <see cref="XArray.Alloc"/>.</returns>
    public Errno AllocCyclic(T payload, ref uint next, out uint id, out bool wrapped, uint min = 0, uint max = uint.MaxValue)
    {
        Errno error = _tree.AllocCyclic(_payloads.Add(payload), ref next, out id, out wrapped, min, max);
        _payloads.Settle();
        return error;
    }

    /// <summary>Splits the entry at an index into entries of a smaller order, all with the same payload.</summary>
    /// <param name="index">Any index of the entry.</param>
    /// <param name="order">The new order.</param>
    /// <returns>
    /// <see cref="Errno.None"/>, EINVAL if the entry is not larger than that or was made by <see cref="StoreRange"/> with another size than
    /// a power of two, ENOMEM.
    /// </returns>
    /// <remarks>
    /// Models <c>xas_split_alloc</c> and <c>xas_split</c>; only one level of new nodes is possible, see <see cref="XCursor.SplitAlloc"/>.
    /// </remarks>
    public Errno Split(ulong index, int order)
    {
        var cursor = new XCursor(_tree, index);
        XEntry entry = cursor.Load();
        int from = cursor.GetOrder();
        if (!entry.IsPointer || from <= order || !cursor.IsOnAlignedPowerOfTwo)
        {
            return Errno.EINVAL;
        }

        cursor.SetOrder(index >> from << from, order);
        if (cursor.SplitAlloc(from) is var error && error == Errno.None)
        {
            cursor.Split(entry, from);
        }

        return error;
    }

    /// <summary>Puts a reservation at an index if it is empty.</summary>
    /// <param name="index">The index.</param>
    /// <returns><see cref="Errno.None"/> or ENOMEM.</returns>
    public Errno Reserve(ulong index) => _tree.Reserve(index);

    /// <summary>Removes the reservation at an index, if it is still one.</summary>
    /// <param name="index">The index.</param>
    public void Release(ulong index) => _tree.Release(index);

    /// <summary>The order of the entry at an index, 0 if there is none.</summary>
    /// <param name="index">The index.</param>
    public int GetOrder(ulong index) => _tree.GetOrder(index);

    /// <summary>Whether the entry at an index has a mark.</summary>
    /// <param name="index">Any index of the entry.</param>
    /// <param name="mark">The mark.</param>
    public bool GetMark(ulong index, XMark mark) => _tree.GetMark(index, mark);

    /// <summary>Marks the entry at an index.</summary>
    /// <param name="index">Any index of the entry.</param>
    /// <param name="mark">The mark.</param>
    public void SetMark(ulong index, XMark mark) => _tree.SetMark(index, mark);

    /// <summary>Clears a mark of the entry at an index.</summary>
    /// <param name="index">Any index of the entry.</param>
    /// <param name="mark">The mark.</param>
    public void ClearMark(ulong index, XMark mark) => _tree.ClearMark(index, mark);

    /// <summary>Removes everything.</summary>
    public void Destroy() => _tree.Destroy();

    /// <summary>The payloads of a range of indices, each entry once; values are passed over.</summary>
    /// <param name="first">The first index.</param>
    /// <param name="last">The last index.</param>
    /// <param name="filter">Only entries with this mark, or <see cref="XMark.Present"/>.</param>
    public IEnumerable<KeyValuePair<ulong, T>> Entries(ulong first = 0, ulong last = ulong.MaxValue, XMark filter = XMark.Present)
    {
        foreach ((ulong index, XEntry entry) in _tree.Entries(first, last, filter))
        {
            if (entry.IsPointer)
            {
                yield return new KeyValuePair<ulong, T>(index, _payloads[entry.PointerId]);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<ulong, T>> GetEnumerator() => Entries().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private XItem<T> ToItem(XEntry entry) => new(entry, entry.IsPointer ? _payloads[entry.PointerId] : default);
}
