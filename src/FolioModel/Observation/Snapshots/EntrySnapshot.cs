namespace FolioModel.Observation;

/// <summary>An entry of a page cache at one moment.</summary>
/// <param name="Index">Its first page.</param>
/// <param name="Order">Its size as a power of two.</param>
/// <param name="Folio">The folio's first frame, or null.</param>
/// <param name="Value">The value (shadow or swap entry), or null.</param>
/// <param name="IsDirty">Whether it has the dirty tag.</param>
/// <param name="IsWriteback">Whether it has the writeback tag.</param>
/// <param name="IsToWrite">Whether it has the towrite tag.</param>
public sealed record EntrySnapshot(PageIndex Index, Order Order, Pfn? Folio, ulong? Value, bool IsDirty, bool IsWriteback, bool IsToWrite)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Folio is { } pfn ? pfn.ToString() : $"value 0x{Value:x}")}, {Order}"
        + $"{(IsDirty ? ", dirty" : "")}{(IsWriteback ? ", writeback" : "")}{(IsToWrite ? ", towrite" : "")}";
}
