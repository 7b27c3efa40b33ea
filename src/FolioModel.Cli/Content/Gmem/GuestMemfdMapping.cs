using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>A guest_memfd of a software-protected VM, not bound to a slot.</summary>
internal sealed class GuestMemfdMapping : TraceMapping
{
    private readonly GuestMemfd _file;

    public GuestMemfdMapping(Machine machine, TraceHeader header)
    {
        GmemProfile profile = GmemProfile.Linux612 with { Kernel = header.Profile };
        VirtualMachine vm = new(machine, profile, VmType.SoftwareProtected);
        _file = vm.CreateGuestMemfd(header.Size, GmemFlags.None).File
            ?? throw new ArgumentException(
                $"a guest_memfd of {header.Size} bytes cannot be made; expected a multiple of the page size above 0", nameof(header));
    }

    public override AddressSpace Space => _file.Mapping;

    public override Errno? Fallocate(int mode, long offset, long length) =>
        _file.Fallocate((FallocateMode)mode, new ByteOffset(offset), length);

    /// <summary>Nothing: its inode is on no superblock's list.</summary>
    public override void DropCaches()
    {
    }
}
