using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Failures;

/// <summary>The file of a case, and the program's mapping of it.</summary>
internal abstract class FailureFile(FailureState state, AddressSpace mapping)
{
    private MappedArea? _area;

    /// <summary>The kinds of memory that cases are about; "none" has no file.</summary>
    public static ReadOnlySpan<string> Kinds =>
        new[] { "none", "shmem", "private", "shmem-huge", "disk", "disk-large", "hugetlb" };

    public AddressSpace Mapping { get; } = mapping;

    protected virtual MapOptions Advice => MapOptions.None;

    public static FailureFile? Create(FailureState state) => state.Kind switch
    {
        "shmem" or "private" => new ShmemFailureFile(state, HugePagePolicy.Never),
        "shmem-huge" => new ShmemFailureFile(state, HugePagePolicy.Always),
        "disk" => new DiskFailureFile(state, Order.Zero),
        "disk-large" => new DiskFailureFile(state, new Order(2)),
        "hugetlb" => HugetlbFailureFile.WithPool(state),
        _ => null,
    };

    public abstract TransferResult Read(long page, long pages);

    public abstract TransferResult Write(long page, long pages);

    public abstract Errno Fallocate(FallocateMode mode, long page, long pages);

    public abstract Errno Truncate(long pages);

    /// <summary>Writes back what is dirty, and says whether contents were lost.</summary>
    public virtual Errno Sync() => Mapping.TakeWriteError();

    public abstract void Close();

    public virtual Errno Map(bool shared)
    {
        MapOptions sharing = shared ? MapOptions.Shared : MapOptions.None;
        _area = state.Process.Map(Mapping, PageIndex.Zero, state.Pages, MapOptions.Writable | Advice | sharing);
        return Errno.None;
    }

    public virtual void Unmap()
    {
        if (_area is { } area)
        {
            state.Process.Unmap(area.First, state.Pages);
            _area = null;
        }
    }

    public virtual TouchResult Touch(long page, bool write) => state.Process.Touch(Place(page), write);

    /// <summary>The frame that the program's page table shows, or null for none.</summary>
    public virtual Pfn? FrameAt(long page)
    {
        if (_area is not { } area)
        {
            return null;
        }

        Folio folio = state.Process.FolioAt(area.First + page);
        return folio.IsNone ? null : folio.Has(FolioFlags.Anon) ? folio.Pfn : folio.PfnOf(area.IndexOf(area.First + page));
    }

    public virtual MemoryFailureResult FailMemory(long page, long pages) => state.Process.FailMemory(Place(page), pages);

    public virtual Errno SoftOffline(long page, long pages) => state.Process.SoftOffline(Place(page), pages);

    public VirtualPage Place(long page) => (_area ?? throw new InvalidOperationException("nothing is mapped")).First + page;

    protected static long Bytes(long pages) => pages * PageSize.Bytes;

    /// <summary>A memfd.</summary>
    private sealed class ShmemFailureFile(FailureState state, ShmemFile file) : FailureFile(state, file.Mapping)
    {
        public ShmemFailureFile(FailureState state, HugePagePolicy huge)
            : this(state, new ShmemMount(state.Machine)
                .CreateFile(new ShmemOptions { Name = "memfd", Size = Bytes(state.Pages), HugePages = huge }))
        {
        }

        public override TransferResult Read(long page, long pages) => file.Read(Bytes(page), Bytes(pages));

        public override TransferResult Write(long page, long pages) => file.Write(Bytes(page), Bytes(pages));

        public override Errno Fallocate(FallocateMode mode, long page, long pages) =>
            file.Fallocate(mode, new ByteOffset(Bytes(page)), Bytes(pages));

        public override Errno Truncate(long pages) => file.SetSize(Bytes(pages));

        public override void Close() => file.Close();
    }
}
