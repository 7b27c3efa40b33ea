using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>A shmem file made by <c>shmem_file_setup</c>.</summary>
internal sealed class ShmemMapping : TraceMapping
{
    public ShmemMapping(Machine machine, TraceHeader header)
    {
        // The recordings differ in what huge pages they allow only by their name.
        bool huge = header.Name.StartsWith("shmem_huge", StringComparison.Ordinal);
        File = new ShmemMount(machine).CreateFile(new ShmemOptions
        {
            Name = "recorded shmem file",
            Size = header.Size,
            HugePages = huge ? HugePagePolicy.Always : HugePagePolicy.Never,
        });
    }

    public ShmemFile File { get; }

    public override AddressSpace Space => File.Mapping;

    public override Errno? Fallocate(int mode, long offset, long length) =>
        File.Fallocate((FallocateMode)mode, new ByteOffset(offset), length);
}
