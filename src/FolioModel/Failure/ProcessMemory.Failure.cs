namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Says that the memory behind a range failed. Reference effect: on each page +1 owned by memory failure, and -1 for each mapping; as
    /// <see cref="Touch"/> where nothing is mapped yet.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages; of a large folio only the first one in the range fails.</param>
    /// <returns>What came of it, up to the first page whose failure is not contained.</returns>
    /// <remarks>Models <c>madvise(MADV_HWPOISON)</c>.</remarks>
    [Interleaved]
    public MemoryFailureResult FailMemory(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("madvise_inject_error");
        bool killed = false;
        for (VirtualPage page = first; page < first + pages;)
        {
            (Errno error, Pfn pfn, int size) = GetForFailure(page);
            if (error != Errno.None)
            {
                return new MemoryFailureResult(error, killed);
            }

            MemoryFailureResult result = _machine.FailMemory(pfn, this);
            killed |= result.Killed;
            if (result.Error != Errno.None)
            {
                return result with { Killed = killed };
            }

            page += size;
        }

        return new MemoryFailureResult(Errno.None, killed);
    }

    /// <summary>
    /// Moves a range to other memory, which is still good, and takes what it was in out of use. Reference effect: as
    /// <see cref="Machine.SoftOffline"/> for each page.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <returns>
    /// Success; <see cref="Errno.EBUSY"/> when a page has another holder; <see cref="Errno.EFAULT"/> or <see cref="Errno.ENOMEM"/> when
    /// nothing is mapped and nothing can be. Pages before that one have been moved.
    /// </returns>
    /// <remarks>Models <c>madvise(MADV_SOFT_OFFLINE)</c>.</remarks>
    [Interleaved]
    public Errno SoftOffline(VirtualPage first, long pages)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("madvise_inject_error");
        for (VirtualPage page = first; page < first + pages;)
        {
            (Errno error, Pfn pfn, int size) = GetForFailure(page);
            if (error == Errno.None)
            {
                error = _machine.SoftOfflinePage(pfn, held: true);
            }

            if (error != Errno.None)
            {
                return error;
            }

            page += size;
        }

        return Errno.None;
    }

    /// <summary>Gets the page that is to fail, and how far the next one is: the size of its folio.</summary>
    [Interleaved]
    private (Errno Error, Pfn Pfn, int Size) GetForFailure(VirtualPage page)
    {
        bool lockless = IsMapped(page, write: false);
        Errno error = FaultIn(page, write: false);
        if (error != Errno.None)
        {
            return (error == Errno.EHWPOISON ? Errno.EFAULT : error, default, 0);
        }

        PageTableEntry huge = Table.HugeAt(page);
        int frame = huge.IsPresent ? huge.Frame + (int)(page.Value % (ulong)Order.Pmd.Pages) : Table.At(page).Frame;
        Folio folio = new(_machine, _machine.Map.HeadOf(frame));
        folio.GetForAccess();
        if (lockless)
        {
            folio.SetReferenced();
        }
        else
        {
            NoteUse(page, write: false);
        }

        return (Errno.None, new Pfn(frame), folio.Pages);
    }
}
