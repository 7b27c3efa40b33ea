namespace FolioModel.Cli.Content.Specification;

/// <summary>The content of a file's cache at some pages: a folio, or the shadow of one that was evicted.</summary>
/// <param name="Order">Its size as a power of two.</param>
/// <param name="Folio">The folio, 0 for a shadow.</param>
/// <param name="Age">A shadow's eviction time.</param>
/// <param name="Workingset">Whether a shadow's folio was part of the working set.</param>
/// <param name="Dirty">The dirty tag.</param>
/// <param name="Writeback">The writeback tag.</param>
/// <param name="ToWrite">The towrite tag.</param>
internal sealed record SpecEntry(int Order, int Folio, long Age, bool Workingset, bool Dirty, bool Writeback, bool ToWrite)
{
    /// <summary>Whether it is a shadow.</summary>
    public bool IsShadow => Folio == 0;

    /// <summary>Pages it covers.</summary>
    public ulong Pages => 1UL << Order;
}
