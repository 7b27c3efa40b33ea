using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A folio at one moment.</summary>
/// <param name="Pfn">The first frame.</param>
/// <param name="Life">Which life of the frame this is: two snapshots show the same folio only if this is equal too.</param>
/// <param name="Order">The size as a power of two.</param>
/// <param name="RefCount">The reference count.</param>
/// <param name="IsFrozen">Whether a task has frozen it, so that its count is 0; known with the ledger only.</param>
/// <param name="Flags">The flags.</param>
/// <param name="FileId">Number of the file whose cache it says it is in, 0 for none.</param>
/// <param name="Index">Where in the file; keeps its value after removal.</param>
/// <param name="Holders">Who holds it: from the ledger, or without it as far as its state tells.</param>
public sealed record FolioSnapshot(
    Pfn Pfn,
    uint Life,
    Order Order,
    int RefCount,
    bool IsFrozen,
    FolioFlags Flags,
    int FileId,
    PageIndex Index,
    ImmutableArray<ReferenceHolder> Holders)
{
    /// <summary>Page-table mappings.</summary>
    public int MapCount { get; init; }

    /// <summary>The task that holds its lock, or null when no task does or locks are not checked.</summary>
    public string? LockedBy { get; init; }

    /// <summary>The references that its own state accounts for: page cache, swap cache, private data, page tables.</summary>
    public int ExpectedCount { get; init; }

    /// <summary>Pins of a large folio; a small folio's pins are in its reference count.</summary>
    public int PinCount { get; init; }
}
