using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>Whether a folio is what the cache has at the folio's index.</summary>
    internal bool IsEntry(int pfn) => _entries.Load(_machine.Map[pfn].Index) == XEntry.FromPointer(pfn);

    internal IReadOnlyList<XArrayViolation> ValidateTree(XTolerance tolerance) => _entries.Validate(tolerance);
}
