namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// A new process with the same areas. Reference effect: private areas in which something was copied have their entries copied, +1 each;
    /// those of shared files are made again by faults. A page that a device may write is copied at once.
    /// </summary>
    /// <param name="name">The new process's name.</param>
    /// <returns>The new process, or null when there was no memory for it.</returns>
    /// <remarks>
    /// Models <c>fork</c> with <c>dup_mmap</c> and <c>copy_page_range</c>. Neither process may write the shared pages then.
    /// </remarks>
    [Interleaved]
    public ProcessMemory? TryFork(string name)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("dup_mmap");
        ProcessMemory child = _machine.CreateProcess(name);
        child._next = _next;
        foreach (MappedArea area in _areas.ToArray())
        {
            MappedArea copy = new(child, area.First, area.Pages, area.File, area.Index, area.Options & ~MapOptions.Locked, area.Family);
            child.Insert(copy);
            if (!area.IsShared && area.Family != 0 && CopyEntries(area, copy) != Errno.None)
            {
                child.Exit();
                return null;
            }
        }

        if (IsEnded)
        {
            child.Exit();
            return null;
        }

        return child;
    }

    /// <summary>Does the same as <see cref="TryFork"/> where memory is plenty.</summary>
    /// <param name="name">The new process's name.</param>
    /// <exception cref="InvalidOperationException">There was no memory.</exception>
    [Interleaved]
    public ProcessMemory Fork(string name) => TryFork(name) ?? throw new InvalidOperationException($"no memory to fork {this}");

    [Interleaved]
    private Errno CopyEntries(MappedArea area, MappedArea copy)
    {
        for (VirtualPage page = area.First; page < area.End;)
        {
            VirtualPage next = PageTable.HugeStart(page) + Order.Pmd.Pages;
            if (!Table.HasTable(page))
            {
                page = next;
                continue;
            }

            for (; page < next && page < area.End; page += 1)
            {
                Errno failed = CopyEntry(copy, page);
                if (failed != Errno.None)
                {
                    return failed;
                }
            }
        }

        return Errno.None;
    }

    /// <remarks>Models <c>copy_present_ptes</c> and <c>copy_nonpresent_pte</c>.</remarks>
    [Interleaved]
    private Errno CopyEntry(MappedArea copy, VirtualPage page)
    {
        ProcessMemory child = copy.Process;
        if (Table.At(page) == default)
        {
            return Errno.None;
        }

        Errno failed = child.MakeTables(page);
        if (failed != Errno.None)
        {
            return failed;
        }

        // The charge for the tables may have taken the page out of this process's.
        PageTableEntry entry = Table.At(page);
        if (entry == default || entry.Has(PteFlags.Migrating))
        {
            return Errno.None;
        }

        if (entry.IsSwapped)
        {
            PageTableEntry swapped = entry.Without(PteFlags.Exclusive);
            _machine.Swap.AreaOf(entry.Swap)?.Duplicate(entry.Swap, 1);
            _machine.Swap.Register(child);
            Table.Set(page, swapped);
            child.Table.Set(page, swapped);
            return Errno.None;
        }

        if (!entry.IsPresent)
        {
            child.Table.Set(page, entry);
            return Errno.None;
        }

        int head = _machine.Map.HeadOf(entry.Frame);
        Folio folio = new(_machine, head);
        if (folio.Has(FolioFlags.AnonExclusive) && folio.MaybePinned)
        {
            return CopyPinned(copy, page, entry);
        }

        PageTableEntry shared = entry.Without(PteFlags.Writable);
        _machine.Map[head].Flags &= ~FolioFlags.AnonExclusive;
        _machine.References.Get(head, HolderKind.PageTable, 0, "copy_present_ptes");
        _machine.Mappings.AddPage(head, entry.Frame);
        Table.Set(page, shared);

        // The child has not used it yet.
        child.Table.Set(page, shared.Without(PteFlags.Young));
        return Errno.None;
    }

    /// <remarks>Models <c>copy_present_page</c>, which looks at the page again after memory was allocated.</remarks>
    [Interleaved]
    private Errno CopyPinned(MappedArea copy, VirtualPage page, PageTableEntry entry)
    {
        Folio own = NewAnonymous();
        if (own.IsNone)
        {
            return Errno.ENOMEM;
        }

        if (Table.At(page) != entry)
        {
            own.Put();
            return CopyEntry(copy, page);
        }

        _machine.Contents?.Copy(entry.Frame, own.Frame);
        copy.Process.MapCopy(copy, page, own);
        return Errno.None;
    }
}
