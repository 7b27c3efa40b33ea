using System.Collections.Immutable;
using FolioModel.Rmap;

namespace FolioModel.Observation;

/// <summary>The memory of a process at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Areas">Its areas in words, by rising address.</param>
/// <param name="Entries">The present entries of its page tables, by rising address.</param>
public sealed record ProcessSnapshot(string Name, ImmutableArray<string> Areas, ImmutableArray<PageTableEntrySnapshot> Entries);

/// <summary>A present entry of a page table.</summary>
/// <param name="Page">The page of the process that it maps.</param>
/// <param name="Frame">The frame that it shows.</param>
/// <param name="IsHuge">Whether it maps 2 MiB at once.</param>
/// <param name="IsWritable">Whether the process may write.</param>
/// <param name="IsDirty">Whether it wrote since the entry was last cleaned.</param>
/// <param name="IsYoung">Whether it used the page since the entry was last aged.</param>
public readonly record struct PageTableEntrySnapshot(VirtualPage Page, Pfn Frame, bool IsHuge, bool IsWritable, bool IsDirty, bool IsYoung);
