namespace FolioModel.Rmap;

/// <summary>The uses of a folio since the last look, as the entries of page tables show them.</summary>
/// <param name="Entries">Areas through which it was used.</param>
/// <param name="IsExecutable">Whether one of them holds program text.</param>
/// <param name="IsMlocked">Whether an area that is locked in memory maps it.</param>
internal readonly record struct PageTableUses(int Entries, bool IsExecutable, bool IsMlocked);
