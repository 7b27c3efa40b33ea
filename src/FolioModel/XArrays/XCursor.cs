using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <summary>Where an <see cref="XCursor"/> stands.</summary>
public enum XCursorState
{
    /// <summary>Not walked yet; the next operation starts at the head.</summary>
    Restart,

    /// <summary>The index lies outside the tree, or a search ran off its end.</summary>
    Bounds,

    /// <summary>On the head, which holds an entry directly (or nothing) instead of a node.</summary>
    Head,

    /// <summary>On a slot of a node.</summary>
    Node,

    /// <summary>An operation failed; every further one does nothing until <see cref="XCursor.Reset"/>.</summary>
    Error,
}

/// <summary>
/// A position in an <see cref="XArray"/> that operations continue from, instead of walking down from the head each time.
/// </summary>
/// <remarks>
/// <para>
/// Models <c>struct xa_state</c>. It carries an index, a size (the order of the entry to store), the node and slot it has
/// walked to, and spare nodes. It is a plain struct of numbers and two references: copy it to remember a position, pass it
/// by <c>ref</c> to move it.
/// </para>
/// <para>
/// A cursor stays good as long as only operations through it, or reads, take place. After a change of the array by others it is
/// <em>stale</em>: reading gives what an RCU reader would see, provided freed nodes are kept (<see cref="XArray.DeferNodeReuse"/>);
/// <see cref="Reset"/> makes it good again. <see cref="Pause"/> does so in the middle of a search.
/// </para>
/// <para>Entries come back raw: reservations, siblings and retry entries are visible, unlike through <see cref="XArray"/>.</para>
/// </remarks>
/// <example><code>
/// var cursor = new XCursor(array, 512, order: 9);
/// cursor.Store(XEntry.FromPointer(7));                 // indices 512 to 1023
/// cursor.SetMark(XMark.Mark0);
/// for (XEntry e = cursor.Reset().Find(ulong.MaxValue); !e.IsNull; e = cursor.FindNext(ulong.MaxValue))
///     Console.WriteLine($"{cursor.Index}: {e}");
/// </code></example>
[DebuggerDisplay("{ToString(),nq}")]
public partial struct XCursor
{
    // What _node holds instead of a node number. Order matters: everything below AtHead is "not walked".
    private const int AtHead = -1;
    private const int AtBounds = -2;
    private const int AtRestart = -3;
    private const int ErrorBase = -16;
    private const int NoNode = -1;

    private readonly XArray _array;
    private readonly XNodePool _pool;
    private XNodeUpdate? _update;
    private ulong _index;
    private int _node;
    private int _spare;
    private byte _shift;
    private byte _sibs;
    private byte _nodeShift;
    private readonly byte _chunkMask;

    // -1 while stepping back out of a node, 64 after a search ran off its end.
    private sbyte _offset;

    /// <summary>Makes a cursor that has not walked yet.</summary>
    /// <param name="array">The array.</param>
    /// <param name="index">Where to go; rounded down to a multiple of 2^<paramref name="order"/>.</param>
    /// <param name="order">Log2 of the number of indices that a store through this cursor covers, 0 to 63.</param>
    /// <param name="update">Called after the counts of a node changed; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 63.</exception>
    /// <remarks>Models <c>XA_STATE_ORDER</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public XCursor(XArray array, ulong index, int order = 0, XNodeUpdate? update = null)
    {
        ArgumentNullException.ThrowIfNull(array);
        _array = array;
        _pool = array.Pool;
        _update = update;
        _spare = NoNode;
        _chunkMask = _pool.ChunkMask;
        _index = index;
        _node = AtRestart;
        if (order != 0)
        {
            SetOrder(index, order);
        }
    }

    /// <summary>The array.</summary>
    public readonly XArray Array => _array;

    /// <summary>The index that the cursor is at; the kernel's rules decide whether a search moves it to an entry's start.</summary>
    public readonly ulong Index => _index;

    /// <summary>The level that a store goes to: the order rounded down to a multiple of the chunk shift.</summary>
    public readonly int Shift => _shift;

    /// <summary>How many sibling slots a store writes beside the first.</summary>
    public readonly int Siblings => _sibs;

    /// <summary>The slot in the node, or -1 when the cursor is not on a node.</summary>
    public readonly int Offset => _node >= 0 ? _offset : -1;

    /// <summary>Where the cursor stands.</summary>
    public readonly XCursorState State => _node switch
    {
        >= 0 => XCursorState.Node,
        AtHead => XCursorState.Head,
        AtBounds => XCursorState.Bounds,
        AtRestart => XCursorState.Restart,
        _ => XCursorState.Error,
    };

    /// <summary>The node that the cursor is on, or null.</summary>
    public readonly XNode? Node => _node >= 0 ? new XNode(_array, _node) : null;

    /// <summary>The error that stopped the cursor, or <see cref="Errno.None"/>.</summary>
    /// <remarks>Models <c>xas_error</c>.</remarks>
    public readonly Errno Error => _node <= ErrorBase ? (Errno)(_node - ErrorBase) : Errno.None;

    /// <summary>Called after the counts of a node changed.</summary>
    public XNodeUpdate? Update
    {
        readonly get => _update;
        set => _update = value;
    }

    private readonly bool IsWalked => _node >= AtHead;

    private readonly int ChunkShift => _pool.ChunkShift;

    private readonly int ChunkMask => _chunkMask;

    /// <summary>Records an error, as a caller that gives up in the middle of a loop does.</summary>
    /// <param name="error">The error.</param>
    /// <remarks>Models <c>xas_set_err</c>.</remarks>
    public void SetError(Errno error)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)error, 0, nameof(error));
        _node = ErrorBase + (int)error;
    }

    /// <summary>Forgets the position or the error; the next operation walks from the head to the same index.</summary>
    /// <returns>This cursor, for chaining.</returns>
    /// <remarks>Models <c>xas_reset</c>.</remarks>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref XCursor Reset()
    {
        _node = AtRestart;
        return ref this;
    }

    /// <summary>Goes to another index, keeping the order.</summary>
    /// <param name="index">The new index.</param>
    /// <remarks>Models <c>xas_set</c>.</remarks>
    public void Set(ulong index)
    {
        _index = index;
        _node = AtRestart;
    }

    /// <summary>Goes to another index with another order.</summary>
    /// <param name="index">The new index; rounded down to a multiple of 2^<paramref name="order"/>.</param>
    /// <param name="order">0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 63.</exception>
    /// <remarks>Models <c>xas_set_order</c>.</remarks>
    public void SetOrder(ulong index, int order)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)order, 63u, nameof(order));
        int siblingBits = order % ChunkShift;
        _index = index >> order << order;
        _shift = (byte)(order - siblingBits);
        _sibs = (byte)((1 << siblingBits) - 1);
        _node = AtRestart;
    }

    /// <summary>Whether an entry means "try again": true for reservations and retry entries, the latter also resets the cursor.</summary>
    /// <param name="entry">What a search returned.</param>
    /// <remarks>Models <c>xas_retry</c>.</remarks>
    public bool ShouldRetry(XEntry entry)
    {
        if (entry.IsRetry)
        {
            _node = AtRestart;
            return true;
        }

        return entry.IsZero;
    }

    /// <inheritdoc/>
    public override readonly string ToString() => State switch
    {
        XCursorState.Node => $"{_index} in slot {_offset} of a node of shift {_nodeShift}",
        XCursorState.Error => $"{_index}: {Error}",
        _ => $"{_index}: {State}",
    };

    /// <summary>Sets the range of a store in slots of one level, for <see cref="XArray.StoreRange"/>.</summary>
    internal void SetRange(ulong index, int shift, int sibs)
    {
        _index = index;
        _shift = (byte)shift;
        _sibs = (byte)sibs;
        _node = AtRestart;
    }

    /// <summary>A cursor on the slot that a node hangs in, covering all of it.</summary>
    internal static XCursor AtParentOf(XNode node, XNodeUpdate? update)
    {
        int shift = node.Shift + node.Array.Pool.ChunkShift;
        var cursor = new XCursor(node.Array, 0, 0, update);
        cursor._index = (ulong)node.Offset << shift;
        cursor._shift = (byte)shift;
        cursor.Stand(node.Array.Pool.Header(node.Id).Parent, shift, node.Offset);
        return cursor;
    }

    private readonly void Notify(int node)
    {
        if (_update is { } update)
        {
            Tell(update, node);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Tell(XNodeUpdate update, int node) => update(new XNode(_array, node));
}
