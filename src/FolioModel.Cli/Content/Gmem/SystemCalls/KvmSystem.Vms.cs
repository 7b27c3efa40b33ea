using FolioModel.Gmem;
namespace FolioModel.Cli.Content.Gmem;

internal sealed partial class KvmSystem
{
    /// <summary>Asks for a capability (<c>KVM_CHECK_EXTENSION</c>), of KVM as a whole or of one VM.</summary>
    /// <param name="descriptor">Of <c>/dev/kvm</c> or a VM.</param>
    /// <param name="capability">What is asked for.</param>
    public CallResult CheckExtension(int descriptor, KvmCapability capability)
    {
        if (!_files.TryGetValue(descriptor, out OpenFile? file))
        {
            return CallResult.From(Errno.EBADF);
        }

        if (file is not (KvmDevice or VmFile))
        {
            return CallResult.From(Errno.ENOTTY);
        }

        // Without a VM the answer is what the best type of VM can do.
        bool isPrivate = (file as VmFile)?.Vm.HasPrivateMemory ?? Profile.HasProtectedVm;
        return CallResult.Of(capability switch
        {
            KvmCapability.UserMemory2 => 1,
            KvmCapability.VmTypes => Profile.HasProtectedVm ? 0b11 : 0b01,
            KvmCapability.MemoryAttributes => isPrivate ? (long)FolioModel.Gmem.MemoryAttributes.Private : 0,
            KvmCapability.GuestMemfd => isPrivate || Profile.BindsOnDefaultVm ? 1 : 0,
            KvmCapability.GuestMemfdFlags => (long)Profile.KnownFlags,
            KvmCapability.PreFaultMemory => Profile.CanPreFault ? 1 : 0,
            _ => 0,
        });
    }

    /// <summary>Creates a VM (<c>KVM_CREATE_VM</c>).</summary>
    /// <param name="descriptor">Of <c>/dev/kvm</c>.</param>
    /// <param name="type">The type; one of <see cref="VmType"/> that the profile has.</param>
    /// <returns>The VM's descriptor, or <see cref="Errno.EINVAL"/>.</returns>
    public CallResult CreateVm(int descriptor, long type)
    {
        if (!_files.TryGetValue(descriptor, out OpenFile? file))
        {
            return CallResult.From(Errno.EBADF);
        }

        if (file is not KvmDevice)
        {
            return CallResult.From(Errno.ENOTTY);
        }

        bool known = type == (long)VmType.Default || (type == (long)VmType.SoftwareProtected && Profile.HasProtectedVm);
        return known ? Install(new VmFile(new VirtualMachine(Machine, Profile, (VmType)type))) : CallResult.From(Errno.EINVAL);
    }

    /// <summary>Creates a guest_memfd (<c>KVM_CREATE_GUEST_MEMFD</c>).</summary>
    /// <param name="descriptor">Of a VM.</param>
    /// <param name="creation">Size and flags; null stands for an address that cannot be read.</param>
    /// <returns>
    /// The file's descriptor; <see cref="Errno.EINVAL"/> (size, flags, or <c>/dev/kvm</c> in place of a VM), <see cref="Errno.EFAULT"/>.
    /// </returns>
    public CallResult CreateGuestMemfd(int descriptor, GmemCreation? creation)
    {
        if (!_files.TryGetValue(descriptor, out OpenFile? file))
        {
            return CallResult.From(Errno.EBADF);
        }

        if (file is not VmFile { Vm: { } vm })
        {
            return CallResult.From(file is KvmDevice ? Errno.EINVAL : Errno.ENOTTY);
        }

        if (creation is not { } wanted)
        {
            return CallResult.From(Errno.EFAULT);
        }

        // A size of 2^63 or more is negative for the kernel.
        GuestMemfdResult created = vm.CreateGuestMemfd(unchecked((long)wanted.Size), (GmemFlags)wanted.Flags);
        return created.File is { } made ? Install(new GmemFile(made)) : CallResult.From(created.Error);
    }

    /// <summary>Makes or deletes a memory slot (<c>KVM_SET_USER_MEMORY_REGION2</c>).</summary>
    /// <param name="descriptor">Of a VM.</param>
    /// <param name="region">The slot.</param>
    /// <returns>
    /// What <see cref="VirtualMachine.SetMemoryRegion"/> says; <see cref="Errno.EBADF"/> when the region's descriptor is not open.
    /// </returns>
    public CallResult SetUserMemoryRegion(int descriptor, MemoryRegion region) =>
        OnVm(descriptor, vm => vm.SetMemoryRegion(
            region.Slot, region.Flags, region.Address, region.Size, FileOf(region.Descriptor), region.FileOffset));

    /// <summary>Makes guest memory private or shared (<c>KVM_SET_MEMORY_ATTRIBUTES</c>).</summary>
    /// <param name="descriptor">Of a VM.</param>
    /// <param name="address">First guest address.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="attributes">The attributes from now on.</param>
    /// <param name="flags">Must be 0.</param>
    /// <returns>What <see cref="MemoryAttributes.Set"/> says.</returns>
    public CallResult SetMemoryAttributes(int descriptor, ulong address, ulong size, ulong attributes, ulong flags) =>
        OnVm(descriptor, vm => vm.Attributes.Set(address, size, attributes, flags));

    /// <summary>Creates a virtual CPU (<c>KVM_CREATE_VCPU</c>).</summary>
    /// <param name="descriptor">Of a VM.</param>
    /// <returns>Its descriptor.</returns>
    public CallResult CreateVcpu(int descriptor) =>
        !_files.TryGetValue(descriptor, out OpenFile? file) ? CallResult.From(Errno.EBADF)
        : file is VmFile { Vm: { } vm } ? Install(new VcpuFile(vm))
        : CallResult.From(Errno.ENOTTY);

    /// <summary>Maps guest memory in advance (<c>KVM_PRE_FAULT_MEMORY</c>).</summary>
    /// <param name="descriptor">Of a virtual CPU.</param>
    /// <param name="address">First guest address, a multiple of the page size.</param>
    /// <param name="size">Bytes, a multiple of the page size, above 0.</param>
    /// <param name="left">Bytes that were not done.</param>
    /// <returns>
    /// Success when all or some was done, <see cref="Errno.EINVAL"/>, or what <see cref="VirtualMachine.PreFault"/> says of the first page.
    /// </returns>
    public CallResult PreFaultMemory(int descriptor, ulong address, ulong size, out ulong left)
    {
        left = size;
        if (!_files.TryGetValue(descriptor, out OpenFile? file))
        {
            return CallResult.From(Errno.EBADF);
        }

        if (file is not VcpuFile { Vm: { } vm } || !Profile.CanPreFault)
        {
            return CallResult.From(Errno.ENOTTY);
        }

        if (((address | size) & (PageSize.Bytes - 1)) != 0 || size == 0 || unchecked(address + size) < address)
        {
            return CallResult.From(Errno.EINVAL);
        }

        (int done, Errno error) = vm.PreFault(address >> PageSize.Shift, (int)Math.Min(size >> PageSize.Shift, int.MaxValue));
        left = size - ((ulong)done << PageSize.Shift);
        return CallResult.From(error);
    }

    private CallResult OnVm(int descriptor, Func<VirtualMachine, Errno> call) =>
        !_files.TryGetValue(descriptor, out OpenFile? file) ? CallResult.From(Errno.EBADF)
        : file is VmFile { Vm: { } vm } ? CallResult.From(call(vm))
        : CallResult.From(Errno.ENOTTY);
}
