namespace FolioModel.XArrays;

/// <summary>Called after the numbers of entries or values in a node changed.</summary>
/// <param name="node">The node; with a count of 0 it is about to leave the tree.</param>
/// <remarks>
/// Models <c>xa_update_node_t</c>. The page cache uses it to keep a list of the nodes that hold only shadows. It must not change the array.
/// </remarks>
public delegate void XNodeUpdate(XNode node);

/// <summary>A node of an array's tree, by number. Reading it shows the node as it is now.</summary>
/// <remarks>A node's <see cref="Id"/> is unique in its pool and may be given to another node once this one has been freed.</remarks>
public readonly record struct XNode
{
    private readonly XArray _array;

    internal XNode(XArray array, int id)
    {
        _array = array;
        Id = id;
    }

    /// <summary>The array that the node belongs to.</summary>
    public XArray Array => _array;

    /// <summary>The node's number in its pool.</summary>
    public int Id { get; }

    /// <summary>Each slot covers 2^<see cref="Shift"/> indices; 0 in a leaf.</summary>
    public int Shift => _array.Pool.Header(Id).Shift;

    /// <summary>The slot of the parent in which this node hangs.</summary>
    public int Offset => _array.Pool.Header(Id).Offset;

    /// <summary>Slots that are not empty, siblings and child nodes included.</summary>
    public int Count => _array.Pool.Header(Id).Count;

    /// <summary>Slots that hold a value or a sibling of a value (<c>nr_values</c>).</summary>
    public int ValueCount => _array.Pool.Header(Id).ValueCount;

    /// <summary>Whether the node has left the tree and waits for its readers.</summary>
    public bool IsRetired => _array.Pool.Header(Id).IsRetired;

    /// <summary>How many slots a node of this array has.</summary>
    public int Slots => 1 << _array.Pool.ChunkShift;

    /// <summary>The raw content of a slot: siblings, retry entries and child nodes show.</summary>
    /// <param name="slot">0 to <see cref="Slots"/> − 1.</param>
    public XEntry EntryAt(int slot) => _array.Pool.Decode(_array.Pool.Slot(Id, InRange(slot)));

    /// <summary>The child in a slot, or null when there is something else.</summary>
    /// <param name="slot">0 to <see cref="Slots"/> − 1.</param>
    public XNode? ChildAt(int slot) =>
        _array.Pool.Slot(Id, InRange(slot)) is var word && XWord.IsNode(word) ? new XNode(_array, XWord.NodeId(word)) : null;

    /// <summary>The bitmap of a mark: bit i for slot i.</summary>
    /// <param name="mark">The mark.</param>
    public ulong MarkBitmap(XMark mark) => _array.Pool.Marks(Id, XArray.Checked(mark));

    /// <summary>The first index that the node covers.</summary>
    /// <exception cref="InvalidOperationException">A node above it is not one level above the next: the walk up might not end.</exception>
    public ulong FirstIndex
    {
        get
        {
            ulong index = 0;
            XNodePool pool = _array.Pool;
            for (int node = Id; pool.Header(node).Parent is var parent && parent >= 0; node = parent)
            {
                int shift = pool.Header(parent).Shift;
                if (shift != pool.Header(node).Shift + pool.ChunkShift)
                {
                    throw new InvalidOperationException(
                        $"a node of shift {pool.Header(node).Shift} has a parent of shift {shift}, on the way up from index {index}");
                }

                index |= (ulong)pool.Header(node).Offset << shift;
            }

            return index;
        }
    }

    private int InRange(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Slots, nameof(slot));
        return slot;
    }
}
