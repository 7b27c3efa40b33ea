namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>Writes to a private page: the process gets a copy, or keeps the one it has for itself.</summary>
    /// <remarks>Models <c>do_cow_fault</c> and <c>do_wp_page</c>.</remarks>
    [Interleaved]
    private TouchResult WritePrivately(MappedArea area, VirtualPage page)
    {
        PageTableEntry huge = _table.HugeAt(page);
        if (huge.IsPresent)
        {
            DropHugeEntry(area, page, huge);
        }

        PageTableEntry entry = _table.At(page);
        if (entry.IsPresent)
        {
            return CopyMapped(area, page, entry);
        }

        Folio copy = NewAnonymous();
        if (copy.IsNone)
        {
            return TouchResult.OutOfMemory;
        }

        FileFault fault = area.File.Operations.Fault(area.File, area.IndexOf(page), area.FitsHuge(page));
        if (fault.Folio.IsNone)
        {
            copy.Put();
            return fault.Result;
        }

        MapCopy(area, page, copy);
        fault.Folio.Unlock();
        fault.Folio.Put();
        return TouchResult.Done;
    }

    [Interleaved]
    private TouchResult CopyMapped(MappedArea area, VirtualPage page, PageTableEntry entry)
    {
        int head = _machine.Map.HeadOf(entry.Frame);
        Folio old = new(_machine, head);
        if (old.Has(FolioFlags.Anon) && old.RefCount == 1)
        {
            old.Page.Flags |= FolioFlags.AnonExclusive;
            _table.Set(page, entry.With(PteFlags.Writable | PteFlags.Young | PteFlags.Dirty));
            return TouchResult.Done;
        }

        // The copy is made without the table's lock, so the old page is held meanwhile.
        old.Get();
        Folio copy = NewAnonymous();
        if (copy.IsNone)
        {
            old.Put();
            return TouchResult.OutOfMemory;
        }

        _table.Clear(page);
        _machine.Mappings.RemovePage(head, entry.Frame);
        MapCopy(area, page, copy);
        _machine.Put(head, 1, HolderKind.PageTable, 0, "wp_page_copy");
        old.Put();
        return TouchResult.Done;
    }

    private Folio NewAnonymous()
    {
        Folio copy = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        if (!copy.IsNone)
        {
            copy.MarkUptodate();
            copy.MarkSwapBacked();
        }

        return copy;
    }

    /// <summary>The allocation's reference becomes the entry's.</summary>
    [Interleaved]
    private void MapCopy(MappedArea area, VirtualPage page, Folio copy)
    {
        copy.Page.Flags |= FolioFlags.Anon | FolioFlags.AnonExclusive;
        copy.Page.Index = area.IndexOf(page).Value;
        _machine.References.Convert(copy.Frame, HolderKind.Own, HolderKind.PageTable);
        _machine.Mappings.AddPage(copy.Frame, copy.Frame);
        _table.Set(page, new PageTableEntry(copy.Frame, PteFlags.Present | PteFlags.Young | PteFlags.Dirty | PteFlags.Writable));
        copy.AddToLru();
    }

    /// <summary>
    /// A new process with the same areas. Reference effect: private areas in which something was copied have their entries copied, +1 each;
    /// those of shared files are made again by faults.
    /// </summary>
    /// <param name="name">The new process's name.</param>
    /// <remarks>Models <c>fork</c> with <c>dup_mmap</c> and <c>copy_page_range</c>.</remarks>
    public ProcessMemory Fork(string name)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("dup_mmap");
        ProcessMemory child = _machine.CreateProcess(name);
        child._next = _next;
        foreach (MappedArea area in _areas)
        {
            MappedArea copy = new(child, area.First, area.Pages, area.File, area.Index, area.Options & ~MapOptions.Locked);
            child.Insert(copy);
            if (!area.IsShared && HasCopies(area))
            {
                CopyEntries(area, child);
            }
        }

        return child;
    }

    private bool HasCopies(MappedArea area) =>
        EntriesOf(area).Any(pair => new Folio(_machine, _machine.Map.HeadOf(pair.Value.Frame)).Has(FolioFlags.Anon));

    private IEnumerable<KeyValuePair<ulong, PageTableEntry>> EntriesOf(MappedArea area) =>
        _table.Small.Where(pair => area.Contains(new VirtualPage(pair.Key)) && pair.Value.IsPresent);

    private void CopyEntries(MappedArea area, ProcessMemory child)
    {
        foreach ((ulong page, PageTableEntry entry) in EntriesOf(area).ToArray())
        {
            int head = _machine.Map.HeadOf(entry.Frame);
            PageTableEntry shared = entry with { Flags = entry.Flags & ~PteFlags.Writable };
            _machine.Map[head].Flags &= ~FolioFlags.AnonExclusive;
            _machine.References.Get(head, HolderKind.PageTable, 0, "copy_present_ptes");
            _machine.Mappings.AddPage(head, entry.Frame);
            _table.Set(new VirtualPage(page), shared);

            // The child has not used it yet.
            child._table.Set(new VirtualPage(page), shared with { Flags = shared.Flags & ~PteFlags.Young });
        }
    }
}
