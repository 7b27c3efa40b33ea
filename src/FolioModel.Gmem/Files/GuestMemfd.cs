using FolioModel.XArrays;

namespace FolioModel.Gmem;

/// <summary>An open guest_memfd: memory for a VM that the host cannot map, read or write.</summary>
/// <remarks>
/// Models <c>struct kvm_gmem</c> and the file operations of <c>virt/kvm/guest_memfd.c</c>. The file keeps its VM alive, not the other way
/// round: a memory slot's pointer to the file holds no reference, and it is cleared when the file is closed.
/// </remarks>
/// <example>
/// <code>
/// var machine = new Machine(new MachineOptions { Ledger = true });
/// var vm = new VirtualMachine(machine, GmemProfile.Linux612, VmType.SoftwareProtected);
/// GuestMemfd file = vm.CreateGuestMemfd(64 * 4096, GmemFlags.None).File!;
/// file.Fallocate(FallocateMode.KeepSize, new ByteOffset(0), 4096);
/// </code>
/// </example>
[SharedState("guest_memfd", PartOf = "Vm")]
public sealed partial class GuestMemfd : ISharedState
{
    private readonly Machine _machine;

    [NotShared("hashed by AddMoreTo: the array belongs to the VM alone, and an entry counts by its slot's number")]
    private readonly XArray _bindings = new();

    internal GuestMemfd(VirtualMachine vm, GmemInode inode)
    {
        _machine = vm.Machine;
        Vm = vm;
        Inode = inode;
        _stateNumber = vm.Machine.NewStateNumber();
        References = 1;
        inode.Attach(this);
    }

    /// <summary>The VM that created it, and the only one that may bind it.</summary>
    public VirtualMachine Vm { get; }

    /// <summary>The file behind it.</summary>
    public GmemInode Inode { get; }

    /// <summary>The page cache.</summary>
    public AddressSpace Mapping => Inode.Mapping;

    /// <summary>References to the open file: descriptors, and operations in progress.</summary>
    [Shared]
    public partial int References { get; private set; }

    /// <summary>Whether the last reference is gone: the inode is evicted, and every operation throws.</summary>
    public bool IsClosed => References == 0;

    private GmemProfile Profile => Inode.Profile;

    /// <summary>Gives one more descriptor of the same open file (<c>dup</c>).</summary>
    /// <exception cref="InvalidOperationException">The file is closed.</exception>
    public void Duplicate()
    {
        ThrowIfClosed();
        References++;
    }

    /// <summary>
    /// Gives a descriptor back; the last one takes the memory from the guest, ends the inode and frees its folios. Reference effect: -1 for
    /// each page of every folio in the file, those of the page cache; a folio that has another holder lives on.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is closed.</exception>
    /// <remarks>Models <c>close</c>, and at the end <c>kvm_gmem_release</c> and the eviction of the inode.</remarks>
    [Interleaved]
    public void Close()
    {
        ThrowIfClosed();
        PutFile();
    }

    /// <summary>Takes a reference to the open file unless it is being closed (<c>get_file_active</c>).</summary>
    internal bool TryGetFile()
    {
        if (IsClosed)
        {
            return false;
        }

        References++;
        return true;
    }

    [Interleaved]
    internal void PutFile()
    {
        if (--References == 0)
        {
            Release();
            EvictInode();
        }
    }

    /// <summary>The last reference to the inode is gone: its folios go.</summary>
    /// <remarks>Models <c>evict</c> with <c>truncate_inode_pages_final</c>: a guest_memfd has no <c>evict_inode</c> of its own.</remarks>
    [Interleaved]
    private void EvictInode()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("evict");
        Mapping.EvictInode();
    }

    private void ThrowIfClosed()
    {
        if (IsClosed)
        {
            throw new InvalidOperationException("the guest_memfd is closed");
        }
    }

    /// <summary>The last reference is gone: no slot may find the file any more, and the guest loses all of it.</summary>
    /// <remarks>Models <c>kvm_gmem_release</c>.</remarks>
    [Interleaved]
    private void Release()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("kvm_gmem_release");
        Vm.SlotsLock.DownWrite();
        Mapping.InvalidateLock.DownWrite();
        foreach (MemorySlot slot in BoundSlots(PageIndex.Zero, PageIndex.Max))
        {
            slot.File = null;
        }

        InvalidateBegin(PageIndex.Zero, PageIndex.Max);
        InvalidateEnd(PageIndex.Zero, PageIndex.Max);
        Inode.Detach(this);
        Mapping.InvalidateLock.UpWrite();
        Vm.SlotsLock.UpWrite();
        TrackState();
        _bindings.Destroy();
        Vm.Forget(this);
    }
}
