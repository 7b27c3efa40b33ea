namespace FolioModel.Gmem;

/// <summary>A VM as far as its memory goes: slots, page table, invalidation, memory attributes.</summary>
/// <remarks>
/// Models <c>struct kvm</c>. To an explorer a VM is one piece of shared state: invalidation, page table, attributes, slots and bindings
/// together.
/// </remarks>
[SharedState("VM")]
public sealed partial class VirtualMachine : ISharedState
{
    [Shared(WithContents = true)]
    private readonly SortedDictionary<int, MemorySlot> _slots = [];

    [Shared(WithContents = true)]
    private readonly List<GuestMemfd> _openFiles = [];

    private readonly GmemChecks _invariants;

    /// <summary>Creates a VM.</summary>
    /// <param name="machine">The host.</param>
    /// <param name="profile">Which version of guest_memfd; the machine should have the same kernel's profile.</param>
    /// <param name="type">The VM's type.</param>
    /// <exception cref="ArgumentException">The profile has no such type.</exception>
    public VirtualMachine(Machine machine, GmemProfile profile, VmType type)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(profile);
        if (type == VmType.SoftwareProtected && !profile.HasProtectedVm)
        {
            throw new ArgumentException($"profile {profile} has no VMs of type {type}", nameof(type));
        }

        Machine = machine;
        Profile = profile;
        Type = type;
        SlotsLock = new RwSemaphore(machine, GmemLocks.SlotsLock, "kvm->slots_lock");
        MmuLock = new SpinLock(machine, GmemLocks.MmuLock, "kvm->mmu_lock");
        _stateNumber = machine.NewStateNumber();
        _references = 1;
        Invalidation = new MmuInvalidation(this);
        PageTable = new GuestPageTable(this);
        Attributes = new MemoryAttributes(this);
        _invariants = new GmemChecks(this);
        machine.AddInvariants(_invariants);
    }

    /// <summary>The host.</summary>
    public Machine Machine { get; }

    /// <summary>Which version of guest_memfd.</summary>
    public GmemProfile Profile { get; }

    /// <summary>The VM's type.</summary>
    public VmType Type { get; }

    /// <summary>References: the VM's descriptor, and each open guest_memfd.</summary>
    [Shared]
    public partial int References { get; private set; }

    /// <summary>Whether the VM can have private memory (<c>kvm_arch_has_private_mem</c>).</summary>
    public bool HasPrivateMemory => Type == VmType.SoftwareProtected;

    /// <summary>Serialises changes of slots, bindings and attributes (<c>slots_lock</c>; a mutex: always taken exclusively).</summary>
    public RwSemaphore SlotsLock { get; }

    /// <summary>Protects page table and invalidation counters (<c>mmu_lock</c>).</summary>
    public SpinLock MmuLock { get; }

    /// <summary>The sequence count by which a fault notices that it is stale.</summary>
    [Shared]
    public MmuInvalidation Invalidation { get; }

    /// <summary>The guest's mappings of private memory.</summary>
    [Shared]
    public GuestPageTable PageTable { get; }

    /// <summary>Which guest frames are private.</summary>
    [Shared]
    public MemoryAttributes Attributes { get; }

    /// <summary>The memory slots by number.</summary>
    public IReadOnlyDictionary<int, MemorySlot> Slots => _slots;

    /// <summary>Creates a guest_memfd. Reference effect on folios: none; the file holds one reference on the VM.</summary>
    /// <param name="size">Bytes, a multiple of the page size; of 2 MiB with <see cref="GmemFlags.AllowHugePage"/>.</param>
    /// <param name="flags">Flags that the profile knows.</param>
    /// <returns>The file, or <see cref="Errno.EINVAL"/>.</returns>
    /// <remarks>Models <c>kvm_gmem_create</c>.</remarks>
    public GuestMemfdResult CreateGuestMemfd(long size, GmemFlags flags)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("kvm_gmem_create");
        long unit = (flags & GmemFlags.AllowHugePage) != 0 ? (long)Order.Pmd.Pages << PageSize.Shift : PageSize.Bytes;
        if ((flags & ~Profile.KnownFlags) != 0 || size < 0 || (size == 0 && !Profile.AllowsEmptyFile) || size % unit != 0)
        {
            return new GuestMemfdResult(null, Errno.EINVAL);
        }

        References++;
        GuestMemfd file = new(this, new GmemInode(Machine, Profile, size, flags));
        _openFiles.Add(file);
        return new GuestMemfdResult(file, Errno.None);
    }

    /// <summary>Gives the VM's descriptor back; the VM lives on while a guest_memfd is open.</summary>
    public void Close() => Put();

    internal IReadOnlyList<GuestMemfd> OpenFiles => _openFiles;

    internal void Forget(GuestMemfd file)
    {
        _openFiles.Remove(file);
        Put();
    }

    internal void Put()
    {
        if (--References == 0)
        {
            Machine.RemoveInvariants(_invariants);
        }
    }

    internal MemorySlot SlotById(int id)
    {
        TrackState();
        return _slots[id];
    }
}

/// <summary>A guest_memfd, or why there is none.</summary>
/// <param name="File">The file, or null.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
public readonly record struct GuestMemfdResult(GuestMemfd? File, Errno Error);
