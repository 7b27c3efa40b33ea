namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Reclaims the folios that a range maps and no other process does. Reference effect: of each folio reclaimed all, of each other none
    /// that lasts; its mappings may be gone.
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
                if (Table.HugeAt(page) is { IsPresent: true } huge && IsolateHuge(page, next, huge, isolated))
                {
                    page = next;
                }
                else
                {
                    page = IsolatePages(page, next, isolated);
                }

                Reclaimer.Reclaim(_machine, isolated);
            }
        }

        return Errno.None;
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
            PageTableEntry entry = Table.At(page);
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
}
