namespace FolioModel.Rmap;

/// <summary>The kinds of entries that a page table has for pages.</summary>
public enum PageEntryKind
{
    /// <summary>No entry.</summary>
    None,

    /// <summary>A page of a folio.</summary>
    Mapped,

    /// <summary>The page of zeros that all processes share: nothing was written there yet.</summary>
    Zero,

    /// <summary>A slot in swap, see <see cref="ProcessMemory.SwapAt"/>.</summary>
    Swapped,

    /// <summary>A note that the page's folio is being moved.</summary>
    Migrating,

    /// <summary>A note that the page's memory failed.</summary>
    Poisoned,
}
