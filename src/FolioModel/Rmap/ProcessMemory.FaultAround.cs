namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>Pages that one read fault maps at once if they are cached (<c>fault_around_bytes</c>).</summary>
    private const int FaultAroundPages = 16;

    /// <summary>Maps the cached, valid pages around one. Reference effect: +1 for each entry made, owned by the page table.</summary>
    /// <returns>Whether the page itself is mapped now.</returns>
    /// <remarks>Models <c>do_fault_around</c> and <c>filemap_map_pages</c>.</remarks>
    [Interleaved]
    private bool FaultAround(MappedArea area, VirtualPage page)
    {
        if (!area.File!.Operations.MapsAround)
        {
            return false;
        }

        // The window starts at a multiple of its size, or else where the area does; it has its full size then too.
        VirtualPage first = Later(new VirtualPage(page.Value & ~((ulong)FaultAroundPages - 1)), area.First);
        VirtualPage end = Earlier(first + FaultAroundPages, Earlier(PageTable.HugeStart(page) + Order.Pmd.Pages, area.End));
        ulong pagesOfFile = (ulong)PageCount.RoundedUp(area.File!.Size).Value;
        int found = 0;
        for (VirtualPage at = first; at < end; at += 1)
        {
            PageIndex index = area.IndexOf(at);
            if (index.Value >= pagesOfFile)
            {
                break;
            }

            Folio folio = TryGetUptodate(area.File, index);
            if (folio.IsNone)
            {
                continue;
            }

            bool counts = !folio.Has(FolioFlags.Workingset) && !_machine.IsPoisoned(folio.PfnOf(index));
            found += counts ? 1 : 0;
            bool wholeMapped = MapAround(area, at, page, folio);
            folio.Unlock();
            if (wholeMapped)
            {
                return true;
            }
        }

        area.File.Operations.MappedAround(area, found);
        return Table.At(page).IsPresent;
    }

    /// <summary>Maps one page found on the way; the caller's reference is used up.</summary>
    /// <returns>Whether 2 MiB were mapped at once.</returns>
    private bool MapAround(MappedArea area, VirtualPage at, VirtualPage touched, Folio folio)
    {
        if (MapsHuge(area, touched, folio))
        {
            _machine.References.Convert(folio.Frame, HolderKind.Own, HolderKind.PageTable);
            SetHuge(touched, folio, FlagsFor(area));
            return true;
        }

        if (IsEnded)
        {
            folio.Put();
            return false;
        }

        Table.MakeTable(touched);
        if (!Table.At(at).IsNone || _machine.IsPoisoned(folio.PfnOf(area.IndexOf(at))))
        {
            folio.Put();
            return false;
        }

        _machine.References.Convert(folio.Frame, HolderKind.Own, HolderKind.PageTable);
        SetSmall(area, at, folio, FlagsFor(area));
        return false;
    }

    /// <remarks>
    /// Models <c>next_uptodate_folio</c> for one page. Reference effect: +1 owned by the current task, with the folio locked.
    /// </remarks>
    [Interleaved]
    private static Folio TryGetUptodate(AddressSpace file, PageIndex index)
    {
        CacheEntry entry = file.Pages.Peek(index);
        if (!entry.IsFolio || entry.Folio.IsLocked)
        {
            return default;
        }

        FolioResult found = file.Pages.GetFolio(index);
        if (!found.IsOk)
        {
            return default;
        }

        Folio folio = found.Folio;
        if (folio.Has(FolioFlags.Uptodate) && !folio.Has(FolioFlags.Reclaim) && folio.TryLock())
        {
            if (folio.Mapping == file)
            {
                return folio;
            }

            folio.Unlock();
        }

        folio.Put();
        return default;
    }
}
