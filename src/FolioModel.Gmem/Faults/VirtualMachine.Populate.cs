namespace FolioModel.Gmem;

public sealed partial class VirtualMachine
{
    /// <summary>
    /// Fills private memory before the guest starts. Reference effect: none in the end; new folios keep those of the page cache.
    /// </summary>
    /// <param name="frame">The first guest frame.</param>
    /// <param name="pages">How many; cut at the end of the slot.</param>
    /// <param name="fill">Puts contents into each page, given the guest frame and the host frame; returns an error to stop.</param>
    /// <returns>
    /// Pages done; with an error only if that is 0: <see cref="Errno.EINVAL"/> (negative, the slot cannot be private, or the range is not),
    /// <see cref="Errno.EFAULT"/> (no file), <see cref="Errno.EINTR"/>, <see cref="Errno.EEXIST"/> (prepared before; up to 6.19), and what
    /// <see cref="GetPfn"/> and <paramref name="fill"/> say; <see cref="Errno.EOPNOTSUPP"/> in versions without it.
    /// </returns>
    /// <remarks>Models <c>kvm_gmem_populate</c>. Holds the slots lock, and the invalidate lock exclusively.</remarks>
    [Interleaved]
    public (long Done, Errno Error) Populate(ulong frame, PageCount pages, Func<ulong, Pfn, Errno> fill) =>
        Populate(frame, pages, null, fill);

    /// <summary>
    /// Populates guest memory like <see cref="Populate(ulong, PageCount, Func{ulong, Pfn, Errno})"/>, with contents from pages of the host.
    /// Reference effect: since 7.0 +1 on each source folio while its page is copied, and -1 again; before, the vendor's code sees to that
    /// in <paramref name="fill"/>.
    /// </summary>
    /// <param name="frame">The first guest frame.</param>
    /// <param name="pages">How many; cut at the end of the slot.</param>
    /// <param name="source">The source folio of a guest frame, or null for none; <c>default</c> where there is none to be got.</param>
    /// <param name="fill">Puts contents into each page, given the guest frame and the host frame; returns an error to stop.</param>
    /// <returns>As without a source; <see cref="Errno.EFAULT"/> also where a source is not to be got.</returns>
    /// <remarks>Models <c>kvm_gmem_populate</c> with <c>get_user_pages_fast</c> of 7.0.</remarks>
    [Interleaved]
    public (long Done, Errno Error) Populate(ulong frame, PageCount pages, Func<ulong, Folio>? source, Func<ulong, Pfn, Errno> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        using KernelTask.FunctionScope function = Machine.Current.Enter("kvm_gmem_populate");
        if (!Profile.HasPopulate)
        {
            return (0, Errno.EOPNOTSUPP);
        }

        SlotsLock.DownWrite();
        (long Done, Errno Error) result = PopulateSlot(frame, pages.Value, source, fill);
        SlotsLock.UpWrite();
        return result;
    }

    [Interleaved]
    private (long Done, Errno Error) PopulateSlot(ulong frame, long pages, Func<ulong, Folio>? source, Func<ulong, Pfn, Errno> fill)
    {
        MemorySlot? slot = SlotOf(frame);
        if (pages < 0 || slot is null || !HasPrivateMemory || (slot.Flags & MemorySlotFlags.GuestMemfd) == 0)
        {
            return (0, Errno.EINVAL);
        }

        if (slot.File is not { } file || !file.TryGetFile())
        {
            return (0, Errno.EFAULT);
        }

        pages = Math.Min(pages, slot.Pages.Value - (long)(frame - slot.BaseFrame));
        file.Mapping.InvalidateLock.DownWrite();
        Errno error = Errno.None;
        long done = 0;
        while (done < pages && error == Errno.None)
        {
            error = Machine.Current.SignalPending ? Errno.EINTR : PopulateFrom(file, slot, frame + (ulong)done, source, fill);
            done += error == Errno.None ? 1 : 0;
        }

        file.Mapping.InvalidateLock.UpWrite();
        file.PutFile();
        return (done, done == 0 ? error : Errno.None);
    }

    /// <summary>Populates one page, with its source held where common code holds it.</summary>
    [Interleaved]
    private Errno PopulateFrom(GuestMemfd file, MemorySlot slot, ulong frame, Func<ulong, Folio>? source, Func<ulong, Pfn, Errno> fill)
    {
        if (source is null || !Profile.HoldsPopulateSource)
        {
            return PopulatePage(file, slot, frame, fill);
        }

        Folio from = source(frame);
        if (from.IsNone || !from.TryGet(HolderKind.GupGet))
        {
            return Errno.EFAULT;
        }

        Errno error = PopulatePage(file, slot, frame, fill);
        from.Put(HolderKind.GupGet);
        return error;
    }

    [Interleaved]
    private Errno PopulatePage(GuestMemfd file, MemorySlot slot, ulong frame, Func<ulong, Pfn, Errno> fill)
    {
        GuestPfn got = GetPrivatePfn(file, slot, frame);
        if (!got.IsOk)
        {
            return got.Error;
        }

        Folio folio = got.Folio;
        bool prepared = Profile.TracksPreparation && folio.Has(FolioFlags.Uptodate);
        folio.Unlock();
        Errno error = prepared ? Errno.EEXIST : Attributes.IsPrivate(frame) ? fill(frame, got.Pfn) : Errno.EINVAL;
        if (error == Errno.None)
        {
            folio.MarkUptodate();
        }

        folio.Put();
        return error;
    }
}
