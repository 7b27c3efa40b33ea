using FolioModel.Groups;

namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Reads or writes one byte of a page. Reference effect: +1 for each entry made, owned by the page table; reading maps cached
    /// neighbours too, and one entry may map 2 MiB.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="write">Whether to write.</param>
    /// <returns>
    /// Whether it worked, or which signal the process gets. <see cref="TouchResult.OutOfMemory"/>: there is no memory, and no process is
    /// left that could be ended for it; the kernel would repeat the fault until another task frees some.
    /// </returns>
    /// <remarks>
    /// Models the processor, <c>handle_mm_fault</c> and <c>pagefault_out_of_memory</c>. A fault is repeated until the page can be used.
    /// This ends: a round that comes to nothing has given back the memory that it took, or has left the page in the swap cache, so that the
    /// next round needs none; only another task's step can take that away again. A round that ends for want of memory is repeated only when
    /// a process was ended meanwhile, and there are finitely many.
    /// </remarks>
    [Interleaved]
    public TouchResult Touch(VirtualPage page, bool write)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("handle_mm_fault");
        _machine.CheckThread();
        if (AreaAt(page) is not { } area || (write && !area.IsWritable))
        {
            return TouchResult.SegmentationFault;
        }

        _ran = true;
        Table.MarkYoungTable(page);
        if (Walk(page, write))
        {
            return TouchResult.Done;
        }

        while (IsMigrating(page))
        {
            CountFault();
            _machine.Relax(WaitReason.Migration, "the end of a migration");
        }

        if (Table.At(page).Has(PteFlags.Poisoned))
        {
            CountFault();
            return TouchResult.HardwarePoison;
        }

        // What a process waits for is hot, unless the area says that uses mean nothing.
        KernelTask task = _machine.Current;
        bool nested = task.InFault;
        task.InFault = area.HasRecency;
        TouchResult result;
        bool goesOn;
        do
        {
            long kills = _machine.OutOfMemory.Kills;
            result = HandleFault(area, page, write);

            // The processor tries again, and may find that another task changed the entry meanwhile.
            Table.MarkYoungTable(page);
            goesOn = !IsEnded && (result == TouchResult.OutOfMemory ? _machine.OutOfMemory.Kills > kills
                : result == TouchResult.Done && !Walk(page, write) && !IsMigrating(page) && !Table.At(page).Has(PteFlags.Poisoned));
        }
        while (goesOn);

        task.InFault = nested;
        return IsEnded ? TouchResult.BusError : result;
    }

    /// <remarks>Models <c>handle_pte_fault</c>.</remarks>
    [Interleaved]
    private TouchResult HandleFault(MappedArea area, VirtualPage page, bool write)
    {
        PageTableEntry entry = Table.At(page);
        TellFault(area, page);
        CountFault();
        if (entry.IsSwapped)
        {
            return FaultSwapped(area, page, entry, write, isFault: true);
        }

        if (entry == default && area.IsAnonymous)
        {
            return FaultAnonymous(area, page, write);
        }

        return write && !area.IsShared ? WritePrivately(area, page) : Fault(area, page, write);
    }

    /// <remarks>Models what <c>mm_account_fault</c> does to <c>PGFAULT</c>.</remarks>
    private void CountFault()
    {
        _machine.Statistics.PageFaults++;
        (Group ?? _machine.Groups?.Root)?.Count(GroupCounter.PageFaults, 1);
    }

    private void CountMajorFault()
    {
        _machine.Statistics.MajorFaults++;
        (Group ?? _machine.Groups?.Root)?.Count(GroupCounter.MajorFaults, 1);
    }

    /// <summary>Asks the file's owner for a page, and counts where it had to be read.</summary>
    [Interleaved]
    private FileFault FaultOfFile(MappedArea area, VirtualPage page, bool isRetry)
    {
        FileFault fault = area.File!.Operations.Fault(area, area.IndexOf(page), area.FitsHuge(page), isRetry);
        if (fault.IsMajor)
        {
            CountMajorFault();
        }

        return fault;
    }

    private void TellFault(MappedArea area, VirtualPage page)
    {
        if (_machine.Instrumentation is { } instrumentation && instrumentation.Wants(KernelEventGroups.Mappings))
        {
            PageIndex index = area.File is null ? default : area.IndexOf(page);
            instrumentation.TellAt(KernelEventKind.PageFault, -1, area.File, index, "handle_mm_fault", 0, (long)page.Value);
        }
    }

    /// <summary>Does the work of the processor: finds the entry and notes the access in it.</summary>
    /// <returns>False when it needs a fault.</returns>
    private bool Walk(VirtualPage page, bool write)
    {
        PteFlags noted = write ? PteFlags.Young | PteFlags.Dirty : PteFlags.Young;
        PageTableEntry huge = Table.HugeAt(page);
        if (huge.IsPresent)
        {
            if (write && !huge.Has(PteFlags.Writable))
            {
                return false;
            }

            Table.SetHuge(page, huge.With(noted));
            return true;
        }

        PageTableEntry entry = Table.At(page);
        if (!write && entry.Has(PteFlags.Zero))
        {
            return true;
        }

        if (!entry.IsPresent || (write && !entry.Has(PteFlags.Writable)))
        {
            return false;
        }

        Table.Set(page, entry.With(noted));
        return true;
    }

    /// <remarks>Models <c>do_read_fault</c> and <c>do_shared_fault</c>.</remarks>
    [Interleaved]
    private TouchResult Fault(MappedArea area, VirtualPage page, bool write)
    {
        if (Table.At(page).IsPresent)
        {
            return WriteProtected(area, page);
        }

        if (area.File!.MaxOrder < Order.Pmd && MakeTables(page) != Errno.None)
        {
            return TouchResult.OutOfMemory;
        }

        if (!write && FaultAround(area, page))
        {
            return TouchResult.Done;
        }

        PageIndex index = area.IndexOf(page);
        area.File!.Pages.TellLookup(index, "filemap_fault");
        FileFault fault = FaultOfFile(area, page, isRetry: false);
        if (fault.IsAgain)
        {
            // What the first try read is cached now: the neighbours are mapped with it.
            if (IsEnded || AreaAt(page) != area || !IsUnmapped(page) || (!write && FaultAround(area, page)))
            {
                return TouchResult.Done;
            }

            fault = FaultOfFile(area, page, isRetry: true);
        }

        if (fault.Folio.IsNone)
        {
            return fault.Result;
        }

        Folio folio = fault.Folio;
        if (_machine.IsPoisoned(folio.PfnOf(index)))
        {
            return DropPoisoned(area.File!, folio) ? Fault(area, page, write) : TouchResult.HardwarePoison;
        }

        TouchResult allowed = write && NotifiesWrites(area) ? area.File!.Operations.MakeWritable(area.File, folio) : TouchResult.Done;
        if (allowed != TouchResult.Done || IsEnded || !IsUnmapped(page))
        {
            // The file refuses the write, the process was ended for want of memory, or another task of it mapped the page meanwhile.
            folio.Unlock();
            folio.Put();
            return allowed;
        }

        MapFound(area, page, folio, write);
        if (write)
        {
            folio.MarkDirty();
        }

        folio.Unlock();
        if (write)
        {
            area.File!.Operations.BalanceDirty(area.File);
        }

        return TouchResult.Done;
    }

    private bool IsUnmapped(VirtualPage page) => Table.At(page).IsNone && !Table.HugeAt(page).IsPresent;

    /// <summary>Makes an entry for a locked folio; the caller's reference becomes the entry's.</summary>
    /// <remarks>Models <c>finish_fault</c>.</remarks>
    private void MapFound(MappedArea area, VirtualPage page, Folio folio, bool write)
    {
        _machine.References.Convert(folio.Frame, HolderKind.Own, HolderKind.PageTable);
        PteFlags flags = FlagsFor(area) | (write ? PteFlags.Dirty | PteFlags.Writable : PteFlags.None);
        if (MapsHuge(area, page, folio))
        {
            SetHuge(page, folio, flags);
        }
        else
        {
            SetSmall(area, page, folio, flags);
        }
    }

    private bool MapsHuge(MappedArea area, VirtualPage page, Folio folio) =>
        folio.Order == Order.Pmd && Table.IsNone(page) && area.FitsHuge(page)
        && !folio.Has(FolioFlags.HwPoison) && !folio.Has(FolioFlags.HasHwPoisoned);

    private void SetHuge(VirtualPage page, Folio folio, PteFlags flags)
    {
        _machine.Mappings.AddEntire(folio.Frame);
        Table.SetHuge(page, new PageTableEntry(folio.Frame, flags));
    }

    private void SetSmall(MappedArea area, VirtualPage page, Folio folio, PteFlags flags)
    {
        int frame = folio.PfnOf(area.IndexOf(page)).Value;
        _machine.Mappings.AddPage(folio.Frame, frame);
        Table.Set(page, new PageTableEntry(frame, flags));
        if (area.IsLocked && folio.Order == Order.Zero)
        {
            // A large folio is marked only by locking what is mapped already.
            _machine.MlockBatches.Mlock(folio);
        }
    }

    /// <summary>
    /// An entry counts as used from the start; one of a writable shared area needs no further fault to be written through, unless the file
    /// wants to know of the first write.
    /// </summary>
    private static PteFlags FlagsFor(MappedArea area) => PteFlags.Present | PteFlags.Young
        | (area.IsShared && area.IsWritable && !NotifiesWrites(area) ? PteFlags.Writable : PteFlags.None);
}
