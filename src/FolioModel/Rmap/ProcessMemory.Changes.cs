namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Locks a range in memory: what is mapped becomes unevictable, what is not is brought in. Reference effect: as <see cref="Touch"/>,
    /// and +1 of the mlock batch until it drains.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <returns>Success, or what bringing in said.</returns>
    /// <remarks>Models <c>mlock</c>.</remarks>
    [Interleaved]
    public Errno Lock(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("mlock");
        SetLocked(first, pages, locked: true);
        foreach (MappedArea area in AreasIn(first, pages))
        {
            Errno error = BringIn(area, Later(first, area.First), Earlier(first + pages, area.End));
            if (error != Errno.None)
            {
                return error == Errno.EFAULT ? Errno.ENOMEM : error;
            }
        }

        return Errno.None;
    }

    /// <remarks>
    /// Models <c>populate_vma_page_range</c>: every page looked at counts as used, one mapped as a part of 2 MiB only in its entry.
    /// </remarks>
    [Interleaved]
    private Errno BringIn(MappedArea area, VirtualPage first, VirtualPage end)
    {
        bool write = area.IsWritable && !area.IsShared;
        for (VirtualPage page = first; page < end; page += 1)
        {
            Errno error = FaultIn(page, write);
            if (error != Errno.None)
            {
                _machine.Batches.Drain();
                return error;
            }

            page = NoteUse(page, write);
        }

        _machine.Batches.Drain();
        return Errno.None;
    }

    /// <summary>Allows a range to leave memory again. Reference effect: +1 of the mlock batch until it drains, for each folio.</summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <remarks>Models <c>munlock</c>.</remarks>
    [Interleaved]
    public void Unlock(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("munlock");
        SetLocked(first, pages, locked: false);
    }

    /// <summary>Changes whether a range may be written. A mapping of 2 MiB that the range cuts through goes.</summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <param name="writable">Whether it may be written.</param>
    /// <remarks>Models <c>mprotect</c>. Reference effect: -1 for each mapping of 2 MiB that goes.</remarks>
    [Interleaved]
    public void Protect(VirtualPage first, long pages, bool writable)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("mprotect");
        SetOptions(first, first + pages, writable ? MapOptions.Writable : MapOptions.None,
            writable ? MapOptions.None : MapOptions.Writable);
        for (VirtualPage page = first; page < first + pages; page += 1)
        {
            PageTableEntry entry = Table.At(page);
            if (entry.IsPresent && !writable)
            {
                Table.Set(page, entry with { Flags = entry.Flags & ~PteFlags.Writable });
            }
        }
    }

    /// <summary>
    /// Moves a range to another address, with its entries. Reference effect: none; what is cut off at the end is unmapped.
    /// </summary>
    /// <param name="first">First page of a whole area or of a part of it.</param>
    /// <param name="oldPages">How many pages it has.</param>
    /// <param name="newPages">How many it shall have.</param>
    /// <param name="move">Whether to move; otherwise it only shrinks or grows in place.</param>
    /// <returns>Its first page afterwards.</returns>
    /// <remarks>Models <c>mremap</c>.</remarks>
    [Interleaved]
    public VirtualPage Move(VirtualPage first, long oldPages, long newPages, bool move)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("mremap");
        if (newPages < oldPages)
        {
            Unmap(first + newPages, oldPages - newPages);
            oldPages = newPages;
        }

        if (!move)
        {
            return first;
        }

        MappedArea area = Cut(first, first + oldPages)[0];
        VirtualPage target = FindRoom(area.Index, newPages);
        Replace(area);
        Insert(new MappedArea(this, target, newPages, area.File, area.Index, area.Options, area.Family, area.Source));
        MoveEntries(first, oldPages, target);
        FreeTables(first, first + oldPages);
        return target;
    }

    private void MoveEntries(VirtualPage first, long pages, VirtualPage target)
    {
        for (long i = 0; i < pages;)
        {
            PageTableEntry huge = Table.HugeAt(first + i);
            if (huge.IsPresent)
            {
                Table.ClearHuge(first + i);
                Table.SetHuge(target + i, huge);
                i += Order.Pmd.Pages;
                continue;
            }

            PageTableEntry entry = Table.At(first + i);
            if (entry != default)
            {
                Table.Clear(first + i);
                Table.Set(target + i, entry);
            }

            i++;
        }
    }

    [Interleaved]
    private void SetLocked(VirtualPage first, long pages, bool locked)
    {
        // An area that is as it shall be is not even cut: a mapping of 2 MiB in it stays.
        foreach (MappedArea area in AreasIn(first, pages).Where(area => area.IsLocked != locked))
        {
            VirtualPage from = Later(first, area.First);
            VirtualPage end = Earlier(first + pages, area.End);
            SetOptions(from, end, locked ? MapOptions.Locked : MapOptions.None, locked ? MapOptions.None : MapOptions.Locked);

            // The walk over the entries starts and ends with an empty mlock batch.
            _machine.Batches.Drain();
            MarkMapped(from, end, locked);
            _machine.Batches.Drain();
        }
    }

    private void MarkMapped(VirtualPage first, VirtualPage end, bool locked)
    {
        for (VirtualPage page = first; page < end;)
        {
            PageTableEntry huge = Table.HugeAt(page);
            PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
            if (!entry.IsPresent)
            {
                page += 1;
                continue;
            }

            Folio folio = new(_machine, _machine.Map.HeadOf(entry.Frame));
            int run = huge.IsPresent ? folio.Pages : RunOf(page, end, entry, folio);
            if (!locked)
            {
                _machine.MlockBatches.Munlock(folio);
            }
            else if (run == folio.Pages)
            {
                _machine.MlockBatches.Mlock(folio);
            }

            page += run;
        }
    }
}
