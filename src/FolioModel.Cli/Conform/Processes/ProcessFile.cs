using FolioModel.Gmem;
using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>The file that a trace watches, as far as all kinds of files are alike.</summary>
internal abstract class ProcessFile
{
    public abstract AddressSpace Mapping { get; }

    public abstract long Size { get; }

    public abstract long Blocks { get; }

    public abstract Errno Fallocate(FallocateMode mode, long offset, long length);

    /// <summary>The last descriptor goes, and the inode with it.</summary>
    public abstract void Close();
}

/// <summary>A memfd.</summary>
internal sealed class ShmemProcessFile(ShmemFile file) : ProcessFile
{
    public ShmemFile Shmem => file;

    public override AddressSpace Mapping => file.Mapping;

    public override long Size => file.Size;

    public override long Blocks => file.Blocks;

    public override Errno Fallocate(FallocateMode mode, long offset, long length) => file.Fallocate(mode, new ByteOffset(offset), length);

    public override void Close() => file.Close();
}

/// <summary>A guest_memfd, with the VM that may get it.</summary>
internal sealed class GuestProcessFile : ProcessFile
{
    private readonly GuestMemfd _file;

    public GuestProcessFile(Machine machine, long size)
    {
        Vm = new VirtualMachine(machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        _file = Vm.CreateGuestMemfd(size, GmemFlags.None).File
            ?? throw new ArgumentException($"a guest_memfd of {size} bytes cannot be made; expected a multiple of the page size above 0",
                nameof(size));
    }

    public VirtualMachine Vm { get; }

    public GuestMemfd Memfd => _file;

    public override AddressSpace Mapping => _file.Mapping;

    public override long Size => _file.Mapping.Size;

    /// <summary>None: the kernel does not count guest memory as a file's.</summary>
    public override long Blocks => 0;

    public override Errno Fallocate(FallocateMode mode, long offset, long length) => _file.Fallocate(mode, new ByteOffset(offset), length);

    public override void Close()
    {
        _file.Close();
        Vm.Close();
    }
}
