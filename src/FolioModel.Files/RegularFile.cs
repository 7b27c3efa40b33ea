namespace FolioModel.Files;

/// <summary>A regular file: its page cache, the space that it has on the device, and its place among the dirty files.</summary>
/// <remarks>Models <c>struct inode</c> of a filesystem such as ext4, with delayed allocation and one extent.</remarks>
[SharedState("inode of {Name}")]
public sealed partial class RegularFile : ISharedState
{
    internal RegularFile(FileSystem system, string name, long size)
    {
        FileSystem = system;
        Machine = system.Machine;
        Name = name;
        _stateNumber = Machine.NewStateNumber();
        InodeLock = new RwSemaphore(Machine, LockClass.InodeLock, $"i_rwsem of '{name}'");
        MappedReadahead = new ReadaheadState(Machine, name, system.Options.ReadAheadPages);
        Mapping = Machine.CreateAddressSpace(new AddressSpaceOptions
        {
            Name = name,
            Size = size,
            MinOrder = system.Options.SmallestOrder,
            MaxOrder = new Order(Math.Max(system.Options.LargestOrder.Value, system.Options.SmallestOrder.Value)),
            StableWrites = system.Options.StableWrites,
            Device = system.Dirty,
            Operations = new FileOperations(this),
        });
    }

    /// <summary>The filesystem it is on.</summary>
    public FileSystem FileSystem { get; }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its page cache.</summary>
    public AddressSpace Mapping { get; }

    /// <summary>Serializes writers and changes of the size (<c>i_rwsem</c>).</summary>
    public RwSemaphore InodeLock { get; }

    /// <summary>Its size in bytes (<c>i_size</c>).</summary>
    public long Size => Mapping.Size;

    /// <summary>Bytes of it that are in memory.</summary>
    public long CachedBytes => Mapping.Pages.Count.Value * PageSize.Bytes;

    /// <summary>The readahead state of faults on mappings that no open file made.</summary>
    internal ReadaheadState MappedReadahead { get; }

    /// <summary>The state that faults of a mapping use: that of the open file that was mapped.</summary>
    internal ReadaheadState ReadaheadOf(MappedArea area) => (area.Source as OpenFile)?.Readahead ?? MappedReadahead;

    /// <summary>Whether the file was deleted: its inode is evicted, and every operation throws.</summary>
    [Shared]
    public partial bool IsDeleted { get; private set; }

    /// <summary>Opens the file.</summary>
    /// <param name="options">How; the default reads and writes through the page cache.</param>
    public OpenFile Open(OpenOptions options = OpenOptions.None)
    {
        ThrowIfDeleted();
        return new OpenFile(this, options);
    }

    /// <summary>
    /// Deletes the file for good: dirty pages are dropped without being written, the inode is evicted. Reference effect: -1 for each page
    /// of
    /// every folio.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is deleted.</exception>
    /// <remarks>Models the last <c>close</c> of an unlinked file: <c>ext4_evict_inode</c>.</remarks>
    [Interleaved]
    public void Delete()
    {
        ThrowIfDeleted();
        using KernelTask.FunctionScope function = Machine.Current.Enter("ext4_evict_inode");
        IsDeleted = true;
        FileSystem.Flusher.Forget(this);
        Mapping.MarkExiting();
        Mapping.Truncate(default, ByteOffset.ToEnd);
        Mapping.Size = 0;
        FreeSpace(PageIndex.Zero, PageIndex.Max);
        Mapping.EvictInode();
        FileSystem.Forget(this);
    }

    internal void ThrowIfDeleted()
    {
        if (IsDeleted)
        {
            throw new InvalidOperationException($"file '{Name}' is deleted");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Mapping.ToString();
}
