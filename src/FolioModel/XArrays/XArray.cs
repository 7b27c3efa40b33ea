using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <summary>
/// An array of 2^64 indices that is sparse, ordered, and lets one entry cover a power-of-two range of them: Linux's XArray.
/// </summary>
/// <remarks>
/// <para>
/// The same tree as the kernel's, node for node: 64 slots a node (or 16 or 32, see <see cref="XArrayOptions.ChunkShift"/>), three marks,
/// siblings for larger entries, a lone entry at index 0 in the head. The members here are the kernel's normal API (<c>xa_*</c>);
/// <see cref="XCursor"/> is its advanced one (<c>xas_*</c>).
/// </para>
/// <para>
/// One array belongs to one thread at a time. Expected failures come back as <see cref="Errno"/> or as an entry with
/// <see cref="XEntry.IsError"/>, misuse throws. No operation allocates, except for nodes.
/// </para>
/// </remarks>
/// <example><code>
/// var array = new XArray();
/// array.Store(3, XEntry.FromPointer(17));
/// array.SetMark(3, XMark.Mark0);
/// foreach ((ulong index, XEntry entry) in array)
///     Console.WriteLine($"{index}: {entry}");          // 3: p17
/// Console.WriteLine(array.Describe());
/// </code></example>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(XArrayDebugView))]
public sealed partial class XArray : ISharedState
{
    private const int AllMarks = 7;
    private const int WrappedFlag = 8;

    internal readonly XNodePool Pool;
    private readonly int _chunkShift;
    private readonly ulong _chunkMask;
    private int _flags;
    private uint _head;
    private int _stateNumber = -1;

    /// <summary>
    /// Counts the slots that hold each pointer, for <see cref="XArray{T}"/>; null where pointers are the owner's business.
    /// </summary>
    internal XPayloadTable? Payloads { get; init; }

    /// <summary>Makes an empty array.</summary>
    /// <param name="options">Chunk shift, allocation, node pool; null for the defaults.</param>
    /// <exception cref="ArgumentException">The pool's chunk shift is not the options'.</exception>
    public XArray(XArrayOptions? options = null)
    {
        options ??= new XArrayOptions();
        Options = options;
        Pool = options.Pool ?? new XNodePool(options.ChunkShift);
        if (Pool.ChunkShift != options.ChunkShift)
        {
            throw new ArgumentException($"the pool's nodes have a chunk shift of {Pool.ChunkShift}, not {options.ChunkShift}",
                nameof(options));
        }

        _chunkShift = options.ChunkShift;
        if (Pool.TrackedIn is { } machine)
        {
            Track(machine);
        }

        _chunkMask = (1ul << _chunkShift) - 1;
        TracksFree = options.Allocation != XAllocation.None;
        ZeroIsBusy = options.Allocation == XAllocation.Alloc1;
        if (TracksFree && !ZeroIsBusy)
        {
            Flag((int)XMark.Mark0);
        }
    }

    /// <summary>The options with which the array was made.</summary>
    public XArrayOptions Options { get; }

    /// <summary>The pool that the nodes come from.</summary>
    public XNodePool NodePool => Pool;

    /// <summary>Whether nothing is in the array, not even a reservation.</summary>
    /// <remarks>Models <c>xa_empty</c>.</remarks>
    public bool IsEmpty => Head == 0;

    /// <summary>
    /// Whether nodes that leave the tree wait for <see cref="ReleaseRetiredNodes"/>, because an RCU reader may be inside. Shared by all
    /// arrays of the pool.
    /// </summary>
    public bool DeferNodeReuse
    {
        get => Pool.DeferNodeReuse;
        set => Pool.DeferNodeReuse = value;
    }

    /// <summary>
    /// Whether cursors need not tell of stores that neither found nor left a value in the node. To the page cache's list of nodes with
    /// shadows alone these say nothing, and a call for each page would make up a tenth of a truncation.
    /// </summary>
    internal bool TellsOfValuesOnly { get; init; }

    /// <summary>Counts the nodes that have left this array's tree; as long as it does not change, a cursor's node is in the tree.</summary>
    internal int Departures { get; private set; }

    internal uint Head
    {
        get
        {
            if (AccessTracking.IsOn)
            {
                Pool.TrackArray(this);
            }

            return _head;
        }

        private set
        {
            if (AccessTracking.IsOn)
            {
                Pool.TrackArray(this);
            }

            _head = value;
        }
    }

    /// <summary>The shift of the head node; meaningless when the head is no node.</summary>
    internal int HeadShift { get; private set; }

    internal bool TracksFree { get; }

    internal bool ZeroIsBusy { get; }

    internal bool HasWrapped
    {
        get => (_flags & WrappedFlag) != 0;
        private set => _flags = value ? _flags | WrappedFlag : _flags & ~WrappedFlag;
    }

    /// <summary>The node at the top of the tree, or null when the head holds an entry or nothing.</summary>
    public XNode? HeadNode => XWord.IsNode(Head) ? new XNode(this, XWord.NodeId(Head)) : null;

    /// <summary>The raw content of the head; a node shows as <see cref="XEntry.IsNode"/>.</summary>
    public XEntry HeadEntry => Pool.Decode(Head);

    /// <summary>
    /// Whether <see cref="AllocCyclic"/> handed out id 2^32 − 1 and the next call has yet to report the wrap
    /// (<c>XA_FLAGS_ALLOC_WRAPPED</c>).
    /// </summary>
    public bool IsWrapPending => HasWrapped;

    /// <summary>Ends the grace period of the pool's retired nodes.</summary>
    public void ReleaseRetiredNodes() => Pool.ReleaseRetiredNodes();

    /// <summary>Reads what is at an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The entry, or null; a reservation reads as null.</returns>
    /// <remarks>Models <c>xa_load</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public XEntry Load(ulong index)
    {
        if (TryGetLeaf(index, out int leaf) && Pool.Slot(leaf, (int)(index & _chunkMask)) is var direct && (direct & 3) != 2)
        {
            return Pool.Decode(direct);
        }

        return LoadByWalk(index);
    }

    private XEntry LoadByWalk(ulong index)
    {
        uint word = Head;
        if (!XWord.IsNode(word))
        {
            return index == 0 ? Visible(word) : default;
        }

        int shift = HeadShift;
        if (index >> shift > _chunkMask)
        {
            return default;
        }

        int node;
        do
        {
            node = XWord.NodeId(word);
            word = Pool.Slot(node, (int)((index >> shift) & _chunkMask));
            shift -= _chunkShift;
        }
        while (XWord.IsNode(word));

        while (XWord.IsSibling(word))
        {
            word = Pool.Slot(node, XWord.SiblingSlot(word));
        }

        return Visible(word);
    }

    /// <summary>Reads what is at an index together with the order of the entry, in one walk.</summary>
    /// <param name="index">The index.</param>
    /// <param name="order">The entry's order, 0 if there is none.</param>
    /// <returns>The entry, or null; a reservation reads as null.</returns>
    public XEntry Load(ulong index, out int order)
    {
        var cursor = new XCursor(this, index);
        XEntry entry = cursor.Load();
        order = entry.IsNull ? 0 : cursor.GetOrder();
        return entry.IsZero ? default : entry;
    }

    /// <summary>The order of the entry at an index, 0 if there is none.</summary>
    /// <param name="index">The index.</param>
    /// <remarks>Models <c>xa_get_order</c>.</remarks>
    public int GetOrder(ulong index)
    {
        Load(index, out int order);
        return order;
    }

    /// <summary>The word for an entry that goes into a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Hold(XEntry entry)
    {
        if (Payloads is { } payloads && entry.IsPointer)
        {
            payloads.Take(entry.PointerId);
        }

        return Pool.Encode(entry);
    }

    /// <summary>Ends the life of a word that leaves its slot for good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LetGo(uint word)
    {
        Pool.Release(word);
        if (Payloads is { } payloads && XWord.IsPointer(word))
        {
            payloads.Drop(new XEntry(word).PointerId);
        }
    }

    /// <summary>Whether the tree as it is can hold an index.</summary>
    internal bool Holds(ulong index) => XWord.IsNode(Head) ? index >> HeadShift <= _chunkMask : index == 0;

    /// <summary>The last index that a head node of this shift holds.</summary>
    internal ulong LastIndexUnder(int shift) => ((_chunkMask + 1) << shift) - 1;

    internal void SetHeadNode(int node, int shift)
    {
        Head = XWord.Node(node);
        HeadShift = shift;
    }

    internal void SetHeadEntry(uint word) => Head = word;

    internal void CountDeparture() => Departures++;

    internal bool IsFlagged(int mark) => (_flags >> mark & 1) != 0;

    /// <summary>Whether any slot may have any mark.</summary>
    internal bool HasMarks => (_flags & AllMarks) != 0;

    internal void Flag(int mark) => _flags |= 1 << mark;

    internal void Unflag(int mark) => _flags &= ~(1 << mark);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private XEntry Visible(uint word) => word == XWord.Zero ? default : Pool.Decode(word);

    private string DebuggerText => IsEmpty ? "empty" : XWord.IsNode(Head) ? $"tree of shift {HeadShift}" : $"head {Pool.Decode(Head)}";
}
