namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Forgets a range of page-table entries; the file keeps its pages. Reference effect: -1 for each mapping; drains this CPU's LRU
    /// batches.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <returns>Success, or <see cref="Errno.EINVAL"/> when an area is locked in memory.</returns>
    /// <remarks>Models <c>madvise(MADV_DONTNEED)</c>. Private copies are lost.</remarks>
    [Interleaved]
    public Errno Discard(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("madvise_dontneed_free");
        foreach (MappedArea area in AreasIn(first, pages))
        {
            if (area.IsLocked)
            {
                return Errno.EINVAL;
            }

            Zap(area, Later(first, area.First), Earlier(first + pages, area.End), only: default, alsoCopies: true);
        }

        return Errno.None;
    }

    /// <summary>
    /// Reclaims what a range maps, if nobody else maps it. Reference effect: of each folio reclaimed all, of each other none that lasts;
    /// its mappings
    /// may be gone.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <returns>Success, or <see cref="Errno.EINVAL"/> when an area is locked in memory.</returns>
    /// <remarks>Models <c>madvise(MADV_PAGEOUT)</c>. A large folio that is only partly in the range is split first.</remarks>
    [Interleaved]
    public Errno PageOut(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("madvise_pageout");
        foreach (MappedArea area in AreasIn(first, pages))
        {
            if (area.IsLocked)
            {
                return Errno.EINVAL;
            }

            _machine.Batches.Drain();
            VirtualPage end = Earlier(first + pages, area.End);
            VirtualPage page = Later(first, area.First);
            while (page < end)
            {
                VirtualPage next = Earlier(PageTable.HugeStart(page) + Order.Pmd.Pages, end);
                List<Folio> isolated = [];
                if (_table.HugeAt(page) is { IsPresent: true } huge && IsolateHuge(page, next, huge, isolated))
                {
                    page = next;
                }
                else
                {
                    page = IsolatePages(page, next, isolated);
                }

                isolated.Reverse();
                Reclaimer.Reclaim(_machine, isolated);
            }
        }

        return Errno.None;
    }

    /// <summary>Makes the entries of a range as if each page were read or written.</summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <param name="write">Whether to write.</param>
    /// <returns>Success; <see cref="Errno.ENOMEM"/>, <see cref="Errno.EFAULT"/> or <see cref="Errno.EHWPOISON"/>.</returns>
    /// <remarks>
    /// Models <c>madvise(MADV_POPULATE_READ)</c> and <c>_WRITE</c>. Reference effect: as <see cref="Touch"/>; drains this CPU's LRU
    /// batches.
    /// </remarks>
    [Interleaved]
    public Errno Populate(VirtualPage first, long pages, bool write)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("madvise_populate");
        Errno error = Errno.None;
        for (VirtualPage page = first; page < first + pages && error == Errno.None; page += 1)
        {
            error = FaultIn(page, write);
            if (error == Errno.None)
            {
                page = NoteUse(page, write);
            }
        }

        _machine.Batches.Drain();
        return error;
    }

    [Interleaved]
    private Errno TouchAll(VirtualPage first, long pages, bool write)
    {
        for (VirtualPage page = first; page < first + pages; page += 1)
        {
            TouchResult result = Touch(page, write);
            if (result != TouchResult.Done)
            {
                return result switch
                {
                    TouchResult.OutOfMemory => Errno.ENOMEM,
                    TouchResult.HardwarePoison => Errno.EHWPOISON,
                    _ => Errno.EFAULT,
                };
            }
        }

        return Errno.None;
    }

    /// <summary>A page that was looked at counts as used; one mapped as a part of 2 MiB only in its entry.</summary>
    /// <returns>The last page that this holds for.</returns>
    /// <remarks>Models <c>FOLL_TOUCH</c>.</remarks>
    [Interleaved]
    private VirtualPage NoteUse(VirtualPage page, bool write)
    {
        PageTableEntry huge = _table.HugeAt(page);
        if (huge.IsPresent)
        {
            _table.SetHuge(page, huge.With(write ? PteFlags.Young | PteFlags.Dirty : PteFlags.Young));
            return PageTable.HugeStart(page) + (Order.Pmd.Pages - 1);
        }

        Folio folio = FolioAt(page);
        if (write && !_table.At(page).Has(PteFlags.Dirty) && !folio.Has(FolioFlags.Dirty))
        {
            folio.MarkDirty();
        }

        folio.MarkAccessed();
        return page;
    }

    /// <returns>Whether the 2 MiB are done; false when they have been split and are to be looked at page by page.</returns>
    [Interleaved]
    private bool IsolateHuge(VirtualPage page, VirtualPage next, PageTableEntry huge, List<Folio> isolated)
    {
        Folio folio = new(_machine, huge.Frame);
        if (folio.MapCount > 1)
        {
            return true;
        }

        if (next.Value - page.Value != (ulong)Order.Pmd.Pages)
        {
            return !SplitForPart(folio);
        }

        IsolateForReclaim(folio, isolated);
        return true;
    }

    /// <returns>Where to go on.</returns>
    [Interleaved]
    private VirtualPage IsolatePages(VirtualPage page, VirtualPage next, List<Folio> isolated)
    {
        while (page < next)
        {
            PageTableEntry entry = _table.At(page);
            if (!entry.IsPresent)
            {
                page += 1;
                continue;
            }

            Folio folio = new(_machine, _machine.Map.HeadOf(entry.Frame));
            int run = RunOf(page, next, entry, folio);
            if (run < folio.Pages)
            {
                if (folio.MapCount > folio.Pages || !SplitForPart(folio))
                {
                    page += run;
                }

                continue;
            }

            if (folio.Has(FolioFlags.Lru) && folio.MapCount == folio.Pages)
            {
                IsolateForReclaim(folio, isolated);
            }

            page += run;
        }

        return page;
    }

    [Interleaved]
    private static bool SplitForPart(Folio folio)
    {
        if (!folio.TryLock())
        {
            return false;
        }

        folio.Get();
        bool split = folio.Split(Order.Zero) == Errno.None;
        folio.Unlock();
        folio.Put();
        return split;
    }

    [Interleaved]
    private static void IsolateForReclaim(Folio folio, List<Folio> isolated)
    {
        folio.Page.Flags &= ~(FolioFlags.Referenced | FolioFlags.Young);
        if (folio.Has(FolioFlags.Active))
        {
            folio.Page.Flags |= FolioFlags.Workingset;
        }

        if (!folio.Isolate())
        {
            return;
        }

        if (folio.Has(FolioFlags.Unevictable))
        {
            folio.PutBack();
        }
        else
        {
            isolated.Add(folio);
        }
    }

    private MappedArea[] AreasIn(VirtualPage first, long pages) =>
        [.. _areas.Where(area => area.First < first + pages && area.End > first)];

    private static VirtualPage Later(VirtualPage left, VirtualPage right) => left > right ? left : right;

    private static VirtualPage Earlier(VirtualPage left, VirtualPage right) => left < right ? left : right;
}
