namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>The kind of entry that the page table has for a page. The look counts as no use.</summary>
    /// <param name="page">The page.</param>
    public PageEntryKind EntryAt(VirtualPage page)
    {
        PageTableEntry huge = Table.HugeAt(page);
        PageTableEntry entry = huge != default ? huge : Table.At(page);
        return entry.IsPresent ? PageEntryKind.Mapped
            : entry.IsSwapped ? PageEntryKind.Swapped
            : entry.Has(PteFlags.Zero) ? PageEntryKind.Zero
            : entry.Has(PteFlags.Migrating) ? PageEntryKind.Migrating
            : entry.Has(PteFlags.Poisoned) ? PageEntryKind.Poisoned
            : PageEntryKind.None;
    }

    /// <summary>The slot in swap that the page table has for a page, or null.</summary>
    /// <param name="page">The page.</param>
    public SwapEntry? SwapAt(VirtualPage page) => Table.At(page) is { IsSwapped: true } entry ? entry.Swap : null;
}
