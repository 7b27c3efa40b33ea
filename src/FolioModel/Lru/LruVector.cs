using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>
/// The LRU lists of the node. Being on a list holds no reference: freeing a folio takes it off.
/// </summary>
/// <remarks>
/// Models <c>struct lruvec</c> with <c>lruvec_add_folio</c> and <c>lruvec_del_folio</c>. With
/// <see cref="KernelProfile.MultiGenerationLru"/> evictable folios are on the lists of four generations instead (their aging is not
/// modelled: the generations stay where they are at boot).
/// </remarks>
[SharedState("LRU counters")]
public sealed partial class LruVector : ISharedState
{
    internal const int ListHeads = ClassicLists + (2 * Generations);

    private const int ClassicLists = 4;
    private const int Generations = 4;
    private const int YoungestSequence = 3;

    /// <summary>Number of the oldest generation.</summary>
    internal const int OldestSequence = 0;

    private readonly MemoryMap _map;
    private readonly Machine _machine;

    [NotShared("the heads are links of the frames, which are states of their own")]
    private readonly PageList[] _lists = new PageList[ListHeads];

    [Shared]
    private readonly long[] _pages = new long[5];

    internal LruVector(Machine machine)
    {
        _machine = machine;
        _map = machine.Map;
        MultiGeneration = machine.Profile.MultiGenerationLru;
        _stateNumber = machine.NewStateNumber();
        Lock = new SpinLock(machine, LockClass.LruLock, "lru_lock");
        for (int i = 0; i < _lists.Length; i++)
        {
            _lists[i] = _map.NewList();
        }
    }

    /// <summary>Protects the lists and their counters (<c>lru_lock</c>).</summary>
    public SpinLock Lock { get; }

    /// <summary>Advances with every eviction and activation, in pages (<c>nonresident_age</c>).</summary>
    [Shared]
    public partial long NonresidentAge { get; internal set; }

    internal bool MultiGeneration { get; }

    /// <summary>Pages on a list (<c>NR_INACTIVE_ANON</c> and so on).</summary>
    /// <param name="list">The list.</param>
    public PageCount PagesOn(LruList list)
    {
        TrackState();
        return new PageCount(_pages[(int)list]);
    }

    /// <summary>The folios on a list, from head (most recent) to tail (next to be reclaimed).</summary>
    /// <param name="list">A list other than <see cref="LruList.Unevictable"/>, which is none.</param>
    /// <remarks>With the multi-generation LRU, the folios that count as being on that list, youngest generation first.</remarks>
    public IEnumerable<Folio> FoliosOn(LruList list)
    {
        if (list == LruList.Unevictable)
        {
            throw new ArgumentException("the unevictable list is a counter, not a list", nameof(list));
        }

        foreach (PageList part in ListsBehind(list))
        {
            for (int pfn = part.First; pfn != part.Head; pfn = _map[pfn].Next)
            {
                yield return new Folio(_machine, pfn);
            }
        }
    }

    /// <summary>The list that a folio's flags put it on.</summary>
    /// <param name="flags">The flags.</param>
    /// <remarks>Models <c>folio_lru_list</c>.</remarks>
    public static LruList ListOf(FolioFlags flags)
    {
        if ((flags & FolioFlags.Unevictable) != 0)
        {
            return LruList.Unevictable;
        }

        int list = (flags & FolioFlags.SwapBacked) != 0 ? (int)LruList.InactiveAnon : (int)LruList.InactiveFile;
        return (LruList)(list + ((flags & FolioFlags.Active) != 0 ? 1 : 0));
    }

    /// <summary>The list that a folio flagged as being on the LRU counts on.</summary>
    internal LruList ListHolding(int pfn)
    {
        ref PageDescriptor page = ref _map[pfn];
        return page.LruGeneration != 0 ? GenerationList(page.Flags, page.LruGeneration) : ListOf(page.Flags);
    }

    /// <summary>Puts a folio at the head of the list its flags say. Lock required: <see cref="Lock"/>.</summary>
    internal void Add(int pfn) => Add(pfn, ref _map[pfn]);

    /// <summary>As <see cref="Add(int)"/>, where the descriptor is at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int pfn, ref PageDescriptor page)
    {
        if (MultiGeneration && (page.Flags & FolioFlags.Unevictable) == 0)
        {
            AddToGeneration(ref page, pfn, reclaiming: false);
            return;
        }

        LruList list = CheckedListOf(pfn, ref page);
        TrackState();
        _pages[(int)list] += 1L << page.Order;
        if (list != LruList.Unevictable)
        {
            _lists[(int)list].AddHead(pfn, ref page);
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

        LruList list = CheckedListOf(pfn, ref page);
        TrackState();
        _pages[(int)list] += 1L << page.Order;
        if (list != LruList.Unevictable)
        {
            _lists[(int)list].AddTail(pfn);
        }
    }

    /// <summary>Puts a part that a split made beside its head; the lists' totals stay. Lock required: <see cref="Lock"/>.</summary>
    /// <remarks>Models <c>lru_add_page_tail</c>.</remarks>
    internal void AddBesideHead(int pfn, int head)
    {
        ref PageDescriptor page = ref _map[pfn];
        page.LruGeneration = _map[head].LruGeneration;
        page.Flags |= FolioFlags.Lru;
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

    /// <summary>Takes a folio out from between two others of its list. Lock required: <see cref="Lock"/>, since these were looked up.</summary>
    internal void Remove(int pfn, int previous, int next, bool reclaiming = false) => Remove(pfn, ref _map[pfn], previous, next, reclaiming);

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

        LruList list = CheckedListOf(pfn, ref page);
        TrackState();
        _pages[(int)list] -= 1L << page.Order;
        if (list != LruList.Unevictable)
        {
            PageList.Join(_map, previous, next);
        }
    }

    /// <summary>Pages were activated or evicted: what was evicted before is that much further away.</summary>
    /// <remarks>Models <c>workingset_age_nonresident</c>.</remarks>
    internal void Age(int pages) => NonresidentAge += pages;

    /// <summary>As <see cref="Release(int, ref PageDescriptor)"/> for several folios, under one hold of the lock.</summary>
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
    }

    private LruList CheckedListOf(int pfn, ref PageDescriptor page)
    {
        const FolioFlags Both = FolioFlags.Active | FolioFlags.Unevictable;
        if ((page.Flags & Both) == Both)
        {
            _machine.ThrowBug(pfn, "a folio is both active and unevictable");
        }

        return ListOf(page.Flags);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToGeneration(ref PageDescriptor page, int pfn, bool reclaiming)
    {
        bool anon = (page.Flags & FolioFlags.SwapBacked) != 0;
        bool waitsForWriteback = (page.Flags & FolioFlags.Reclaim) != 0 && (page.Flags & (FolioFlags.Dirty | FolioFlags.Writeback)) != 0;
        int sequence = (page.Flags & FolioFlags.Active) != 0 ? YoungestSequence
            : (anon && (page.Flags & FolioFlags.SwapCache) == 0) || waitsForWriteback ? YoungestSequence - 1
            : reclaiming ? OldestSequence
            : OldestSequence + 1;
        page.LruGeneration = (sequence % Generations) + 1;

        // In the youngest generation earlier uses say nothing any more.
        FolioFlags spent = (page.Flags & FolioFlags.Active) != 0 ? FolioFlags.Active | FolioFlags.Referenced | FolioFlags.LruUses : FolioFlags.None;
        page.Flags = (page.Flags & ~spent) | FolioFlags.OnGeneration;
        TrackState();
        _pages[(int)GenerationList(page.Flags, page.LruGeneration)] += 1L << page.Order;
        PageList list = _lists[HeadOfGeneration(anon, page.LruGeneration)];
        if (reclaiming)
        {
            list.AddTail(pfn);
        }
        else
        {
            list.AddHead(pfn);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveFromGeneration(ref PageDescriptor page, int pfn, bool reclaiming)
    {
        LruList list = GenerationList(page.Flags, page.LruGeneration);
        TrackState();
        _pages[(int)list] -= 1L << page.Order;
        PageList.Remove(_map, pfn);
        page.LruGeneration = 0;
        page.Flags &= ~FolioFlags.OnGeneration;
        if (!reclaiming && list is LruList.ActiveAnon or LruList.ActiveFile)
        {
            page.Flags |= FolioFlags.Active;
        }
    }

    /// <summary>The two youngest generations count as active.</summary>
    private static LruList GenerationList(FolioFlags flags, int generation)
    {
        bool active = generation - 1 is YoungestSequence % Generations or (YoungestSequence - 1) % Generations;
        return ListOf((flags & ~FolioFlags.Active) | (active ? FolioFlags.Active : 0));
    }

    private static int HeadOfGeneration(bool anon, int generation) => ClassicLists + (anon ? 0 : Generations) + generation - 1;

    private IEnumerable<PageList> ListsBehind(LruList list)
    {
        if (!MultiGeneration)
        {
            yield return _lists[(int)list];
            yield break;
        }

        bool anon = list is LruList.InactiveAnon or LruList.ActiveAnon;
        FolioFlags type = anon ? FolioFlags.SwapBacked : FolioFlags.None;
        for (int sequence = YoungestSequence; sequence >= OldestSequence; sequence--)
        {
            int generation = (sequence % Generations) + 1;
            if (GenerationList(type, generation) == list)
            {
                yield return _lists[HeadOfGeneration(anon, generation)];
            }
        }
    }
}
