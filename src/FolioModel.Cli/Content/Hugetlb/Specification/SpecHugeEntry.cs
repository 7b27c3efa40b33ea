namespace FolioModel.Cli.Content.Specification;

/// <summary>An entry of a page table.</summary>
/// <param name="Page">The page.</param>
/// <param name="Writable">Whether it can be written through it.</param>
internal readonly record struct SpecHugeEntry(SpecHugePage Page, bool Writable);
