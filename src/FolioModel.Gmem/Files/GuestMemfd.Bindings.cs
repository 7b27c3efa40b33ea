using FolioModel.XArrays;

namespace FolioModel.Gmem;

public sealed partial class GuestMemfd
{
    /// <summary>The slot that a page of the file is bound to, or null.</summary>
    /// <param name="index">The page.</param>
    public MemorySlot? BoundSlotAt(PageIndex index)
    {
        TrackState();
        return BoundSlotIdAt(index) is { } id ? Vm.SlotById(id) : null;
    }

    internal int? BoundSlotIdAt(PageIndex index) => _bindings.Load(index.Value) is { IsPointer: true } entry ? entry.PointerId : null;

    /// <summary>Binds a range of the file to a slot.</summary>
    /// <returns>
    /// Success, <see cref="Errno.EINVAL"/> (range; up to 7.1 also overlap), <see cref="Errno.EEXIST"/> (overlap), or
    /// <see cref="Errno.ENOMEM"/>.
    /// </returns>
    /// <remarks>Models <c>kvm_gmem_bind</c> after the descriptor was resolved.</remarks>
    [Interleaved]
    internal Errno Bind(MemorySlot slot, ulong offset)
    {
        long size = slot.Pages.Bytes;

        // A sum of offset and size could wrap: compare with what is left instead.
        if ((offset & (PageSize.Bytes - 1)) != 0 || offset > (ulong)Inode.Size || (ulong)size > (ulong)Inode.Size - offset)
        {
            return Errno.EINVAL;
        }

        PageIndex start = new(offset >> PageSize.Shift);
        PageIndex last = new(start.Value + (ulong)slot.Pages.Value - 1);
        Mapping.InvalidateLock.DownWrite();
        Errno error = BindLocked(slot, start, last);
        Mapping.InvalidateLock.UpWrite();
        return error;
    }

    /// <summary>Ends the binding of a slot.</summary>
    /// <remarks>Models <c>kvm_gmem_unbind</c>. The slots lock keeps the file's release away.</remarks>
    [Interleaved]
    internal void Unbind(MemorySlot slot)
    {
        Mapping.InvalidateLock.DownWrite();
        TrackState();
        _bindings.StoreRange(slot.FileIndex.Value, slot.LastFileIndex.Value, XEntry.Null);
        slot.File = null;
        Mapping.InvalidateLock.UpWrite();
    }

    /// <summary>The guest is about to lose a range: its mappings go, and faults that are on their way will have to start again.</summary>
    /// <remarks>Models <c>kvm_gmem_invalidate_begin</c>.</remarks>
    [Interleaved]
    internal void InvalidateBegin(PageIndex start, PageIndex end)
    {
        bool begun = false;
        foreach (MemorySlot slot in BoundSlots(start, end))
        {
            if (!begun)
            {
                Vm.MmuLock.Acquire();
                Vm.Invalidation.Begin();
                begun = true;
            }

            (ulong first, ulong behind) = slot.GuestFrames(start, end);
            Vm.Invalidation.AddRange(first, behind);
            Vm.PageTable.Zap(first, behind);
        }

        if (begun)
        {
            Vm.MmuLock.Release();
        }
    }

    /// <summary>The range is gone: faults may map again what is there now.</summary>
    /// <remarks>Models <c>kvm_gmem_invalidate_end</c>. Bindings are stable in between, so begin and end see the same slots.</remarks>
    [Interleaved]
    internal void InvalidateEnd(PageIndex start, PageIndex end)
    {
        if (BoundSlots(start, end).Count == 0)
        {
            return;
        }

        Vm.MmuLock.Acquire();
        Vm.Invalidation.End();
        Vm.MmuLock.Release();
    }

    private Errno BindLocked(MemorySlot slot, PageIndex start, PageIndex last)
    {
        if (BoundSlots(start, new PageIndex(last.Value + 1)).Count > 0)
        {
            return Profile.SecondBindingExists ? Errno.EEXIST : Errno.EINVAL;
        }

        TrackState();
        XEntry stored = _bindings.StoreRange(start.Value, last.Value, XEntry.FromPointer(slot.Id));
        if (stored.IsError)
        {
            _bindings.StoreRange(start.Value, last.Value, XEntry.Null);
            return stored.Errno;
        }

        slot.File = this;
        slot.FileIndex = start;
        return Errno.None;
    }

    /// <summary>The slots bound to a part of a range, each once, in file order.</summary>
    private List<MemorySlot> BoundSlots(PageIndex start, PageIndex end)
    {
        TrackState();
        List<MemorySlot> slots = [];
        ulong index = start.Value;
        for (XEntry entry = _bindings.Find(ref index, end.Value - 1); !entry.IsNull; entry = _bindings.FindAfter(ref index, end.Value - 1))
        {
            MemorySlot slot = Vm.SlotById(entry.PointerId);
            if (slots.Count == 0 || slots[^1] != slot)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }

    partial void AddMoreTo(ref StateHash hash)
    {
        foreach ((ulong index, XEntry entry) in _bindings)
        {
            hash.Add(index);
            hash.Add(entry.PointerId);
        }
    }
}
