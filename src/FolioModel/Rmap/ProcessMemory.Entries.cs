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

    /// <summary>
    /// Takes the lock of a folio that an entry was just seen to map, if it is free. The kernel holds the lock of the page table then, so
    /// that no other task can take the entry away in between: both are one step.
    /// </summary>
    private static bool TryLockMapped(Folio folio) => folio.Machine.TryLockFolio(ref folio.Page, folio.Frame);

    /// <inheritdoc/>
    public IEnumerable<SwapEntry> NamedSlots => Table.Small.Where(static e => e.Value.IsSwapped).Select(static e => e.Value.Swap);

    /// <summary>
    /// The entries that a walk from their folio back to the page tables would not come to, with the frames that they map.
    /// </summary>
    internal IEnumerable<(VirtualPage Page, int Frame)> EntriesOutsideTheReverseMap()
    {
        foreach ((ulong number, PageTableEntry entry) in Table.Small)
        {
            VirtualPage page = new(number);
            if (!entry.IsPresent)
            {
                continue;
            }

            Folio folio = new(_machine, _machine.Map.HeadOf(entry.Frame));
            bool isFound = AreaAt(page) is { } area && (!folio.Has(FolioFlags.Anon) || (area.Family == _machine.FamilyOf(folio.Frame)
                && area.IndexOf(page).Value == folio.Index.Value + (ulong)(entry.Frame - folio.Frame)));
            if (!isFound)
            {
                yield return (page, entry.Frame);
            }
        }
    }
}
