using System.Globalization;

namespace FolioModel.Cli.Conform;

/// <summary>How a folio stood at one moment inside an operation. What a kind of recordings does not show stays 0.</summary>
/// <param name="Frame">The folio's first frame: a folio that is born in the operation has no number yet.</param>
/// <param name="RefCount">Its reference count.</param>
/// <param name="Flags">Its flags as recordings show them.</param>
internal readonly record struct FolioMoment(int Frame, long RefCount, long Flags)
{
    /// <summary>How often it is in each of the six batches, packed.</summary>
    public long Batches { get; init; }

    /// <summary>Mappings by page tables.</summary>
    public long MapCount { get; init; }

    /// <summary>The recordings' <c>xflags</c>: swap cache, anonymous, poisoned.</summary>
    public long ExtraFlags { get; init; }

    /// <summary>References that the trace itself holds.</summary>
    public long Own { get; init; }

    /// <summary>1 when the file's XArray holds it.</summary>
    public long IsCached { get; init; }

    /// <summary>Pages of the file.</summary>
    public long FilePages { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"ref {RefCount} flags 0x{Flags:x} ({FolioRow.DescribeFlags(Flags)}) batches 0x{Batches:x} mapcount {MapCount} xflags "
            + $"0x{ExtraFlags:x} own {Own} in {IsCached} nrpages {FilePages}");
}
