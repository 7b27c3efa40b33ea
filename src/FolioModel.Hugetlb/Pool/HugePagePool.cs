namespace FolioModel.Hugetlb;

/// <summary>The huge pages of one size: a free list, folios in use, reserves, and a surplus made on demand.</summary>
/// <remarks>
/// Models <c>struct hstate</c> of <c>mm/hugetlb.c</c> on one node. A folio on the free list has count 0; taking it makes that 1; its last
/// put brings it back. It is never on the LRU, in no batch and in no file statistics. Which folio is freed to the page allocator when there
/// is a surplus is decided by the counter, not by the folio: the next one that is put.
/// </remarks>
/// <example>
/// <code>
/// var machine = new Machine(new MachineOptions { Pages = 32768, Ledger = true });
/// var pool = new HugePagePool(machine);
/// pool.Resize(16);
/// HugetlbFile file = pool.CreateMemfd("memfd");
/// file.Fallocate(FallocateMode.None, new ByteOffset(0), 2 * pool.PageBytes);
/// </code>
/// </example>
[SharedState("the pool of huge pages")]
public sealed partial class HugePagePool : IHugePagePool, ISharedState
{
    private const int FaultMutexesPerCpu = 8;

    [NotShared("made once; each mutex is a state of its own")]
    private readonly RwSemaphore[] _faultMutexes;

    private readonly RwSemaphore _resizeLock;

    /// <summary>Adds an empty pool to a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="options">Size of its folios and how it behaves; null for 2 MiB and the recorded kernel.</param>
    /// <exception cref="ArgumentException">The machine has a pool of this size already.</exception>
    /// <remarks>Models <c>hugetlb_add_hstate</c>.</remarks>
    public HugePagePool(Machine machine, HugePagePoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Options = options ?? new HugePagePoolOptions();
        Machine = machine;
        (_stateNumber, _firstPageState) = NewStateNumbers();
        Lock = new SpinLock(machine, HugetlbLocks.HugetlbLock, "hugetlb_lock");
        _resizeLock = new RwSemaphore(machine, HugetlbLocks.ResizeLock, "resize_lock");
        _faultMutexes = new RwSemaphore[FaultMutexesPerCpu * machine.Options.Cpus];
        for (int i = 0; i < _faultMutexes.Length; i++)
        {
            _faultMutexes[i] = new RwSemaphore(machine, HugetlbLocks.FaultMutex, $"hugetlb_fault_mutex {i}");
        }

        machine.AddHugePagePool(this);
        machine.AddInvariants(new HugePagePoolChecks(this));
        Reserves = new HugetlbReserves(this);
        SurplusPages = new HugetlbSurplus(this);
        Unlimited = new HugetlbMount(this, "hugetlbfs", subpool: null);
    }

    /// <summary>The machine whose memory it takes.</summary>
    public Machine Machine { get; }

    /// <summary>How it was built.</summary>
    public HugePagePoolOptions Options { get; }

    /// <summary>The size of its folios.</summary>
    public Order Order => Options.Order;

    /// <summary>The size of its folios in bytes.</summary>
    public long PageBytes => (long)Order.Pages * PageSize.Bytes;

    /// <summary>Protects lists, counters and the flags of its folios (<c>hugetlb_lock</c>).</summary>
    public SpinLock Lock { get; }

    /// <summary>Folios it owns, free and in use (<c>nr_huge_pages</c>).</summary>
    [Shared]
    public partial long Total { get; private set; }

    /// <summary>Folios on the free list (<c>free_huge_pages</c>).</summary>
    [Shared]
    public partial long Free { get; private set; }

    /// <summary>Reserved folios, and for whom they are reserved.</summary>
    [Shared]
    public HugetlbReserves Reserves { get; }

    /// <summary>Free folios that are reserved for a mapping or a mount (<c>resv_huge_pages</c>).</summary>
    public long Reserved => Reserves.Count;

    /// <summary>Folios above the size asked for (<c>surplus_huge_pages</c>): the next ones put go to the page allocator.</summary>
    public long Surplus => SurplusPages.Count;

    /// <summary>The size that was asked for and reached (<c>max_huge_pages</c>).</summary>
    [Shared]
    public partial long Target { get; private set; }

    /// <summary>How many surplus folios may be made on demand (<c>nr_overcommit_hugepages</c>).</summary>
    public long Overcommit
    {
        get => SurplusPages.Limit;
        set => SurplusPages.SetLimit(value);
    }

    /// <summary>Free folios that are not reserved (<c>available_huge_pages</c>).</summary>
    public long Available => Free - Reserved;

    /// <summary>All counters at once.</summary>
    public PoolCounters Counters => new(Total, Free, Reserved, Surplus, Target, Overcommit);

    /// <summary>
    /// Called with each folio whose last reference was dropped, after it was put away. For observers; it must not change the machine.
    /// </summary>
    [NotShared("an observer")]
    public Action<HugePageRelease>? Released { get; set; }

    /// <summary>The folios above the size asked for.</summary>
    [Shared]
    internal HugetlbSurplus SurplusPages { get; }

    /// <summary>The folios with what the pool knows about them.</summary>
    internal IReadOnlyCollection<HugePage> Pages => PagesByFrame.Values;

    /// <summary>The files that take huge pages from it.</summary>
    [Shared]
    internal partial List<HugetlbFile> Files { get; }

    /// <summary>The kernel's own mount for files without a path, without limits.</summary>
    internal HugetlbMount Unlimited { get; }

    /// <summary>The free list, its head at the end: the page freed last is the first to be used again.</summary>
    [Shared]
    private partial List<HugePage> FreeList { get; }

    /// <summary>The folios it owns, by first frame.</summary>
    [Shared]
    private partial Dictionary<int, HugePage> PagesByFrame { get; }

    internal static GfpFlags GfpMask => GfpFlags.HighUserMovable | GfpFlags.Comp | GfpFlags.NoWarn;

    /// <summary>Creates a file without a name, as <c>memfd_create(MFD_HUGETLB)</c> does: it is gone at the last close or unmap.</summary>
    /// <param name="name">Its name in reports.</param>
    public HugetlbFile CreateMemfd(string name = "memfd") => Unlimited.CreateFile(name, links: 0);

    /// <summary>The pool's record of one of its folios.</summary>
    /// <param name="folio">A live folio of this pool.</param>
    /// <exception cref="ArgumentException">The folio is not of this pool.</exception>
    public HugePageFlags FlagsOf(Folio folio) => PageOf(folio).Flags;

    /// <summary>
    /// Whether an anonymous folio belongs to one process alone, so that a write need not copy it (<c>PG_anon_exclusive</c>).
    /// </summary>
    /// <param name="folio">A live folio of this pool.</param>
    /// <exception cref="ArgumentException">The folio is not of this pool.</exception>
    public bool IsAnonExclusive(Folio folio) => PageOf(folio).AnonExclusive;

    internal HugePage PageOf(Folio folio) =>
        PagesByFrame.TryGetValue(folio.Pfn.Value, out HugePage? page) && page.IsOwned && page.Folio == folio
            ? page
            : throw new ArgumentException($"{folio} is not a live folio of this pool", nameof(folio));

    /// <summary>The mutex that keeps faults, fallocate and removal of one huge page of a file apart.</summary>
    /// <remarks>Models <c>hugetlb_fault_mutex_hash</c>: a table, so that two pages may share one.</remarks>
    internal RwSemaphore FaultMutex(AddressSpace mapping, HugeIndex index) =>
        _faultMutexes[(int)(((ulong)mapping.Id * 31 + (ulong)index.Value) % (ulong)_faultMutexes.Length)];
}
