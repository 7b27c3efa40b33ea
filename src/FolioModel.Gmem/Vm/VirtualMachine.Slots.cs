namespace FolioModel.Gmem;

public sealed partial class VirtualMachine
{
    private const MemorySlotFlags KnownSlotFlags = MemorySlotFlags.LogDirtyPages | MemorySlotFlags.ReadOnly | MemorySlotFlags.GuestMemfd;

    private bool MayBind => HasPrivateMemory || Profile.BindsOnDefaultVm;

    /// <summary>
    /// Makes a memory slot backed by a guest_memfd. Reference effect: none; the slot's pointer to the file holds no reference.
    /// </summary>
    /// <param name="id">Number of the slot.</param>
    /// <param name="flags">Its flags; <see cref="MemorySlotFlags.GuestMemfd"/> goes with no other.</param>
    /// <param name="address">First guest address, a multiple of the page size.</param>
    /// <param name="size">Bytes, a multiple of the page size; 0 deletes the slot.</param>
    /// <param name="file">The file; null stands for a descriptor that is not a guest_memfd's.</param>
    /// <param name="offset">Where the bound range starts in the file, in bytes.</param>
    /// <returns>
    /// Success; <see cref="Errno.EINVAL"/> (flags, alignment, file of another VM or none, range outside the file or bound already, change
    /// of an
    /// existing slot, deletion of one that is not there); <see cref="Errno.EEXIST"/> (guest addresses that another slot has).
    /// </returns>
    /// <remarks>Models <c>__kvm_set_memory_region</c> and <c>kvm_gmem_bind</c>.</remarks>
    [Interleaved]
    public Errno SetMemoryRegion(int id, MemorySlotFlags flags, ulong address, ulong size, GuestMemfd? file, ulong offset) =>
        SetMemoryRegion(id, flags, address, size, new GuestMemfdResult(file, file is null ? Errno.EINVAL : Errno.None), offset);

    /// <summary>
    /// Makes or deletes a memory slot, given the outcome of looking its file up: an error counts only when the slot needs the file.
    /// </summary>
    /// <param name="id">The slot's number.</param>
    /// <param name="flags">What the slot can do.</param>
    /// <param name="address">First guest address.</param>
    /// <param name="size">Bytes; 0 deletes the slot.</param>
    /// <param name="file">The file, or why there is none.</param>
    /// <param name="offset">Where the bound range starts in the file, in bytes.</param>
    /// <returns>The same errors, and that of <paramref name="file"/>.</returns>
    [Interleaved]
    public Errno SetMemoryRegion(int id, MemorySlotFlags flags, ulong address, ulong size, GuestMemfdResult file, ulong offset)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("__kvm_set_memory_region");
        SlotsLock.DownWrite();
        Errno error = SetMemoryRegionLocked(id, flags, address, size, file, offset);
        SlotsLock.UpWrite();
        return error;
    }

    /// <summary>The slot that covers a guest frame, or null.</summary>
    /// <param name="frame">A guest frame number.</param>
    public MemorySlot? SlotOf(ulong frame)
    {
        TrackState();
        return _slots.Values.FirstOrDefault(slot => slot.Covers(frame));
    }

    [Interleaved]
    private Errno SetMemoryRegionLocked(int id, MemorySlotFlags flags, ulong address, ulong size, GuestMemfdResult file, ulong offset)
    {
        if (!AreFlagsValid(flags) || !IsRangeValid(address, size, flags, offset))
        {
            return Errno.EINVAL;
        }

        TrackState();
        bool exists = _slots.TryGetValue(id, out MemorySlot? old);
        if (size == 0)
        {
            return exists ? DeleteSlot(old!) : Errno.EINVAL;
        }

        // A slot with private memory never changes, and nothing else is modelled to change.
        if (exists)
        {
            return Errno.EINVAL;
        }

        MemorySlot slot = new(this, id, address >> PageSize.Shift, new PageCount((long)(size >> PageSize.Shift)), flags);
        if (_slots.Values.Any(other => Overlaps(slot, other)))
        {
            return Errno.EEXIST;
        }

        if ((flags & MemorySlotFlags.GuestMemfd) != 0)
        {
            Errno error = file.File is not { } opened ? file.Error
                : opened.IsClosed || opened.Vm != this ? Errno.EINVAL
                : opened.Bind(slot, offset);
            if (error != Errno.None)
            {
                return error;
            }
        }

        TrackState();
        _slots.Add(id, slot);
        return Errno.None;
    }

    private bool AreFlagsValid(MemorySlotFlags flags)
    {
        MemorySlotFlags known = MayBind ? KnownSlotFlags : KnownSlotFlags & ~MemorySlotFlags.GuestMemfd;
        bool guestMemfd = (flags & MemorySlotFlags.GuestMemfd) != 0;
        return (flags & ~known) == 0 && (!guestMemfd || flags == MemorySlotFlags.GuestMemfd);
    }

    private static bool IsRangeValid(ulong address, ulong size, MemorySlotFlags flags, ulong offset)
    {
        bool aligned = ((address | size) & (PageSize.Bytes - 1)) == 0 && address + size >= address;
        return aligned && ((flags & MemorySlotFlags.GuestMemfd) == 0
            || ((offset & (PageSize.Bytes - 1)) == 0 && offset + size >= offset));
    }

    private static bool Overlaps(MemorySlot one, MemorySlot other) =>
        one.BaseFrame < other.BaseFrame + (ulong)other.Pages.Value && other.BaseFrame < one.BaseFrame + (ulong)one.Pages.Value;

    [Interleaved]
    private Errno DeleteSlot(MemorySlot slot)
    {
        MmuLock.Acquire();
        PageTable.Zap(slot.BaseFrame, slot.BaseFrame + (ulong)slot.Pages.Value);
        MmuLock.Release();
        if (slot.File is { } file)
        {
            file.Unbind(slot);
        }

        TrackState();
        _slots.Remove(slot.Id);
        return Errno.None;
    }
}
