namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Whether the first write to a page of an area needs a fault of its own, so that the file learns of it: a shared area of a file whose
    /// dirty pages are written back.
    /// </summary>
    /// <remarks>Models <c>vma_wants_writenotify</c>.</remarks>
    private static bool NotifiesWrites(MappedArea area) => area.IsShared && area.File is { Operations.CanWriteback: true };

    /// <summary>A present entry of a shared area is written for the first time, or for the first time since its page was clean.</summary>
    /// <remarks>Models <c>do_wp_page</c> with <c>page_mkwrite</c>.</remarks>
    [Interleaved]
    private TouchResult WriteProtected(MappedArea area, VirtualPage page)
    {
        PageTableEntry entry = Table.At(page);
        if (!NotifiesWrites(area))
        {
            Table.Set(page, entry.With(PteFlags.Writable | PteFlags.Young | PteFlags.Dirty));
            return TouchResult.Done;
        }

        Folio folio = new(_machine, _machine.Map.HeadOf(entry.Frame));
        folio.Get();
        folio.Lock();
        TouchResult result = folio.Mapping == area.File ? area.File!.Operations.MakeWritable(area.File!, folio) : TouchResult.Done;

        // While the task waited, the page may have left the file, or another task may have changed the entry: the processor tries again.
        bool written = result == TouchResult.Done && folio.Mapping == area.File && Table.At(page) == entry;
        if (written)
        {
            Table.Set(page, entry.With(PteFlags.Writable | PteFlags.Young | PteFlags.Dirty));
            folio.MarkDirty();
        }

        folio.Unlock();
        folio.Put();
        if (written)
        {
            area.File!.Operations.BalanceDirty(area.File!);
        }

        return result;
    }

    /// <summary>Makes the entries of a folio clean and protects them, inside one area, so that the next write is noticed.</summary>
    /// <returns>Whether the folio was written through the area, or could have been, since it was last clean.</returns>
    /// <remarks>Models <c>page_vma_mkclean_one</c>.</remarks>
    internal bool MakeClean(MappedArea area, Folio folio)
    {
        bool written = false;
        (VirtualPage first, VirtualPage end) = RangeOf(area, folio);
        for (VirtualPage page = first; area.IsShared && page < end; page += 1)
        {
            PageTableEntry entry = Table.At(page);
            if (entry.IsPresent && _machine.Map.HeadOf(entry.Frame) == folio.Frame
                && (entry.Has(PteFlags.Dirty) || entry.Has(PteFlags.Writable)))
            {
                Table.Set(page, entry with { Flags = entry.Flags & ~(PteFlags.Dirty | PteFlags.Writable) });
                written = true;
            }
        }

        return written;
    }

    /// <summary>
    /// A fault found a page whose memory failed: the folio leaves every page table, and a clean one the file as well. Reference effect: -1,
    /// the fault's.
    /// </summary>
    /// <returns>Whether the page is gone, so that the access finds another one.</returns>
    /// <remarks>Models what <c>__do_fault</c> does with a poisoned page.</remarks>
    [Interleaved]
    private static bool DropPoisoned(AddressSpace file, Folio folio)
    {
        file.UnmapFolio(folio);
        bool dropped = file.EvictFolio(folio) > 0;
        folio.Unlock();
        folio.Put();
        return dropped;
    }
}
