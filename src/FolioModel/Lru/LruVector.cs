using System.Runtime.CompilerServices;
using FolioModel.Allocation;
using FolioModel.Groups;

namespace FolioModel.Lru;

/// <summary>
/// The LRU lists of the node. Being on a list holds no reference: freeing a folio takes it off.
/// </summary>
/// <remarks>
/// Models <c>struct lruvec</c> with <c>lruvec_add_folio</c> and <c>lruvec_del_folio</c>. With
/// <see cref="KernelProfile.MultiGenerationLru"/> evictable folios are on the lists of up to four generations instead; see
/// <see cref="Generations"/>. A machine with memory control groups has lists for each group.
/// </remarks>
[SharedState("LRU counters")]
public sealed partial class LruVector : ISharedState
{
    private const int ClassicLists = 4;
    private const int FirstGenerationList = ClassicLists + 1;
    private const int GenerationSlots = LruGenerations.Most;

    private readonly MemoryMap _map;
    private readonly Machine _machine;

    /// <summary>
    /// The lists with counters of their own: the classic ones by kind, then the generations of anonymous and of file memory, each with one
    /// list for each zone.
    /// </summary>
    [Shared]
    private readonly LruList[] _lists;

    [NotShared("views of the lists above")]
    private readonly LruList[] _byKind = new LruList[ClassicLists + 1];

    [NotShared("views of the lists above")]
    private readonly LruList[] _byGeneration = [];

    private readonly int _zones;

    /// <summary>List heads that one vector needs in the memory map.</summary>
    internal static int ListHeadsFor(MachineOptions options) =>
        ClassicLists + (options.Profile.MultiGenerationLru ? 2 * GenerationSlots * PageAllocator.ZonesOf(options).Count : 0);

    internal LruVector(Machine machine)
    {
        _machine = machine;
        _map = machine.Map;
        MultiGeneration = machine.Profile.MultiGenerationLru;
        Generations = MultiGeneration ? new LruGenerations(this) : null;
        _stateNumber = machine.NewStateNumber();
        Lock = new SpinLock(machine, LockClass.LruLock, "lru_lock");
        _zones = MultiGeneration ? machine.Allocator.Zones.Count : 0;
        _lists = new LruList[FirstGenerationList + (2 * GenerationSlots * _zones)];
        for (int i = 0; i < _lists.Length; i++)
        {
            LruListKind kind = i < FirstGenerationList ? (LruListKind)i : KindOfGenerations(i < ListOfGeneration(anon: false, 1, 0));
            bool counts = kind == LruListKind.Unevictable;
            _lists[i] = new LruList(this, kind, counts ? default : _map.NewList(), counts ? LruList.Makeup.Counters : LruList.Makeup.Links);
        }

        if (_zones > 1)
        {
            _byGeneration = NewViewsOfGenerations();
        }

        for (int i = 0; i < _byKind.Length; i++)
        {
            _byKind[i] = MultiGeneration && i < ClassicLists
                ? new LruList(this, (LruListKind)i, default, LruList.Makeup.Generations)
                : _lists[i];
        }
    }

    /// <summary>Protects the lists and their counters (<c>lru_lock</c>).</summary>
    public SpinLock Lock { get; }

    /// <summary>Advances with every eviction and activation, in pages (<c>nonresident_age</c>).</summary>
    [Shared]
    public partial long NonresidentAge { get; internal set; }

    internal bool MultiGeneration { get; }

    /// <summary>The generations of the multi-generation LRU; null under the classic LRU.</summary>
    public LruGenerations? Generations { get; }

    /// <summary>The memory control group whose folios these are; null on a machine without groups.</summary>
    [NotShared("set once, when the group is made")]
    public MemoryGroup? Group { get; internal set; }

    /// <summary>The state that reclaim by the classic lists keeps between two runs.</summary>
    internal ClassicMemory Classic { get; } = new();

    /// <summary>The policy that decides in place of the lists, or null.</summary>
    [NotShared("set by the embedder, not by operations")]
    internal PolicyBinding? Policy { get; set; }

    internal Machine Machine => _machine;

    internal MemoryMap Map => _map;

    /// <summary>A list.</summary>
    /// <param name="kind">Which.</param>
    /// <remarks>
    /// Models <c>lruvec.lists</c>. Under the multi-generation LRU the list is made up of the generations that count as this kind, the
    /// youngest first.
    /// </remarks>
    public LruList this[LruListKind kind] => _byKind[(int)kind];

    /// <summary>The list that a folio's flags put it on.</summary>
    /// <param name="flags">The flags.</param>
    /// <remarks>Models <c>folio_lru_list</c>.</remarks>
    public static LruListKind KindOf(FolioFlags flags)
    {
        if ((flags & FolioFlags.Unevictable) != 0)
        {
            return LruListKind.Unevictable;
        }

        int list = (flags & FolioFlags.SwapBacked) != 0 ? (int)LruListKind.InactiveAnon : (int)LruListKind.InactiveFile;
        return (LruListKind)(list + ((flags & FolioFlags.Active) != 0 ? 1 : 0));
    }

    /// <summary>The list that a folio flagged as being on the LRU counts on.</summary>
    internal LruListKind KindHolding(int pfn)
    {
        ref PageDescriptor page = ref _map[pfn];
        return page.LruGeneration != 0 ? KindOfGeneration(page.Flags, page.LruGeneration) : KindOf(page.Flags);
    }

    private LruList ListHolding(int pfn) => _map[pfn].LruGeneration is > 0 and int slot ? ListOfSlot(pfn, slot)
        : _lists[(int)KindOf(_map[pfn].Flags)];

    /// <summary>Puts a folio at the head of the list its flags say. Lock required: <see cref="Lock"/>.</summary>
    internal void Add(int pfn) => Add(pfn, ref _map[pfn]);

    /// <summary><see cref="Add(int)"/> for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int pfn, ref PageDescriptor page)
    {
        if (MultiGeneration && (page.Flags & FolioFlags.Unevictable) == 0)
        {
            AddToGeneration(ref page, pfn, reclaiming: false);
            return;
        }

        LruListKind kind = CheckedKindOf(pfn, ref page);
        TrackState();
        LruList list = _lists[(int)kind];
        list.Counted(1, 1L << page.Order);
        if (kind != LruListKind.Unevictable)
        {
            list.Links.AddHead(pfn, ref page);
        }
    }

    /// <summary>Puts a folio at the tail of the list its flags say: next to be reclaimed. Lock required: <see cref="Lock"/>.</summary>
    internal void AddTail(int pfn)
    {
        ref PageDescriptor page = ref _map[pfn];
        if (MultiGeneration && (page.Flags & FolioFlags.Unevictable) == 0)
        {
            AddToGeneration(ref page, pfn, reclaiming: true);
            return;
        }

        LruListKind kind = CheckedKindOf(pfn, ref page);
        TrackState();
        LruList list = _lists[(int)kind];
        list.Counted(1, 1L << page.Order);
        if (kind != LruListKind.Unevictable)
        {
            list.Links.AddTail(pfn);
        }
    }

    /// <summary>Puts a part that a split made beside its head; the lists' totals stay. Lock required: <see cref="Lock"/>.</summary>
    /// <remarks>Models <c>lru_add_page_tail</c>.</remarks>
    internal void AddBesideHead(int pfn, int head)
    {
        ref PageDescriptor page = ref _map[pfn];
        page.LruGeneration = _map[head].LruGeneration;
        page.Flags |= FolioFlags.Lru;
        TrackState();
        ListHolding(head).Counted(1, 0);
        if ((page.Flags & FolioFlags.Unevictable) == 0)
        {
            PageList.AddBefore(_map, pfn, head);
        }
    }

    /// <summary>Takes a folio off its list. Lock required: <see cref="Lock"/>.</summary>
    internal void Remove(int pfn, bool reclaiming = false)
    {
        (int previous, int next) = PageList.NeighboursOf(_map, pfn);
        Remove(pfn, previous, next, reclaiming);
    }

    /// <summary>
    /// Takes a folio out from between two others of its list. Lock required: <see cref="Lock"/>, since these were looked up.
    /// </summary>
    internal void Remove(int pfn, int previous, int next, bool reclaiming = false) =>
        Remove(pfn, ref _map[pfn], previous, next, reclaiming);

    /// <summary>A folio whose count reached 0 leaves its list, and the flags of membership go.</summary>
    /// <remarks>Models <c>__page_cache_release</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Release(int pfn, ref PageDescriptor page)
    {
        if ((page.Flags & FolioFlags.Lru) != 0)
        {
            ReleaseListed(pfn, ref page);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remove(int pfn, ref PageDescriptor page, int previous, int next, bool reclaiming)
    {
        if (page.LruGeneration != 0)
        {
            RemoveFromGeneration(ref page, pfn, reclaiming);
            return;
        }

        LruListKind kind = CheckedKindOf(pfn, ref page);
        TrackState();
        _lists[(int)kind].Counted(-1, -(1L << page.Order));
        if (kind != LruListKind.Unevictable)
        {
            PageList.Join(_map, previous, next);
        }
    }

    /// <summary>Pages were activated or evicted: what was evicted before is that much further away, for groups above too.</summary>
    /// <remarks>Models <c>workingset_age_nonresident</c>.</remarks>
    internal void Age(int pages)
    {
        NonresidentAge += pages;
        for (MemoryGroup? above = Group?.Parent; above is not null; above = above.Parent)
        {
            above.Lru.NonresidentAge += pages;
        }
    }

    /// <summary>Releases several folios as <see cref="Release(int, ref PageDescriptor)"/> does, under one hold of the lock.</summary>
    internal void Release(ReadOnlySpan<int> pfns)
    {
        PageDescriptors pages = new(_map);
        Lock.Acquire();
        foreach (int pfn in pfns)
        {
            ref PageDescriptor page = ref pages[pfn];
            if ((page.Flags & FolioFlags.Lru) != 0)
            {
                RemoveForGood(pfn, ref page);
            }
        }

        Lock.Release();
    }

    private void ReleaseListed(int pfn, ref PageDescriptor page)
    {
        Lock.Acquire();
        RemoveForGood(pfn, ref page);
        Lock.Release();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveForGood(int pfn, ref PageDescriptor page)
    {
        Remove(pfn, ref page, page.Prev, page.Next, reclaiming: false);
        page.Flags &= ~(FolioFlags.Lru | FolioFlags.Active | FolioFlags.Unevictable);
        _machine.Instrumentation?.Tell(KernelEventKind.LruDelete, pfn, "__page_cache_release");
    }

    private LruListKind CheckedKindOf(int pfn, ref PageDescriptor page)
    {
        const FolioFlags Both = FolioFlags.Active | FolioFlags.Unevictable;
        if ((page.Flags & Both) == Both)
        {
            _machine.ThrowBug(pfn, "a folio is both active and unevictable");
        }

        return KindOf(page.Flags);
    }

    partial void AddMoreTo(ref StateHash hash)
    {
        Generations?.AddTo(ref hash);
        Classic.AddTo(ref hash);
    }
}
