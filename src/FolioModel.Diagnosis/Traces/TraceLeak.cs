namespace FolioModel.Diagnosis;

/// <summary>Temporary references that were not given back before the trace ended.</summary>
/// <param name="Pfn">The page frame.</param>
/// <param name="Holding">The references and who took them.</param>
/// <param name="Count">The page's reference count at the end.</param>
/// <param name="IsOrphan">Whether nothing else holds the page any more: then it is lost for certain.</param>
public sealed record TraceLeak(long Pfn, TraceHolding Holding, int Count, bool IsOrphan);
