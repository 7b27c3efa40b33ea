namespace FolioModel.Allocation;

/// <summary>The zones of a node, from low to high memory.</summary>
public enum ZoneKind
{
    /// <summary>Memory that old devices reach.</summary>
    Dma,

    /// <summary>Memory below 4 GiB.</summary>
    Dma32,

    /// <summary>Ordinary memory.</summary>
    Normal,

    /// <summary>Memory for movable allocations only.</summary>
    Movable,
}

/// <summary>A zone to be made.</summary>
/// <param name="Kind">Which zone.</param>
/// <param name="Pages">How many base pages it has.</param>
public sealed record ZoneOptions(ZoneKind Kind, int Pages);
