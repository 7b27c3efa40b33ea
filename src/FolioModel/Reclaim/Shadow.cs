namespace FolioModel.Reclaim;

/// <summary>The contents of a shadow entry: what is remembered of a folio that reclaim evicted.</summary>
/// <param name="Eviction">The eviction timestamp: the node's age in pages, without the bits that do not fit.</param>
/// <param name="MemoryCgroup">Number of the memory cgroup, 0 without them.</param>
/// <param name="Node">The NUMA node.</param>
/// <param name="Workingset">Whether the folio was part of the working set.</param>
/// <remarks>Models <c>pack_shadow</c> and <c>unpack_shadow</c> with 16 bits of cgroup and 10 bits of node.</remarks>
public readonly record struct Shadow(ulong Eviction, int MemoryCgroup, int Node, bool Workingset)
{
    private const int WorkingsetBits = 1;
    private const int NodeBits = 10;
    private const int MemoryCgroupBits = 16;
    private const int ValueBits = 63;

    /// <summary>Bits that are left for the timestamp.</summary>
    internal const int EvictionBits = ValueBits - WorkingsetBits - NodeBits - MemoryCgroupBits;

    /// <summary>The value as it stands in the XArray.</summary>
    public ulong Pack() =>
        (((((Eviction & EvictionMask) << MemoryCgroupBits) | (uint)MemoryCgroup) << NodeBits) | (uint)Node) << WorkingsetBits
        | (Workingset ? 1UL : 0);

    /// <summary>Decodes a value.</summary>
    /// <param name="value">The value of a shadow entry.</param>
    public static Shadow Unpack(ulong value) => new(
        value >> (WorkingsetBits + NodeBits + MemoryCgroupBits),
        (int)(value >> (WorkingsetBits + NodeBits)) & ((1 << MemoryCgroupBits) - 1),
        (int)(value >> WorkingsetBits) & ((1 << NodeBits) - 1),
        (value & 1) != 0);

    internal const ulong EvictionMask = (1UL << EvictionBits) - 1;
}
