using System.Collections.Immutable;

namespace FolioModel.Cli.Content.Specification;

/// <summary>A folio: its reference count is by definition the number of its holders' references.</summary>
/// <param name="Id">Its name in the specification: folios are numbered as they are allocated.</param>
/// <param name="Order">Its size as a power of two.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="File">The file that caches it, 0 for none.</param>
/// <param name="Index">Its place in the file; stays when it leaves.</param>
/// <param name="Holders">Who holds how many references: <c>task 1</c>, <c>cache</c>, <c>batch 0 Add</c>, <c>isolation 1</c>,
/// <c>private</c>.</param>
internal sealed record SpecFolio(int Id, int Order, SpecFlags Flags, int File, ulong Index, ImmutableSortedDictionary<string, int> Holders)
{
    /// <summary>Base pages.</summary>
    public int Pages => 1 << Order;

    /// <summary>The index behind it.</summary>
    public ulong Next => Index + (ulong)Pages;

    /// <summary>The reference count.</summary>
    public int Count => Holders.Values.Sum();

    /// <summary>Whether all of some flags are set.</summary>
    /// <param name="flags">The flags.</param>
    public bool Has(SpecFlags flags) => (Flags & flags) == flags;

    /// <summary>Whether any of some flags is set.</summary>
    /// <param name="flags">The flags.</param>
    public bool HasAny(SpecFlags flags) => (Flags & flags) != 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"f{Id} order {Order} count {Count} = {string.Join(" + ", Holders.Select(static h => $"{h.Key} {h.Value}"))}, file {File} index "
            + $"{Index}, {Flags}";
}
