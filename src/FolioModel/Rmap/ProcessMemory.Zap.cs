namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Takes a range of an area out of the page tables. Reference effect: -1 for each mapping; drains this CPU's LRU batches.
    /// </summary>
    /// <param name="area">The area.</param>
    /// <param name="first">First page.</param>
    /// <param name="end">The page behind the last.</param>
    /// <param name="only">Only mappings of this folio, or <c>default</c> for all.</param>
    /// <param name="alsoCopies">Whether private copies go too.</param>
    /// <remarks>Models <c>zap_page_range_single</c>.</remarks>
    [Interleaved]
    internal void Zap(MappedArea area, VirtualPage first, VirtualPage end, Folio only, bool alsoCopies)
    {
        _machine.Batches.Drain();
        ZapGather gather = new(_machine);
        ZapRange(gather, area, first, end, only, alsoCopies);
        gather.Finish();
    }

    /// <summary>
    /// Splits the entry for 2 MiB that an address cuts through: for a file the whole mapping goes, and is made again by faults.
    /// </summary>
    /// <remarks>Models <c>__split_huge_pmd</c>. Reference effect: -1, the mapping's.</remarks>
    internal void SplitHugeEntry(MappedArea area, VirtualPage page)
    {
        PageTableEntry entry = Table.HugeAt(page);
        if (!entry.IsPresent || PageTable.HugeStart(page) == page)
        {
            return;
        }

        DropHugeEntry(area, page, entry);
    }

    private void DropHugeEntry(MappedArea area, VirtualPage page, PageTableEntry entry)
    {
        Folio folio = new(_machine, entry.Frame);
        Table.ClearHuge(page);
        if (entry.Has(PteFlags.Dirty))
        {
            folio.MarkDirty();
        }

        if (entry.Has(PteFlags.Young))
        {
            folio.SetReferenced();
        }

        _machine.Mappings.RemoveEntire(entry.Frame);
        if (area.IsLocked)
        {
            _machine.MlockBatches.Munlock(folio);
        }

        _machine.Put(entry.Frame, 1, HolderKind.PageTable, 0, "__split_huge_pmd");
    }

    [Interleaved]
    private void ZapRange(ZapGather gather, MappedArea area, VirtualPage first, VirtualPage end, Folio only, bool alsoCopies)
    {
        VirtualPage page = first;
        while (page < end)
        {
            VirtualPage next = PageTable.HugeStart(page) + Order.Pmd.Pages;
            PageTableEntry huge = Table.HugeAt(page);
            if (IsMovingOf(huge, only))
            {
                Table.ClearHuge(page);
            }

            if (!huge.IsPresent)
            {
                ZapPages(gather, area, page, next < end ? next : end, only, alsoCopies);
            }
            else if (only.IsNone || only.Frame == huge.Frame)
            {
                if (PageTable.HugeStart(page) == page && next <= end)
                {
                    ZapHuge(gather, area, page, huge);
                }
                else
                {
                    DropHugeEntry(area, page, huge);
                }
            }

            page = next;
        }
    }

    private static bool IsMovingOf(PageTableEntry entry, Folio only) =>
        entry.Has(PteFlags.Migrating) && (only.IsNone || (entry.Frame >= only.Frame && entry.Frame < only.Frame + only.Pages));

    private void ZapHuge(ZapGather gather, MappedArea area, VirtualPage page, PageTableEntry entry)
    {
        Table.ClearHuge(page);
        _machine.Mappings.RemoveEntire(entry.Frame);
        if (entry.Has(PteFlags.Dirty))
        {
            new Folio(_machine, entry.Frame).MarkDirty();
        }

        if (area.IsLocked)
        {
            _machine.MlockBatches.Munlock(new Folio(_machine, entry.Frame));
        }

        gather.Add(entry.Frame, 1);
    }

    [Interleaved]
    private void ZapPages(ZapGather gather, MappedArea area, VirtualPage first, VirtualPage end, Folio only, bool alsoCopies)
    {
        for (VirtualPage page = first; page < end;)
        {
            PageTableEntry entry = Table.At(page);
            if (!entry.IsPresent)
            {
                page += ZapAbsent(page, end, entry, only, alsoCopies);
                continue;
            }

            int head = _machine.Map.HeadOf(entry.Frame);
            Folio folio = new(_machine, head);
            bool anonymous = folio.Has(FolioFlags.Anon);
            if ((!only.IsNone && only.Frame != head) || (anonymous && !alsoCopies))
            {
                page += 1;
                continue;
            }

            int run = RunOf(page, end, entry, folio);
            ZapRun(area, page, run, folio);
            gather.Add(head, run);
            page += run;
        }
    }

    /// <summary>Clears entries that map nothing.</summary>
    /// <returns>How many pages were gone through.</returns>
    /// <remarks>Models <c>zap_nonpresent_ptes</c>.</remarks>
    [Interleaved]
    private int ZapAbsent(VirtualPage page, VirtualPage end, PageTableEntry entry, Folio only, bool alsoCopies)
    {
        if (entry.IsSwapped && alsoCopies && only.IsNone)
        {
            int run = SwappedRunOf(page, end, entry);
            for (int i = 0; i < run; i++)
            {
                Table.Clear(page + i);
            }

            _machine.Swap.FreeWithCache(entry.Swap, run);
            return run;
        }

        // A mark that memory failed is kept where only the file's pages go; what is being moved will find nothing to show it.
        if ((alsoCopies && (entry.Has(PteFlags.Poisoned) || entry.Has(PteFlags.Zero))) || IsMovingOf(entry, only))
        {
            Table.Clear(page);
        }

        return 1;
    }

    /// <summary>How many entries from a page on hold the following slots, used in the same way.</summary>
    /// <remarks>Models <c>swap_pte_batch</c>.</remarks>
    private int SwappedRunOf(VirtualPage page, VirtualPage end, PageTableEntry entry)
    {
        int run = 1;
        while (page + run < end && Table.At(page + run) == entry with { Frame = entry.Frame + run })
        {
            run++;
        }

        return run;
    }

    /// <summary>How many entries from a page on map the following pages of the same folio.</summary>
    /// <remarks>Models <c>folio_pte_batch</c>.</remarks>
    private int RunOf(VirtualPage page, VirtualPage end, PageTableEntry entry, Folio folio)
    {
        int left = folio.Frame + folio.Pages - entry.Frame;
        int run = 1;
        while (run < left && page + run < end)
        {
            PageTableEntry next = Table.At(page + run);
            if (!next.IsPresent || next.Frame != entry.Frame + run || next.Has(PteFlags.Writable) != entry.Has(PteFlags.Writable))
            {
                break;
            }

            run++;
        }

        return run;
    }

    private void ZapRun(MappedArea area, VirtualPage page, int run, Folio folio)
    {
        PteFlags seen = PteFlags.None;
        for (int i = 0; i < run; i++)
        {
            PageTableEntry entry = Table.At(page + i);
            seen |= entry.Flags;
            Table.Clear(page + i);
            _machine.Mappings.RemovePage(folio.Frame, entry.Frame);
        }

        if (!folio.Has(FolioFlags.Anon))
        {
            if ((seen & PteFlags.Dirty) != 0)
            {
                folio.MarkDirty();
            }

            if ((seen & PteFlags.Young) != 0)
            {
                folio.MarkAccessed();
            }
        }

        if (area.IsLocked)
        {
            _machine.MlockBatches.Munlock(folio);
        }
    }

    /// <summary>
    /// Takes a folio out of this process's tables, inside one area; entries of pages that failed may stay behind to say so.
    /// </summary>
    /// <returns>False when the area is locked in memory and that counts.</returns>
    /// <remarks>Models <c>try_to_unmap_one</c>.</remarks>
    [Interleaved]
    internal bool TryToUnmap(MappedArea area, Folio folio, bool ignoreLocks, bool markPoisoned)
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

            if (area.IsLocked && !ignoreLocks)
            {
                return false;
            }

            if (huge.IsPresent)
            {
                DropHugeEntry(area, page, huge);
                page = PageTable.HugeStart(page) + (Order.Pmd.Pages - 1);
                continue;
            }

            if (entry.Has(PteFlags.Dirty))
            {
                folio.MarkDirty();
            }

            bool poisoned = markPoisoned && _machine.IsPoisoned(new Pfn(entry.Frame));
            if (poisoned)
            {
                Table.Set(page, new PageTableEntry(0, PteFlags.Poisoned));
            }
            else if (!folio.Has(FolioFlags.Anon))
            {
                Table.Clear(page);
            }
            else if (!LeaveToSwap(page, folio))
            {
                return false;
            }

            _machine.Mappings.RemovePage(folio.Frame, entry.Frame);
            if (area.IsLocked)
            {
                _machine.MlockBatches.Munlock(folio);
                _machine.MlockBatches.Drain(_machine.Current.Cpu);
            }

            _machine.Put(folio.Frame, 1, HolderKind.PageTable, 0, "try_to_unmap");
        }

        return true;
    }

    /// <summary>Whether the process writes a folio through a shared area, or could have since the folio was last clean.</summary>
    /// <remarks>Models what <c>folio_mkclean</c> finds.</remarks>
    internal bool MayHaveWritten(MappedArea area, Folio folio)
    {
        (VirtualPage first, VirtualPage end) = RangeOf(area, folio);
        for (VirtualPage page = first; area.IsShared && page < end; page += 1)
        {
            PageTableEntry huge = Table.HugeAt(page);
            PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
            if (entry.IsPresent && (entry.Has(PteFlags.Dirty) || entry.Has(PteFlags.Writable)))
            {
                return true;
            }
        }

        return false;
    }

    private static (VirtualPage First, VirtualPage End) RangeOf(MappedArea area, Folio folio)
    {
        ulong first = Math.Max(folio.Index.Value, area.Index.Value);
        ulong end = Math.Min(folio.NextIndex.Value, area.Index.Value + (ulong)area.Pages);
        return (area.PageOf(new PageIndex(first)), area.PageOf(new PageIndex(end)));
    }
}
