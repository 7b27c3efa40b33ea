namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Takes a folio that is about to move out of this process's tables, inside one area; the entries remember where it was.
    /// </summary>
    /// <remarks>Models <c>try_to_migrate_one</c>. Reference effect: -1 for each entry.</remarks>
    [Interleaved]
    internal void HideForMigration(MappedArea area, Folio folio)
    {
        (VirtualPage first, VirtualPage end) = RangeOf(area, folio);
        for (VirtualPage page = first; page < end; page += 1)
        {
            PageTableEntry huge = Table.HugeAt(page);
            PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
            if (!entry.IsPresent || _machine.Map.HeadOf(entry.Frame) != folio.Frame)
            {
                continue;
            }

            PageTableEntry hidden = entry with { Flags = (entry.Flags & ~PteFlags.Present) | PteFlags.Migrating };
            if (huge.IsPresent)
            {
                Table.SetHuge(page, hidden);
                _machine.Mappings.RemoveEntire(folio.Frame);
                page = PageTable.HugeStart(page) + (Order.Pmd.Pages - 1);
            }
            else
            {
                Table.Set(page, hidden);
                _machine.Mappings.RemovePage(folio.Frame, entry.Frame);
            }

            if (entry.Has(PteFlags.Dirty))
            {
                folio.MarkDirty();
            }

            if (area.IsLocked)
            {
                _machine.MlockBatches.Munlock(folio);
                _machine.MlockBatches.Drain(_machine.Current.Cpu);
            }

            _machine.Put(folio.Frame, 1, HolderKind.PageTable, 0, "try_to_migrate");
        }
    }

    /// <summary>
    /// Makes the hidden entries of one area show a folio where it is now: at its new place, or where it was when it could not move.
    /// </summary>
    /// <remarks>Models <c>remove_migration_pte</c>. Reference effect: +1 on the folio for each entry.</remarks>
    [Interleaved]
    internal void ShowAfterMigration(MappedArea area, int from, Folio folio)
    {
        (VirtualPage first, VirtualPage end) = RangeOf(area, folio);
        for (VirtualPage page = first; page < end; page += 1)
        {
            PageTableEntry huge = Table.HugeAt(page);
            bool whole = huge.Has(PteFlags.Migrating);
            PageTableEntry entry = whole ? huge : Table.At(page);
            if (!entry.Has(PteFlags.Migrating) || entry.Frame < from || entry.Frame >= from + folio.Pages)
            {
                continue;
            }

            PteFlags flags = (entry.Flags & ~PteFlags.Migrating) | PteFlags.Present;
            _machine.References.Get(folio.Frame, HolderKind.PageTable, 0, "remove_migration_ptes");
            if (whole)
            {
                SetHuge(page, folio, flags);
                page = PageTable.HugeStart(page) + (Order.Pmd.Pages - 1);
            }
            else
            {
                SetSmall(area, page, folio, flags);
            }
        }

        if (area.IsLocked)
        {
            _machine.MlockBatches.Drain(_machine.Current.Cpu);
        }
    }

    private bool IsMigrating(VirtualPage page) => Table.HugeAt(page).Has(PteFlags.Migrating) || Table.At(page).Has(PteFlags.Migrating);
}
