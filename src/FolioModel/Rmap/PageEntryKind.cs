namespace FolioModel.Rmap;

/// <summary>What a page table has for a page.</summary>
public enum PageEntryKind
{
    /// <summary>Nothing.</summary>
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
