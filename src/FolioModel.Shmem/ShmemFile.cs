namespace FolioModel.Shmem;

/// <summary>
/// A file of shmem or tmpfs: memory that lives in the page cache and nowhere else, until it is swapped out.
/// </summary>
/// <remarks>
/// Models <c>mm/shmem.c</c> with <c>struct shmem_inode_info</c>. Its folios are swap-backed: the page cache owns one reference for each
/// page, as for any file, and what is swapped out leaves a swap entry in the page cache, which holds no reference.
/// </remarks>
/// <example><code>
/// var machine = new Machine(new MachineOptions { Ledger = true });
/// ShmemFile file = new ShmemMount(machine).CreateFile(new ShmemOptions { Size = 16 * 4096 });
/// file.Fallocate(FallocateMode.KeepSize, default, 4096);
/// Console.WriteLine(file.Mapping.Peek(PageIndex.Zero).Folio.Describe());   // page cache 1 + lru_add batch 1
/// </code></example>
[SharedState("inode of {_options.Name}")]
public sealed partial class ShmemFile : ISharedState
{
    private readonly Machine _machine;
    private readonly ShmemOptions _options;

    internal ShmemFile(ShmemMount mount, ShmemOptions options)
    {
        _machine = mount.Machine;
        _options = options;
        Mount = mount;
        _stateNumber = _machine.NewStateNumber();
        _seals = options.Seals;
        HugePages = options.HugePages ?? mount.Options.HugePages;
        InodeLock = new RwSemaphore(_machine, LockClass.InodeLock, $"i_rwsem of '{options.Name}'");
        Mapping = _machine.CreateAddressSpace(new AddressSpaceOptions
        {
            Name = options.Name,
            Size = options.Size,
            MaxOrder = Order.Pmd,
            SplitsToSinglePagesOnly = true,
            OwnsValues = true,
            Operations = new ShmemOperations(this),
        });
    }

    /// <summary>The tmpfs it is on.</summary>
    public ShmemMount Mount { get; }

    /// <summary>Its page cache.</summary>
    public AddressSpace Mapping { get; }

    /// <summary>Serializes changes of size and contents (<c>i_rwsem</c>).</summary>
    public RwSemaphore InodeLock { get; }

    /// <summary>The operations that the file refuses from now on.</summary>
    [Shared]
    public partial FileSeals Seals { get; set; }

    /// <summary>When it uses huge pages.</summary>
    public HugePagePolicy HugePages { get; }

    /// <summary>Its size in bytes (<c>i_size</c>).</summary>
    public long Size => Mapping.Size;

    /// <summary>Pages behind the end of what fallocate has reserved, so that a split does not drop them (<c>fallocend</c>).</summary>
    [Shared]
    public partial PageIndex FallocatedEnd { get; private set; }

    /// <summary>The fallocate or hole punch under way (<c>inode->i_private</c>), or null.</summary>
    [Shared]
    internal partial ShmemFallocate? Running { get; private set; }

    /// <summary>Whether the file is closed: the inode is evicted, and every operation throws.</summary>
    [Shared]
    public partial bool IsClosed { get; private set; }

    /// <summary>
    /// Closes the file for good: the inode is evicted with everything in memory and in swap. Reference effect: -1 for each page of every
    /// folio; a folio that others hold lives on without a file.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is closed.</exception>
    /// <exception cref="KernelDeadlockException">A folio is locked by a task that does not run.</exception>
    /// <remarks>Models the last <c>close</c> of an unlinked file: <c>__fput</c> and <c>shmem_evict_inode</c>.</remarks>
    [Interleaved]
    public void Close()
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("__fput");
        IsClosed = true;
        EvictInode();
    }

    /// <summary>The last reference to the inode is gone: its folios and swap entries go.</summary>
    /// <remarks>Models <c>shmem_evict_inode</c>.</remarks>
    [Interleaved]
    private void EvictInode()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_evict_inode");
        Mapping.Size = 0;
        Mapping.MarkExiting();
        TruncateRange(default, ByteOffset.ToEnd);
        _machine.Swap.Unregister(this);
        if (Charged.Value != 0)
        {
            throw new KernelBugException($"shmem_evict_inode: {this} is still charged for {Charged.Value} pages")
            {
                Task = _machine.Current,
                Invariant = ShmemInvariants.ShmemAllocIsCachedPlusSwapped,
            };
        }

        Mapping.EvictInode();
        Mount.Forget(this);
    }

    private void ThrowIfClosed()
    {
        if (IsClosed)
        {
            throw new InvalidOperationException("the shmem file is closed");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Mapping.ToString();
}
