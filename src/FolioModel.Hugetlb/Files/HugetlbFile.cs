namespace FolioModel.Hugetlb;

/// <summary>A file of huge pages: its page cache, its reservations, and how many have it open.</summary>
/// <remarks>
/// Models an inode of hugetlbfs with its open files. A folio is in the page cache with one reference for each of its pages; what is beyond
/// that are mappings and other holders. Reading never allocates, writing is possible through a mapping only.
/// </remarks>
[SharedState("inode of '{Mapping.Name}'")]
public sealed partial class HugetlbFile : ISharedState
{
    private const int BytesPerBlock = 512;

    private readonly Machine _machine;

    internal HugetlbFile(HugetlbMount mount, string name, int links)
    {
        Mount = mount;
        Pool = mount.Pool;
        _machine = Pool.Machine;
        _stateNumber = _machine.NewStateNumber();
        Links = links;
        Opens = 1;
        Reservations = new ReservationMap(Pool, $"'{name}'");
        Mapping = _machine.CreateAddressSpace(new AddressSpaceOptions
        {
            Name = name,
            MinOrder = IndexIsInBasePages ? Pool.Order : Order.Zero,
            MaxOrder = Pool.Order,
            GfpMask = HugePagePool.GfpMask,
            Operations = new HugetlbOperations(),
        });
        InodeLock = new RwSemaphore(_machine, LockClass.InodeLock, $"i_rwsem of '{name}'");
    }

    /// <summary>The mount that the file is on.</summary>
    public HugetlbMount Mount { get; }

    /// <summary>Where its huge pages come from.</summary>
    public HugePagePool Pool { get; }

    /// <summary>The page cache.</summary>
    public AddressSpace Mapping { get; }

    /// <summary>Huge pages that are there or reserved by shared mappings.</summary>
    public ReservationMap Reservations { get; }

    /// <summary>The inode's lock (<c>i_rwsem</c>): fallocate, truncation and mapping exclude each other.</summary>
    public RwSemaphore InodeLock { get; }

    /// <summary>The size in bytes (<c>i_size</c>).</summary>
    public long Size => Mapping.Size;

    /// <summary>Blocks of 512 bytes that its huge pages take (<c>i_blocks</c>).</summary>
    [Shared]
    public partial long Blocks { get; private set; }

    /// <summary>The operations that are forbidden.</summary>
    [Shared]
    public partial FileSeals Seals { get; private set; }

    /// <summary>Names of the file: 0 for a memfd and after <see cref="Unlink"/>.</summary>
    [Shared]
    public partial int Links { get; private set; }

    /// <summary>Descriptors and mappings that keep the file open.</summary>
    [Shared]
    public partial int Opens { get; private set; }

    /// <summary>Whether neither a name nor a descriptor nor a mapping is left: the inode is evicted, and every operation throws.</summary>
    [Shared]
    public partial bool IsClosed { get; private set; }

    internal HugetlbSubpool? Subpool => Mount.Subpool;

    internal VmaReservation SharedReservation => new(Reservations, shared: true, noReserve: false);

    private bool IndexIsInBasePages => _machine.Profile.PooledIndexInBasePages;

    private int HugeShift => PageSize.Shift + Pool.Order.Value;

    private bool IsAligned(long bytes) => (bytes & (Pool.PageBytes - 1)) == 0;

    /// <summary>The folio that the file has at a place. Takes no lock and no reference.</summary>
    /// <param name="index">The place.</param>
    /// <returns>The folio, or <c>default</c>.</returns>
    public Folio Peek(HugeIndex index) => Mapping.Pages.Peek(CacheIndex(index)).Folio;

    /// <summary>Where in the page cache a huge page is: since 6.7 its first base page, before the number of the huge page.</summary>
    /// <param name="index">The place.</param>
    public PageIndex CacheIndex(HugeIndex index) => new(IndexIsInBasePages ? (ulong)index.Value << Pool.Order.Value : (ulong)index.Value);

    /// <summary>Forbids something for good.</summary>
    /// <param name="seals">What, in addition to what is forbidden already.</param>
    /// <remarks>Models <c>fcntl(F_ADD_SEALS)</c> where it is allowed.</remarks>
    public void AddSeals(FileSeals seals) => Seals |= seals;

    /// <summary>Opens the file once more, or duplicates a descriptor.</summary>
    /// <exception cref="InvalidOperationException">The file is closed.</exception>
    public void Open()
    {
        ThrowIfClosed();
        Opens++;
    }

    /// <summary>Removes the file's name; the inode is evicted when no descriptor or mapping keeps it open.</summary>
    /// <exception cref="InvalidOperationException">The file has no name.</exception>
    [Interleaved]
    public void Unlink()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("simple_unlink");
        if (Links == 0)
        {
            throw new InvalidOperationException("the file has no name");
        }

        Links--;
        EvictIfUnused();
    }

    /// <summary>
    /// Gives a descriptor back. The last one ends an inode without a name: its folios leave the page cache (reference effect: -1 for each
    /// page) and all reservations are given back.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is closed, or has a name only.</exception>
    /// <remarks>Models <c>close</c> (<c>__fput</c>), and at the end <c>hugetlbfs_evict_inode</c>.</remarks>
    [Interleaved]
    public void Close()
    {
        if (Opens == 0)
        {
            throw new InvalidOperationException("the hugetlbfs file is closed");
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("__fput");
        Opens--;
        EvictIfUnused();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Mapping}, {Size} bytes, reservations {Reservations}";

    /// <summary>Pages in the page cache whose place is in the reservation map: reservations that are used.</summary>
    internal long CachedReservations()
    {
        long cached = 0;
        foreach (ReservedRegion region in Reservations.Regions)
        {
            for (HugeIndex index = region.From; index < region.To; index = index.Next)
            {
                cached += Peek(index).IsNone ? 0 : 1;
            }
        }

        return cached;
    }

    internal HugeIndex IndexOf(PageIndex cacheIndex) =>
        new((long)(IndexIsInBasePages ? cacheIndex.Value >> Pool.Order.Value : cacheIndex.Value));

    /// <summary>Counts blocks of huge pages that came or, negative, went: a sum that is read and written. Lock: i_lock.</summary>
    [Interleaved]
    private void CountBlocks(long pages)
    {
        Mapping.InodeLock.Acquire();
        long blocks = Blocks;
        _machine.Point(SchedulingPoint.Inside, Mapping.InodeLock);
        Blocks = blocks + (pages * (Pool.PageBytes / BytesPerBlock));
        Mapping.InodeLock.Release();
    }

    [Interleaved]
    private void EvictIfUnused()
    {
        if (Opens == 0 && Links == 0 && !IsClosed)
        {
            EvictInode();
        }
    }

    /// <summary>The last reference to the inode is gone: its folios and reservations go.</summary>
    /// <remarks>Models <c>hugetlbfs_evict_inode</c>.</remarks>
    [Interleaved]
    private void EvictInode()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlbfs_evict_inode");
        IsClosed = true;
        RemovePages(new HugeIndex(0), HugeIndex.End);
        Mapping.EvictInode();
        Mount.Forget(this);
    }

    private void ThrowIfClosed()
    {
        if (IsClosed)
        {
            throw new InvalidOperationException("the hugetlbfs file is closed");
        }
    }
}
