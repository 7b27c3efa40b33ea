namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// The first use of an anonymous page: reading maps the page of zeros, writing a folio of the page's own. Reference effect: +1 owned by
    /// the page table, and one of the lru_add batch until it drains.
    /// </summary>
    /// <remarks>Models <c>do_anonymous_page</c>.</remarks>
    [Interleaved]
    private TouchResult FaultAnonymous(MappedArea area, VirtualPage page, bool write)
    {
        if (MakeTables(page) != Errno.None)
        {
            return TouchResult.OutOfMemory;
        }

        if (!write)
        {
            if (Table.At(page) == default)
            {
                Table.Set(page, new PageTableEntry(0, PteFlags.Zero));
            }

            return TouchResult.Done;
        }

        return MapNew(area, page, default);
    }

    /// <summary>Makes a fresh anonymous folio and maps it, unless another task changed the entry meanwhile.</summary>
    /// <param name="area">The area.</param>
    /// <param name="page">The page.</param>
    /// <param name="expected">The entry that the new one takes the place of.</param>
    [Interleaved]
    private TouchResult MapNew(MappedArea area, VirtualPage page, PageTableEntry expected)
    {
        if (PrepareFamily(area) != Errno.None)
        {
            return TouchResult.OutOfMemory;
        }

        Folio folio = NewAnonymous();
        if (folio.IsNone)
        {
            return TouchResult.OutOfMemory;
        }

        if (IsEnded || Table.At(page) != expected)
        {
            folio.Put();
            return TouchResult.Done;
        }

        MapCopy(area, page, folio);
        return TouchResult.Done;
    }

    /// <summary>A fresh folio for private memory, charged to the current task's group, or <c>default</c> when there is no memory.</summary>
    /// <remarks>Models <c>folio_prealloc</c>. Reference effect: +1 owned by the current task.</remarks>
    [Interleaved]
    private Folio NewAnonymous()
    {
        _machine.Point(SchedulingPoint.Allocate);
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        if (folio.IsNone)
        {
            return default;
        }

        if (_machine.Groups is { } groups && groups.ChargeFolio(folio.Frame, GfpFlags.Kernel) != Errno.None)
        {
            folio.Put();
            return default;
        }

        _machine.Contents?.Clear(folio);
        folio.MarkUptodate();
        folio.MarkSwapBacked();
        return folio;
    }

    /// <summary>The allocation's reference becomes the entry's.</summary>
    [Interleaved]
    private void MapCopy(MappedArea area, VirtualPage page, Folio copy)
    {
        MakeAnonymous(area, page, copy, exclusive: true);
        _machine.References.Convert(copy.Frame, HolderKind.Own, HolderKind.PageTable);
        _machine.Mappings.AddPage(copy.Frame, copy.Frame);
        Table.Set(page, new PageTableEntry(copy.Frame, PteFlags.Present | PteFlags.Young | PteFlags.Dirty | PteFlags.Writable));
        copy.AddToLru();
    }

    /// <summary>Notes in a folio where page tables map it.</summary>
    /// <remarks>Models <c>folio_add_new_anon_rmap</c> without the counts.</remarks>
    private void MakeAnonymous(MappedArea area, VirtualPage page, Folio folio, bool exclusive)
    {
        folio.Page.Flags |= exclusive ? FolioFlags.Anon | FolioFlags.AnonExclusive : FolioFlags.Anon;
        folio.Page.Index = area.IndexOf(page).Value;
        _machine.SetFamilyOf(folio.Frame, FamilyOf(area));
    }

    private int FamilyOf(MappedArea area) => area.Family != 0 ? area.Family : area.Family = _machine.NewFamily();

    /// <summary>The first anonymous page of an area needs the objects by which it can be found again.</summary>
    /// <remarks>Models <c>anon_vma_prepare</c>: the objects are charged to the current task's group.</remarks>
    [Interleaved]
    private Errno PrepareFamily(MappedArea area)
    {
        if (area.Family != 0)
        {
            return Errno.None;
        }

        if (_machine.Groups is { Current: { IsRoot: false } group })
        {
            Errno failed = group.TryChargeObject(FamilyBytes, GfpFlags.Kernel);
            if (failed != Errno.None)
            {
                return failed;
            }

            if (IsEnded || area.Family != 0)
            {
                // Reclaim for the charge ended the process, or another task prepared the area meanwhile.
                group.UnchargeObject(FamilyBytes);
                return IsEnded ? Errno.ENOMEM : Errno.None;
            }

            _chargedFamilies.Add(group);
        }

        area.Family = _machine.NewFamily();
        return Errno.None;
    }
}
