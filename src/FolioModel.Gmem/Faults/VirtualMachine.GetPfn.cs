namespace FolioModel.Gmem;

public sealed partial class VirtualMachine
{
    /// <summary>
    /// Finds the frame behind a guest frame of a slot, making the folio if there is none. Reference effect: +1 owned by the current task as
    /// "KVM pfn", to be dropped after the guest's mapping is installed; none on an error.
    /// </summary>
    /// <param name="slot">The slot.</param>
    /// <param name="frame">A guest frame number inside it.</param>
    /// <returns>
    /// The frame; or <see cref="Errno.EFAULT"/> (no file), <see cref="Errno.EIO"/> (the file does not know of the binding),
    /// <see cref="Errno.EHWPOISON"/> (the memory failed), <see cref="Errno.ENOMEM"/>.
    /// </returns>
    /// <remarks>
    /// Models <c>kvm_gmem_get_pfn</c>. Takes no invalidate lock: <see cref="MmuInvalidation"/> tells whether the frame is still the right
    /// one
    /// when it is to be mapped. An uptodate folio was zeroed before; others are zeroed here.
    /// </remarks>
    [Interleaved]
    public GuestPfn GetPfn(MemorySlot slot, ulong frame)
    {
        ArgumentNullException.ThrowIfNull(slot);
        using KernelTask.FunctionScope function = Machine.Current.Enter("kvm_gmem_get_pfn");
        if (slot.File is not { } file || !file.TryGetFile())
        {
            return GuestPfn.Failed(Errno.EFAULT);
        }

        GuestPfn got = GetPrivatePfn(file, slot, frame);
        if (got.IsOk)
        {
            // Zeroed, and only then uptodate: the guest must never see what the page held before.
            got.Folio.MarkUptodate();
            got.Folio.Unlock();
        }

        file.PutFile();
        return got;
    }

    /// <returns>The frame with its folio locked; nothing is held on an error.</returns>
    [Interleaved]
    private GuestPfn GetPrivatePfn(GuestMemfd file, MemorySlot slot, ulong frame)
    {
        PageIndex index = slot.FileIndexOf(frame);
        if (slot.File != file)
        {
            return GuestPfn.Failed(Errno.EFAULT);
        }

        if (file.BoundSlotAt(index) != slot)
        {
            return GuestPfn.Failed(Errno.EIO);
        }

        FolioResult got = file.GetFolio(index);
        if (!got.IsOk)
        {
            return GuestPfn.Failed(got.Error);
        }

        Folio folio = got.Folio;
        if (folio.Has(FolioFlags.HwPoison))
        {
            folio.Unlock();
            folio.Put();
            return GuestPfn.Failed(Errno.EHWPOISON);
        }

        Machine.Ledger?.Rename(folio, GmemHolders.KvmPfn);
        Order largest = IsWhollyBound(slot, folio) ? folio.Order : Order.Zero;
        return new GuestPfn(folio.PfnOf(index), largest, folio, Errno.None);
    }

    /// <summary>Whether a mapping of the whole folio would stay inside the slot.</summary>
    private static bool IsWhollyBound(MemorySlot slot, Folio folio) =>
        folio.Index >= slot.FileIndex && folio.NextIndex.Value - 1 <= slot.LastFileIndex.Value;
}
