using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

/// <summary>
/// One modelled NUMA node: its memory map, page allocator, LRU, CPUs, tasks and files. Everything starts here.
/// </summary>
/// <remarks>
/// A machine belongs to one thread at a time (<see cref="HandOver"/> moves it); CPUs and tasks are part of the model. Machines share
/// nothing, so any number may run side by side. The same calls give the same states everywhere: there is no clock and no randomness.
/// </remarks>
/// <example>
/// <code>
/// var machine = new Machine(new MachineOptions { Ledger = true });
/// AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
/// Folio folio = file.GrabFolio(new PageIndex(5)).Folio;
/// Console.WriteLine(folio.Describe());
/// folio.Unlock();
/// folio.Put();
/// </code>
/// </example>
public sealed partial class Machine
{
    private readonly List<AddressSpace?> _addressSpaces = [null];
    private readonly Stack<int> _freeAddressSpaceIds = new();
    private Instrumentation? _instrumentation;
    private const int NoThread = -1;

    // The runtime's own number takes twice as long to read.
    [ThreadStatic]
    private static int t_currentThread;

    private int _thread;

    /// <summary>The thread whose operations need neither a check nor a name: the owner while nothing is recorded, else none.</summary>
    private int _plainThread;

    /// <summary>Builds a machine with all its memory free.</summary>
    /// <param name="options">Size, CPUs, kernel version and instrumentation; null for the defaults.</param>
    /// <exception cref="ArgumentException">A size that cannot be built; the message says which and why.</exception>
    public Machine(MachineOptions? options = null)
    {
        Options = options ?? new MachineOptions();
        if (Options.Pages < 1 || Options.Pages > 1 << 28)
        {
            throw new ArgumentException($"{nameof(MachineOptions.Pages)} is {Options.Pages}; expected 1 to {1 << 28}", nameof(options));
        }

        if (Options.Cpus is < 1 or > 256)
        {
            throw new ArgumentException($"{nameof(MachineOptions.Cpus)} is {Options.Cpus}; expected 1 to 256", nameof(options));
        }

        _thread = _plainThread = Environment.CurrentManagedThreadId;
        LockOrder = Options.LockChecking ? new LockOrderChecker(this) : null;
        NoteFollowers();
        _keepsFolioLockOwners = Options.LockChecking || Options.StrictFolioLocks;
        int listHeads = (LruVector.ListHeadsFor(Options) * (1 + Options.MemoryGroups)) + PageAllocator.ListHeadsFor(Options);
        Map = new MemoryMap(Options.Pages, listHeads);
        References = new ReferenceCounts(this, Map);
        Current = Boot = CreateTask("boot", 0);
        if (Options.Ledger)
        {
            Ledger = new ReferenceLedger(this, Options.Pages, Options.CaptureCallSites);
            Instrument().Ledger = Ledger;
        }

        if (Options.AllocationFaults is { } faults)
        {
            PageCacheNodes.NodeBudget = _ => !faults.FailsNode();
        }

        Allocator = new PageAllocator(this);
        Lru = new LruVector(this);
        NotesEachUse = Lru.MultiGeneration;
        Reclaiming = new MemoryReclaim(this);
        ShadowNodes = new ShadowNodes(this);
        PageCacheNodes.Freed = ShadowNodes.Forget;
        CreateGroups();
        Batches = new LruBatches(this);
        MlockBatches = new MlockBatches(this);
        WorkingSet = new WorkingSet(this);
        _swapStateNumber = NewStateNumber();
        Contents = Options.Contents ? new MemoryContents(this) : null;
    }

    /// <summary>How the machine was built.</summary>
    public MachineOptions Options { get; }

    /// <summary>The kernel version it is like.</summary>
    public KernelProfile Profile => Options.Profile;

    /// <summary>The page allocator: zones, buddy and per-CPU page lists.</summary>
    public PageAllocator Allocator { get; }

    /// <summary>The LRU lists.</summary>
    public LruVector Lru { get; }

    /// <summary>The per-CPU folio batches in front of the LRU lists.</summary>
    public LruBatches Batches { get; }

    /// <summary>The record of who holds each reference, or null when <see cref="MachineOptions.Ledger"/> is off.</summary>
    public ReferenceLedger? Ledger { get; }

    /// <summary>Node-wide page counters.</summary>
    public NodeStatistics Statistics { get; } = new();

    /// <summary>
    /// The attached observer, or null. Setting it replaces all that are attached; <see cref="AddObserver"/> leaves them.
    /// </summary>
    public IMachineObserver? Observer
    {
        get => _instrumentation?.Observer;
        set
        {
            if (value is not null || _instrumentation is not null)
            {
                Instrument().Observer = value;
            }

            DropIdleInstrumentation();
            FollowNodes();
        }
    }

    /// <summary>The per-CPU batches of locking in memory.</summary>
    public MlockBatches MlockBatches { get; }

    /// <summary>The nodes of all page caches.</summary>
    internal XNodePool PageCacheNodes { get; } = new();

    internal MemoryMap Map { get; }

    internal ReferenceCounts References { get; }

    internal LockOrderChecker? LockOrder { get; }

    internal Instrumentation? Instrumentation => _instrumentation;

    /// <summary>
    /// Whether a ledger, an observer, memory control groups or a policy are told of each folio that enters or leaves a page cache or is
    /// freed. One test in place of three, in the steps of a fill and of a truncation.
    /// </summary>
    internal bool FollowsFolios { get; private set; }

    /// <summary>Whether the checker of the lock order, a ledger or an observer is told of each lock that is taken or released.</summary>
    internal bool FollowsLocks { get; private set; }

    /// <summary>
    /// Whether an operation may do several pages at once, because nothing can come in between or look on: no ledger, observer, group,
    /// policy, explorer or lock check, no memory that fails on purpose, no other task, and no fault of a process.
    /// </summary>
    internal bool WorksInRuns => _plainThread == t_currentThread && !FollowsFolios && !CanWait && Accesses is null
        && !_keepsFolioLockOwners && Options.AllocationFaults is null && !Current.InFault;

    /// <summary>The folio that covers a frame.</summary>
    /// <param name="pfn">Any frame of it, tails included.</param>
    /// <returns>The folio, or <c>default</c> when the frame is free or not part of a folio.</returns>
    /// <remarks>Models <c>page_folio(pfn_to_page(pfn))</c>. Takes no reference.</remarks>
    public Folio PeekFolio(Pfn pfn)
    {
        if ((uint)pfn.Value >= (uint)Map.Pages)
        {
            return default;
        }

        int head = Map.HeadOf(pfn.Value);
        return Map[head].State == PageState.Allocated ? new Folio(this, head) : default;
    }

    /// <summary>Whether a frame's memory failed (<c>PageHWPoison</c>).</summary>
    /// <param name="pfn">The frame itself: other pages of its folio may be good.</param>
    public bool IsPoisoned(Pfn pfn) => (Map[pfn.Value].Flags & FolioFlags.HwPoison) != 0;

    /// <summary>The kind of block that a frame is part of.</summary>
    /// <param name="pfn">The frame.</param>
    public PageState StateOf(Pfn pfn) => Map[Map.HeadOf(pfn.Value)].State;

    /// <summary>Creates the page cache of a new inode.</summary>
    /// <param name="options">Name, order limits, flags and operations; null for the defaults.</param>
    public AddressSpace CreateAddressSpace(AddressSpaceOptions? options = null)
    {
        CheckThread();
        if (!_freeAddressSpaceIds.TryPop(out int id))
        {
            id = _addressSpaces.Count;
            _addressSpaces.Add(null);
        }

        AddressSpace created = new(this, id, options ?? new AddressSpaceOptions());
        _addressSpaces[id] = created;
        return created;
    }

    /// <summary>The address spaces that exist.</summary>
    public IEnumerable<AddressSpace> AddressSpaces => _addressSpaces.OfType<AddressSpace>();

    internal AddressSpace? AddressSpaceById(int id) => _addressSpaces[id];

    /// <summary>One more than the largest number of an address space that was ever used.</summary>
    internal int AddressSpaceCount => _addressSpaces.Count;

    internal void Forget(AddressSpace space)
    {
        _addressSpaces[space.Id] = null;
        _freeAddressSpaceIds.Push(space.Id);
    }

    /// <summary>Throws when a second thread uses the machine without a hand-over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckThread()
    {
        if (_thread != t_currentThread)
        {
            AdoptOrThrow();
        }
    }

    /// <summary>
    /// Checks the thread, and says whether the operation that begins now is to be named: something is recorded, and the task is in no
    /// operation yet. Both questions cost one comparison while nothing is recorded.
    /// </summary>
    internal bool BeginsNamedOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _plainThread != t_currentThread && BeginsNamedOperationOnCheckedThread();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool BeginsNamedOperationOnCheckedThread()
    {
        CheckThread();
        return Instrumentation is not null && Current.Operation is null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AdoptOrThrow()
    {
        t_currentThread = Environment.CurrentManagedThreadId;
        ThrowIfOfAnotherThread();
        _thread = t_currentThread;
        NotePlainThread();
    }

    /// <summary>Refuses a thread that does not own the machine; a machine without an owner stays without one.</summary>
    private void ThrowIfOfAnotherThread()
    {
        int thread = Environment.CurrentManagedThreadId;
        if (_thread is not NoThread && _thread != thread)
        {
            throw new InvalidOperationException(
                $"this machine is used by thread {thread} but belongs to thread {_thread}; "
                + "a machine belongs to one thread at a time, call HandOver first");
        }
    }

    private void DropIdleInstrumentation()
    {
        if (_instrumentation is { IsIdle: true })
        {
            _instrumentation = null;
            References.Hooks = null;
            NotePlainThread();
        }
    }

    private Instrumentation Instrument()
    {
        _instrumentation ??= new Instrumentation(this);
        References.Hooks = _instrumentation;
        NotePlainThread();
        return _instrumentation;
    }

    private void NotePlainThread()
    {
        _plainThread = _instrumentation is null ? _thread : NoThread;
        NoteFollowers();
    }

    /// <summary>To be called when one of those that follow folios was attached or removed.</summary>
    private void NoteFollowers()
    {
        FollowsFolios = _instrumentation is not null || _groups is not null || _hasPolicies;
        FollowsLocks = _instrumentation is not null || LockOrder is not null;
    }
}
