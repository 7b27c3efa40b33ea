using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A file's page cache at one moment.</summary>
/// <param name="Id">The file's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pages">Cached pages.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Entries">What is cached, by first page.</param>
public sealed record FileSnapshot(
    int Id, string Name, PageCount Pages, long Size, ImmutableSortedDictionary<PageIndex, EntrySnapshot> Entries)
{
    /// <summary>The nodes of the tree, parents first; empty when the tree has a single entry at its head, or nothing.</summary>
    public ImmutableArray<NodeSnapshot> Nodes { get; init; } = [];

    /// <summary>Indices that a slot of a full-sized node covers at each level, as bits: 6, or 4 with small nodes.</summary>
    public int ChunkShift { get; init; } = 6;
}
