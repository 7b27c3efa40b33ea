namespace FolioModel.XArrays;

/// <summary>Whether an array hands out ids, and from where.</summary>
public enum XAllocation
{
    /// <summary>A plain array; all three marks are the owner's.</summary>
    None,

    /// <summary>Free ids are tracked from 0 with <see cref="XMark.Mark0"/> (<c>XA_FLAGS_ALLOC</c>).</summary>
    Alloc,

    /// <summary>Free ids are tracked as by <see cref="Alloc"/>, with id 0 taken from the start (<c>XA_FLAGS_ALLOC1</c>).</summary>
    Alloc1,
}

/// <summary>How an <see cref="XArray"/> is built.</summary>
/// <example><code>
/// var ids = new XArray(new XArrayOptions { Allocation = XAllocation.Alloc1 });
/// var teaching = new XArray(new XArrayOptions { ChunkShift = 4 });   // 16 slots a node: deeper trees, shorter drawings
/// </code></example>
public sealed record XArrayOptions
{
    /// <summary>Log2 of the slots in a node: 4, 5 or 6 (the default, as in Linux on ordinary machines).</summary>
    public int ChunkShift { get; init; } = 6;

    /// <summary>
    /// With how many leaves the array begins to keep a table from leaf number to leaf, which costs 4 to 16 bytes a leaf and spares the
    /// walk;
    /// <see cref="int.MaxValue"/> for never. It changes no result. With few leaves a walk is as quick.
    /// </summary>
    public int LeafDirectoryThreshold { get; init; } = 16;

    /// <summary>Whether the array tracks free ids.</summary>
    public XAllocation Allocation { get; init; }

    /// <summary>
    /// The pool that nodes come from; arrays of one owner (all page caches of one machine) should share one. Null: a pool of its own.
    /// Its chunk shift must be <see cref="ChunkShift"/>.
    /// </summary>
    public XNodePool? Pool { get; init; }
}
