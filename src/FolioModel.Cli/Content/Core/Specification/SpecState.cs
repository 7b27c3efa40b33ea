using System.Collections.Immutable;

namespace FolioModel.Cli.Content.Specification;

/// <summary>The state of a node, as a value. The operations are functions from one state to the next.</summary>
/// <param name="Folios">Every folio that exists.</param>
/// <param name="Files">Every file.</param>
/// <param name="Batches">The folios in each CPU's batches, in the order in which they were added.</param>
/// <param name="Lists">The LRU lists from head to tail: 2 inactive file, 3 active file, 4 unevictable (whose order means nothing).</param>
/// <param name="Age">The node's age: pages evicted and activated so far.</param>
/// <param name="NextFolio">The name that the next folio gets.</param>
/// <param name="BatchCapacity">Slots of a batch.</param>
internal sealed record SpecState(
    ImmutableSortedDictionary<int, SpecFolio> Folios,
    ImmutableSortedDictionary<int, SpecFile> Files,
    ImmutableSortedDictionary<(int Cpu, SpecBatch Kind), ImmutableList<int>> Batches,
    ImmutableSortedDictionary<int, ImmutableList<int>> Lists,
    long Age,
    int NextFolio,
    int BatchCapacity)
{
    /// <summary>A node without files and folios.</summary>
    /// <param name="batchCapacity">Slots of a batch.</param>
    public static SpecState Empty(int batchCapacity) => new(
        ImmutableSortedDictionary<int, SpecFolio>.Empty,
        ImmutableSortedDictionary<int, SpecFile>.Empty,
        ImmutableSortedDictionary<(int, SpecBatch), ImmutableList<int>>.Empty,
        ImmutableSortedDictionary<int, ImmutableList<int>>.Empty,
        0, 1, batchCapacity);

    /// <summary>Pages on a list.</summary>
    /// <param name="list">The list's number.</param>
    public long PagesOn(int list) => Lists.GetValueOrDefault(list, []).Sum(f => (long)Folios[f].Pages);

    /// <summary>The same node with a file added or replaced.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="file">The file.</param>
    public SpecState WithFile(int id, SpecFile file) => this with { Files = Files.SetItem(id, file) };

    /// <summary>The same node with a folio changed.</summary>
    /// <param name="id">The folio.</param>
    /// <param name="change">How.</param>
    public SpecState With(int id, Func<SpecFolio, SpecFolio> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Folios = Folios.SetItem(id, change(Folios[id])) };
    }

    /// <summary>The same node with flags of a folio set and cleared.</summary>
    /// <param name="id">The folio.</param>
    /// <param name="set">Flags to set.</param>
    /// <param name="clear">Flags to clear.</param>
    public SpecState Flag(int id, SpecFlags set, SpecFlags clear = SpecFlags.None) =>
        With(id, f => f with { Flags = (f.Flags & ~clear) | set });
}
