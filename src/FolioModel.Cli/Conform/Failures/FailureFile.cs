using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Failures;

/// <summary>The file of a case.</summary>
internal abstract class FailureFile(AddressSpace mapping)
{
    public AddressSpace Mapping { get; } = mapping;

    public static FailureFile? Create(FailureState state) => state.Kind switch
    {
        "shmem" or "private" => new ShmemFailureFile(state, HugePagePolicy.Never),
        "shmem-huge" => new ShmemFailureFile(state, HugePagePolicy.Always),
        "disk" => new DiskFailureFile(state, Order.Zero),
        "disk-large" => new DiskFailureFile(state, new Order(2)),
        _ => null,
    };

    public abstract TransferResult Read(long page, long pages);

    public abstract TransferResult Write(long page, long pages);

    public abstract Errno Fallocate(FallocateMode mode, long page, long pages);

    public abstract Errno Truncate(long pages);

    /// <summary>Writes back what is dirty.</summary>
    public abstract void Sync();

    public abstract void Close();

    protected static long Bytes(long pages) => pages * PageSize.Bytes;

    /// <summary>A memfd.</summary>
    private sealed class ShmemFailureFile(ShmemFile file) : FailureFile(file.Mapping)
    {
        public ShmemFailureFile(FailureState state, HugePagePolicy huge)
            : this(new ShmemMount(state.Machine)
                .CreateFile(new ShmemOptions { Name = "memfd", Size = Bytes(state.Pages), HugePages = huge }))
        {
        }

        public override TransferResult Read(long page, long pages) => file.Read(Bytes(page), Bytes(pages));

        public override TransferResult Write(long page, long pages) => file.Write(Bytes(page), Bytes(pages));

        public override Errno Fallocate(FallocateMode mode, long page, long pages) =>
            file.Fallocate(mode, new ByteOffset(Bytes(page)), Bytes(pages));

        public override Errno Truncate(long pages) => file.SetSize(Bytes(pages));

        public override void Sync()
        {
        }

        public override void Close() => file.Close();
    }
}
