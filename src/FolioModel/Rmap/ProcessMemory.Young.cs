using FolioModel.Groups;

namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>Entries that one look-around covers at most.</summary>
    private const int LookAroundPages = 64;

    /// <summary>Entries of a page table in a cache line: a table with one young entry in each is worth walking.</summary>
    private const int EntriesPerCacheLine = 8;

    private bool _ran = true;

    /// <summary>
    /// The memory control group of the process's tasks; null for the root. Reclaim for other groups does not ask what this process uses.
    /// </summary>
    /// <remarks>Models <c>mm_match_cgroup</c>. A folio is charged to the group of the task that brings it in.</remarks>
    public MemoryGroup? Group { get; set; }

    /// <summary>The lists that walks of this process's page tables are for.</summary>
    internal LruVector Lru => Group?.Lru ?? _machine.Lru;

    /// <summary>A processor begins to run the process, which may use its memory from now on.</summary>
    /// <remarks>Models <c>lru_gen_use_mm</c>. <see cref="Touch"/> implies it.</remarks>
    public void Run() => _ran = true;

    /// <summary>Whether the process ran since the last walk of its page tables, which a walk begins anew.</summary>
    internal bool TakeRunning(bool force)
    {
        bool ran = _ran || force;
        _ran = _ran && !ran;
        return ran;
    }

    /// <summary>Whether the process maps enough pages that a walk of its tables pays.</summary>
    internal bool HasEnoughPages(int least, bool withAnon)
    {
        foreach ((ulong _, PageTableEntry entry) in Table.Small)
        {
            if (entry.IsPresent && (withAnon || !IsAnonymous(entry.Frame)) && --least == 0)
            {
                return true;
            }
        }

        foreach ((ulong _, PageTableEntry entry) in Table.Huge)
        {
            if (entry.IsPresent)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAnonymous(int frame) => (_machine.Map[_machine.Map.HeadOf(frame)].Flags & FolioFlags.Anon) != 0;

    /// <summary>Clears the accessed bits of the entries that map a folio in an area.</summary>
    /// <returns>Whether one was set; or that the area is locked in memory.</returns>
    /// <remarks>Models <c>folio_referenced_one</c>.</remarks>
    internal (bool Young, bool Mlocked) TestAndClearYoung(MappedArea area, Folio folio)
    {
        bool young = false;
        (VirtualPage first, VirtualPage end) = RangeOf(area, folio);
        for (VirtualPage page = first; page < end; page += 1)
        {
            PageTableEntry huge = Table.HugeAt(page);
            PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
            if (!entry.IsPresent || _machine.Map.HeadOf(entry.Frame) != folio.Frame)
            {
                continue;
            }

            if (area.IsLocked)
            {
                return (false, true);
            }

            if (huge.IsPresent)
            {
                young |= entry.Has(PteFlags.Young);
                Table.SetHuge(page, entry with { Flags = entry.Flags & ~PteFlags.Young });
                page = PageTable.HugeStart(page) + (Order.Pmd.Pages - 1);
            }
            else if (entry.Has(PteFlags.Young))
            {
                young = true;
                Table.Set(page, entry with { Flags = entry.Flags & ~PteFlags.Young });
                if (_machine.Lru.MultiGeneration)
                {
                    LookAround(area, page, folio);
                }
            }
        }

        return (young, false);
    }

    /// <summary>
    /// Moves folios that were used and whose entries lie around a used one to the youngest generation: what is near by is often used
    /// together.
    /// </summary>
    /// <remarks>
    /// Models <c>lru_gen_look_around</c>. The activation batch takes a reference on each; see <see cref="Folio.Activate"/>.
    /// </remarks>
    private void LookAround(MappedArea area, VirtualPage page, Folio folio)
    {
        (VirtualPage first, VirtualPage end) = WindowAround(area, page);
        if (end.Value - first.Value == 1)
        {
            return;
        }

        LruVector lru = _machine.LruOf(folio.Frame);
        long youngest = lru.Generations!.Youngest;
        bool canBeAnon = folio.Has(FolioFlags.SwapBacked);
        int total = 0;
        int young = 1;
        for (VirtualPage at = first; at < end; at += 1)
        {
            total++;
            if (TakeYoung(at, lru, canBeAnon) is not { IsNone: false } neighbour)
            {
                continue;
            }

            young++;
            if (_machine.Current.HasPageTableWalk)
            {
                lru.Promote(neighbour.Frame, youngest);
            }
            else if ((neighbour.Flags & FolioFlags.OnGeneration) == 0)
            {
                neighbour.SetReferenced();
            }
            else if (neighbour.Page.LruGeneration != LruGenerations.SlotOf(youngest))
            {
                neighbour.Page.Flags &= ~LruRefs.All;
                neighbour.Activate();
            }
        }

        if (IsWorthWalking(total, young))
        {
            lru.Generations.Walks.Note(youngest, this, page.Value >> PageTable.HugeShift);
        }
    }

    /// <summary>Moves the folios of a group that this process used since the last time into the youngest generation.</summary>
    /// <param name="lru">The lists of the group.</param>
    /// <param name="youngest">Number of the youngest generation.</param>
    /// <param name="canSwap">Whether anonymous memory can be evicted; otherwise it is passed over.</param>
    /// <param name="force">Whether all tables are walked, rather than those that were used and where much was young before.</param>
    /// <remarks>Models <c>walk_mm</c> down to <c>walk_pmd_range</c>.</remarks>
    internal void PromoteYoung(LruVector lru, long youngest, bool canSwap, bool force)
    {
        foreach (MappedArea area in _areas)
        {
            if (!IsWalked(area, canSwap))
            {
                continue;
            }

            for (VirtualPage table = area.First; table < area.End; table = PageTable.HugeStart(table) + Order.Pmd.Pages)
            {
                if (!Table.HasTable(table) || (!force && !Table.IsYoungTable(table)))
                {
                    continue;
                }

                if (!force)
                {
                    Table.ClearYoungTable(table);
                }

                if (force || lru.Generations!.Walks.IsWorthWalking(youngest, this, table.Value >> PageTable.HugeShift))
                {
                    WalkTable(area, table, lru, youngest, canSwap);
                }
            }
        }
    }

    /// <summary>Whether uses of an area's pages tell what to keep (<c>should_skip_vma</c>).</summary>
    private static bool IsWalked(MappedArea area, bool canSwap) => area.HasRecency && !area.IsLocked && (area.File is { } file
        ? !file.IsUnevictable
        : canSwap);

    private void WalkTable(MappedArea area, VirtualPage table, LruVector lru, long youngest, bool canSwap)
    {
        VirtualPage end = PageTable.HugeStart(table) + Order.Pmd.Pages;
        end = end < area.End ? end : area.End;
        int total = 0;
        int young = 0;
        for (VirtualPage at = table; at < end; at += 1)
        {
            total++;
            if (TakeYoung(at, lru, canSwap) is { IsNone: false } folio)
            {
                young++;
                lru.Promote(folio.Frame, youngest);
            }
        }

        if (IsWorthWalking(total, young))
        {
            lru.Generations!.Walks.Note(youngest + 1, this, table.Value >> PageTable.HugeShift);
        }
    }

    /// <summary>Clears the accessed bit of an entry that maps a folio of a group.</summary>
    /// <returns>The folio, or <c>default</c> when the bit was not set.</returns>
    private Folio TakeYoung(VirtualPage page, LruVector lru, bool canBeAnon)
    {
        PageTableEntry entry = Table.At(page);
        if (!entry.IsPresent || !entry.Has(PteFlags.Young))
        {
            return default;
        }

        Folio folio = new(_machine, _machine.Map.HeadOf(entry.Frame));
        if (_machine.LruOf(folio.Frame) != lru || (folio.Has(FolioFlags.SwapBacked) && !canBeAnon))
        {
            return default;
        }

        Table.Set(page, entry with { Flags = entry.Flags & ~PteFlags.Young });
        if (entry.Has(PteFlags.Dirty) && !folio.Has(FolioFlags.Dirty)
            && (folio.Flags & (FolioFlags.Anon | FolioFlags.SwapBacked | FolioFlags.SwapCache)) != (
                FolioFlags.Anon | FolioFlags.SwapBacked))
        {
            folio.MarkDirty();
        }

        return folio;
    }

    private static bool IsWorthWalking(int total, int young) => young * EntriesPerCacheLine >= total;

    private static (VirtualPage First, VirtualPage End) WindowAround(MappedArea area, VirtualPage page)
    {
        VirtualPage start = PageTable.HugeStart(page);
        VirtualPage end = start + Order.Pmd.Pages;
        VirtualPage first = start > area.First ? start : area.First;
        VirtualPage last = end < area.End ? end : area.End;
        if (last.Value - first.Value <= LookAroundPages)
        {
            return (first, last);
        }

        const int Half = LookAroundPages / 2;
        if (page.Value - first.Value < Half)
        {
            return (first, first + LookAroundPages);
        }

        return last.Value - page.Value < Half
            ? (new VirtualPage(last.Value - LookAroundPages), last)
            : (new VirtualPage(page.Value - Half), page + Half);
    }
}
