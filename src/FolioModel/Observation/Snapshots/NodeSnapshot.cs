using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A node of a page cache's tree at one moment.</summary>
/// <param name="First">The first index that it covers. With <paramref name="Shift"/> it says which node this is.</param>
/// <param name="Shift">Each slot covers 2^shift indices; 0 in a leaf.</param>
/// <param name="Slots">The slots in use, by rising number.</param>
public sealed record NodeSnapshot(PageIndex First, int Shift, ImmutableArray<SlotSnapshot> Slots);

/// <summary>A slot in use of a node of a page cache's tree.</summary>
/// <param name="Number">Its number in the node.</param>
/// <param name="Content">What sort of entry it holds.</param>
/// <param name="Folio">The folio's first frame, where it holds a folio.</param>
/// <param name="Value">The number, where it holds one: a shadow or a swap entry.</param>
/// <param name="Head">The slot that a sibling points at.</param>
/// <param name="IsDirty">Whether it has the dirty mark.</param>
/// <param name="IsWriteback">Whether it has the writeback mark.</param>
/// <param name="IsToWrite">Whether it has the towrite mark.</param>
public readonly record struct SlotSnapshot(
    int Number, SlotContent Content, Pfn? Folio, ulong? Value, int? Head, bool IsDirty, bool IsWriteback, bool IsToWrite);

/// <summary>The kinds of content of a tree's slot.</summary>
public enum SlotContent
{
    /// <summary>A folio.</summary>
    Folio,

    /// <summary>A number: a shadow or a swap entry.</summary>
    Value,

    /// <summary>A pointer to another slot of the same node: the entry there is larger than one slot.</summary>
    Sibling,

    /// <summary>A node below.</summary>
    Node,

    /// <summary>Another internal entry: a reservation, or the entry that tells a reader to start again.</summary>
    Internal,
}
