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

    /// <summary>Says how the process will read a range.</summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <param name="pattern">
    /// <see cref="MapOptions.SequentialAccess"/>, <see cref="MapOptions.RandomAccess"/>, or <see cref="MapOptions.None"/> for neither.
    /// </param>
    /// <remarks>Models <c>madvise</c> with <c>MADV_SEQUENTIAL</c>, <c>MADV_RANDOM</c> and <c>MADV_NORMAL</c>.</remarks>
    public void Advise(VirtualPage first, long pages, MapOptions pattern)
    {
        const MapOptions Patterns = MapOptions.SequentialAccess | MapOptions.RandomAccess;
        SetOptions(first, first + pages, pattern & Patterns, Patterns);
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
        PageTableEntry huge = Table.HugeAt(page);
        if (huge.IsPresent)
        {
            Table.SetHuge(page, huge.With(write ? PteFlags.Young | PteFlags.Dirty : PteFlags.Young));
            return PageTable.HugeStart(page) + (Order.Pmd.Pages - 1);
        }

        Folio folio = FolioAt(page);
        if (folio.IsNone)
        {
            // The page of zeros, of which no use is noted.
            return page;
        }

        if (write && !Table.At(page).Has(PteFlags.Dirty) && !folio.Has(FolioFlags.Dirty))
        {
            folio.MarkDirty();
        }

        folio.MarkAccessed();
        return page;
    }

    private MappedArea[] AreasIn(VirtualPage first, long pages) =>
        [.. _areas.Where(area => area.First < first + pages && area.End > first)];

    private static VirtualPage Later(VirtualPage left, VirtualPage right) => left > right ? left : right;

    private static VirtualPage Earlier(VirtualPage left, VirtualPage right) => left < right ? left : right;
}
