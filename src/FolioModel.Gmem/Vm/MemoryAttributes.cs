using FolioModel.XArrays;

namespace FolioModel.Gmem;

/// <summary>Which guest frames are private to the guest.</summary>
/// <remarks>Models <c>kvm->mem_attr_array</c> with its one attribute, private.</remarks>
[SharedState(PartOf = "_vm")]
public sealed partial class MemoryAttributes
{
    /// <summary>The bit that stands for private (<c>KVM_MEMORY_ATTRIBUTE_PRIVATE</c>).</summary>
    public const ulong Private = 8;

    private readonly VirtualMachine _vm;

    [NotShared("hashed below: the array, which other code shares as a state of its own, belongs to the VM alone")]
    private readonly XArray _attributes = new();

    internal MemoryAttributes(VirtualMachine vm) => _vm = vm;

    /// <summary>Attribute bits that can be set on this VM.</summary>
    public ulong Supported => _vm.HasPrivateMemory ? Private : 0;

    /// <summary>Whether a guest frame is private.</summary>
    /// <param name="frame">A guest frame number.</param>
    public bool IsPrivate(ulong frame)
    {
        TrackState();
        return _attributes.Load(frame) is { IsValue: true, Value: Private };
    }

    /// <summary>
    /// Makes a range private or shared. The guest loses its mappings of the range; the folios stay where they are. Reference effect: none.
    /// </summary>
    /// <param name="address">First guest address, a multiple of the page size.</param>
    /// <param name="size">Bytes, a multiple of the page size, above 0.</param>
    /// <param name="attributes"><see cref="Private"/> or 0.</param>
    /// <param name="flags">Must be 0.</param>
    /// <returns>Success, <see cref="Errno.EINVAL"/>, or <see cref="Errno.ENOTTY"/> when the kernel has no attributes at all.</returns>
    /// <remarks>
    /// Models <c>kvm_vm_ioctl_set_mem_attributes</c>. All indices are reserved first, so that running out of memory changes nothing.
    /// </remarks>
    [Interleaved]
    public Errno Set(ulong address, ulong size, ulong attributes, ulong flags)
    {
        using KernelTask.FunctionScope function = _vm.Machine.Current.Enter("kvm_vm_set_mem_attributes");
        if (!_vm.Profile.HasProtectedVm)
        {
            return Errno.ENOTTY;
        }

        if (flags != 0 || (attributes & ~Supported) != 0 || size == 0 || unchecked(address + size) < address
            || ((address | size) & (PageSize.Bytes - 1)) != 0)
        {
            return Errno.EINVAL;
        }

        ulong first = address >> PageSize.Shift;
        ulong behind = (address + size) >> PageSize.Shift;
        _vm.SlotsLock.DownWrite();
        Errno error = Errno.None;
        if (!IsUniform(first, behind, attributes))
        {
            error = Reserve(first, behind);
            if (error == Errno.None)
            {
                Store(first, behind, attributes);
            }
        }

        _vm.SlotsLock.UpWrite();
        return error;
    }

    /// <summary>Changes a range whose invalidation the caller has begun and will end.</summary>
    internal void StoreUnderInvalidation(ulong first, ulong behind, bool isPrivate)
    {
        TrackState();
        for (ulong frame = first; frame < behind; frame++)
        {
            _attributes.Store(frame, isPrivate ? XEntry.FromValue(Private) : XEntry.Null);
        }
    }

    private bool IsUniform(ulong first, ulong behind, ulong attributes)
    {
        for (ulong frame = first; frame < behind; frame++)
        {
            if (IsPrivate(frame) != (attributes == Private))
            {
                return false;
            }
        }

        return true;
    }

    private Errno Reserve(ulong first, ulong behind)
    {
        TrackState();
        Errno error = Errno.None;
        for (ulong frame = first; frame < behind && error == Errno.None; frame++)
        {
            error = _attributes.Reserve(frame);
        }

        return error;
    }

    [Interleaved]
    private void Store(ulong first, ulong behind, ulong attributes)
    {
        _vm.MmuLock.Acquire();
        _vm.Invalidation.Begin();
        _vm.Invalidation.AddRange(first, behind);
        _vm.PageTable.Zap(first, behind);
        _vm.MmuLock.Release();
        StoreUnderInvalidation(first, behind, attributes == Private);
        _vm.MmuLock.Acquire();
        _vm.Invalidation.End();
        _vm.MmuLock.Release();
    }

    partial void AddMoreTo(ref StateHash hash)
    {
        foreach ((ulong frame, XEntry entry) in _attributes)
        {
            hash.Add(frame);
            hash.Add(entry.Value);
        }
    }
}
