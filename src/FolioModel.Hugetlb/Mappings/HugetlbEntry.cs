namespace FolioModel.Hugetlb;

/// <summary>An entry of a process's page table that maps a huge page.</summary>
/// <param name="Folio">The folio mapped; <c>default</c> for a poisoned entry.</param>
/// <param name="Writable">Writes go through without a fault.</param>
/// <param name="Dirty">Written through; unmapping passes it on to the folio.</param>
/// <param name="Poisoned">The memory failed: every access gets SIGBUS.</param>
public readonly record struct HugetlbEntry(Folio Folio, bool Writable, bool Dirty, bool Poisoned = false);
