using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FolioModel.XArrays;

/// <summary>Decides whether a node may be allocated; the seam for fault injection.</summary>
/// <param name="mayWait">
/// False for the attempt under the array's lock (<c>GFP_NOWAIT</c>), true for the one after it was dropped.
/// </param>
/// <returns>False to let the allocation fail.</returns>
public delegate bool XNodeBudget(bool mayWait);

/// <summary>Where the nodes of one or many arrays live.</summary>
/// <remarks>
/// <para>
/// Nodes are numbers. Slots, headers and marks lie in separate arrays of up to 4096 nodes each, without a reference inside,
/// so that the garbage collector never walks a tree, and growth copies nothing beyond the first section.
/// Bitmaps of a mark come into being in a section when a node there first gets that mark.
/// </para>
/// <para>
/// A freed node is reused at once, unless <see cref="DeferNodeReuse"/> is on: then it is retired, and keeps its contents
/// for readers that are still inside until <see cref="ReleaseRetiredNodes"/> ends the grace period.
/// </para>
/// </remarks>
/// <example><code>
/// var pool = new XNodePool();
/// var first = new XArray(new XArrayOptions { Pool = pool });
/// var second = new XArray(new XArrayOptions { Pool = pool });
/// </code></example>
public sealed partial class XNodePool
{
    internal const int SectionShift = 12;
    internal const int SectionMask = (1 << SectionShift) - 1;
    private const int FirstSectionNodes = 4;
    private const int NoNode = -1;

    internal readonly int ChunkShift;
    internal readonly byte ChunkMask;
    private uint[][] _slots = [];
    private XNodeHeader[][] _headers = [];
    private int _next;
    private int _capacity;
    private int _free = NoNode;
    private readonly List<int> _retired = [];

    /// <summary>Makes an empty pool.</summary>
    /// <param name="chunkShift">Log2 of the slots in a node: 4, 5 or 6.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another chunk shift.</exception>
    public XNodePool(int chunkShift = 6)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkShift, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkShift, 6);
        ChunkShift = chunkShift;
        ChunkMask = (byte)((1 << chunkShift) - 1);

        // Settles the switch before the read paths are compiled, so that they can take it for a constant.
        _ = AccessTracking.IsOn;
    }

    /// <summary>Decides about each node allocation; null lets all succeed.</summary>
    public XNodeBudget? NodeBudget { get; set; }

    /// <summary>Told each node that is handed out.</summary>
    internal Action<int>? Allocated { get; set; }

    /// <summary>Told each node that is given up.</summary>
    internal Action<int>? Freed { get; set; }

    /// <summary>Whether freed nodes wait for <see cref="ReleaseRetiredNodes"/>, because an RCU reader may be inside.</summary>
    public bool DeferNodeReuse { get; set; }

    /// <summary>Nodes allocated since the pool was made, spare ones included.</summary>
    public long NodesAllocated { get; private set; }

    /// <summary>Nodes given up since the pool was made; retired ones count at once.</summary>
    public long NodesFreed { get; private set; }

    /// <summary>Nodes that wait for their readers.</summary>
    public int RetiredNodes => _retired.Count;

    /// <summary>Bytes held by the pool's own arrays, whether in use or not.</summary>
    public long ReservedBytes
    {
        get
        {
            long bytes = WideBytes;
            for (int section = 0; section < _slots.Length; section++)
            {
                bytes += _slots[section].LongLength * sizeof(uint);
                bytes += _headers[section].LongLength * Unsafe.SizeOf<XNodeHeader>();
            }

            return bytes + MarkBytes;
        }
    }

    /// <summary>Ends the grace period: every retired node may be reused from now on.</summary>
    /// <remarks>Cursors that stand on a retired node must not be used afterwards, as in Linux after <c>rcu_read_unlock</c>.</remarks>
    public void ReleaseRetiredNodes()
    {
        foreach (int node in _retired)
        {
            Span<uint> slots = SlotsOf(node);
            Recycle(node, slots.IndexOfAnyExcept(0u) >= 0);
        }

        _retired.Clear();
    }

    /// <summary>
    /// A slot of a node. Node numbers come only from this pool's own words, and offsets are masked, so release builds do not check the
    /// access.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref uint Slot(int node, int offset)
    {
        if (AccessTracking.IsOn)
        {
            TrackNode(node);
        }

        Debug.Assert((uint)node < (uint)_next, "a node number from elsewhere");
        Debug.Assert((uint)offset < 1u << ChunkShift, "an offset outside the node");
        uint[] section = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), node >>> SectionShift);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(section), ((node & SectionMask) << ChunkShift) + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<uint> SlotsOf(int node)
    {
        if (AccessTracking.IsOn)
        {
            TrackNode(node);
        }

        return MemoryMarshal.CreateSpan(ref _slots[node >> SectionShift][(node & SectionMask) << ChunkShift], 1 << ChunkShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref XNodeHeader Header(int node)
    {
        if (AccessTracking.IsOn)
        {
            TrackNode(node);
        }

        Debug.Assert((uint)node < (uint)_next, "a node number from elsewhere");
        XNodeHeader[] section = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_headers), node >>> SectionShift);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(section), node & SectionMask);
    }

    /// <summary>Takes an empty node: all slots and marks clear. -1 when the budget says no.</summary>
    internal int Allocate(bool mayWait)
    {
        TrackPool();
        if (NodeBudget is { } budget && !budget(mayWait))
        {
            return NoNode;
        }

        NodesAllocated++;
        int node = _free;
        if (node >= 0)
        {
            _free = Header(node).Parent;
        }
        else
        {
            if (_next == _capacity)
            {
                Grow();
            }

            node = _next++;
        }

        Allocated?.Invoke(node);
        return node;
    }

    /// <summary>Gives a node up.</summary>
    /// <param name="node">The node; its slots hold no wide value any more.</param>
    /// <param name="slotsInUse">Whether a slot may still hold something.</param>
    internal void Free(int node, bool slotsInUse)
    {
        TrackPool();
        NodesFreed++;
        Freed?.Invoke(node);
        if (DeferNodeReuse)
        {
            Header(node).Retire();
            _retired.Add(node);
        }
        else
        {
            Recycle(node, slotsInUse);
        }
    }

    private void Recycle(int node, bool slotsInUse)
    {
        if (slotsInUse)
        {
            SlotsOf(node).Clear();
        }

        ClearMarks(node);
        Header(node).Begin(0, _free);
        _free = node;
    }

    private void Grow()
    {
        int inLast = _capacity & SectionMask;
        if (_capacity > 0 && _slots.Length == 1 && _capacity <= SectionMask)
        {
            // The first section doubles, so that an array of a few entries stays small.
            _capacity = inLast * 2;
            Array.Resize(ref _slots[0], _capacity << ChunkShift);
            Array.Resize(ref _headers[0], _capacity);
            GrowMarksOfFirstSection(_capacity);
            return;
        }

        int nodes = _capacity == 0 ? FirstSectionNodes : 1 << SectionShift;
        Array.Resize(ref _slots, _slots.Length + 1);
        Array.Resize(ref _headers, _headers.Length + 1);
        _slots[^1] = new uint[nodes << ChunkShift];
        _headers[^1] = new XNodeHeader[nodes];
        _capacity += nodes;
    }
}
