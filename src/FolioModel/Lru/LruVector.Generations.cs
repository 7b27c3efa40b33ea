using System.Runtime.CompilerServices;

namespace FolioModel.Lru;

public sealed partial class LruVector
{
    /// <summary>The list of one generation of the multi-generation LRU.</summary>
    /// <param name="sequence">Number of the generation, from the oldest that may exist to the youngest.</param>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    /// <remarks>Models <c>lrugen.folios</c>.</remarks>
    /// <exception cref="InvalidOperationException">The machine has the classic LRU.</exception>
    public LruList Generation(long sequence, bool anon)
    {
        LruGenerations generations = Generations
            ?? throw new InvalidOperationException("the machine has the classic LRU: it has no generations");
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, Math.Max(0, generations.Youngest - GenerationSlots + 1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, generations.Youngest);
        int slot = LruGenerations.SlotOf(sequence);
        return _zones == 1 ? _lists[ListOfGeneration(anon, slot, 0)] : _byGeneration[ViewOfGeneration(anon, slot)];
    }

    /// <summary>The folios of a generation that lie in one zone, by the number that the allocator gives it.</summary>
    internal LruList ListOfSequence(long sequence, bool anon, int zone) =>
        _lists[ListOfGeneration(anon, LruGenerations.SlotOf(sequence), zone)];

    /// <summary>Zones of the node, each with lists of its own in every generation; 0 under the classic LRU.</summary>
    internal int ZoneCount => _zones;

    /// <summary>Pages of a generation, in all zones.</summary>
    internal long PagesOfSequence(long sequence, bool anon)
    {
        long pages = 0;
        for (int zone = 0; zone < _zones; zone++)
        {
            pages += ListOfSequence(sequence, anon, zone).Pages.Value;
        }

        return pages;
    }

    /// <summary>Whether no list of a generation has a folio; some may belong to it that stand on the lists of others.</summary>
    internal bool HasNoFolios(long sequence, bool anon)
    {
        int zone = 0;
        while (zone < _zones && ListOfSequence(sequence, anon, zone).Links.IsEmpty)
        {
            zone++;
        }

        return zone == _zones;
    }

    /// <summary>Moves a folio of the oldest generation to the next, at the tail: it will be looked at first there.</summary>
    /// <remarks>Models <c>folio_inc_gen</c> with <c>list_move_tail</c>. The uses that it had count no longer.</remarks>
    internal void MoveToNextGeneration(int pfn)
    {
        ref PageDescriptor page = ref _map[pfn];
        bool anon = (page.Flags & FolioFlags.SwapBacked) != 0;
        LruList from = ListOfSlot(pfn, page.LruGeneration);
        int slot = LruGenerations.SlotOf(Generations!.Oldest(anon) + 1);
        LruList to = ListOfSlot(pfn, slot);
        TrackState();
        from.Counted(-1, -(1L << page.Order));
        to.Counted(1, 1L << page.Order);
        page.LruGeneration = slot;
        page.Flags &= ~LruRefs.All;
        _machine.MarkChanged(pfn);
        PageList.Remove(_map, pfn);
        to.Links.AddTail(pfn);
    }

    /// <summary>Whether a folio belongs to a generation.</summary>
    internal bool IsInGeneration(int pfn, long sequence) => IsInGeneration(ref _map[pfn], sequence);

    /// <summary><see cref="IsInGeneration(int, long)"/> for a caller that already has the descriptor.</summary>
    internal static bool IsInGeneration(ref PageDescriptor page, long sequence) =>
        page.LruGeneration == LruGenerations.SlotOf(sequence);

    /// <summary>
    /// A process used a folio: it belongs to the youngest generation now. It stays on its list until reclaim meets it there.
    /// </summary>
    /// <remarks>Models <c>folio_update_gen</c>. An isolated folio is marked as referenced instead.</remarks>
    internal void Promote(int pfn, long youngest)
    {
        ref PageDescriptor page = ref _map[pfn];
        if (page.LruGeneration == 0)
        {
            page.Flags |= FolioFlags.Referenced;
            return;
        }

        int slot = LruGenerations.SlotOf(youngest);
        TrackState();
        ListOfSlot(pfn, page.LruGeneration).Counted(-1, -(1L << page.Order));
        ListOfSlot(pfn, slot).Counted(1, 1L << page.Order);
        page.LruGeneration = slot;
        page.Flags &= ~LruRefs.All;
        _machine.MarkChanged(pfn);
    }

    /// <summary>Puts a folio that was promoted where it stood on the list of the generation that it belongs to.</summary>
    internal void MoveToItsGeneration(int pfn, bool toTail = false)
    {
        PageList links = ListOfSlot(pfn, _map[pfn].LruGeneration).Links;
        PageList.Remove(_map, pfn);
        if (toTail)
        {
            links.AddTail(pfn);
        }
        else
        {
            links.AddHead(pfn);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToGeneration(ref PageDescriptor page, int pfn, bool reclaiming)
    {
        bool anon = (page.Flags & FolioFlags.SwapBacked) != 0;
        bool waitsForWriteback = (page.Flags & FolioFlags.Reclaim) != 0 && (page.Flags & (FolioFlags.Dirty | FolioFlags.Writeback)) != 0;
        LruGenerations generations = Generations!;
        page.LruGeneration = LruGenerations.SlotOf((page.Flags & FolioFlags.Active) != 0 ? generations.Youngest
            : (anon && (page.Flags & FolioFlags.SwapCache) == 0) || waitsForWriteback ? generations.Youngest - 1
            : reclaiming ? generations.Oldest(anon)
            : generations.OldestForNew(anon));

        // In the youngest generation earlier uses say nothing any more.
        FolioFlags spent = (page.Flags & FolioFlags.Active) != 0 ? FolioFlags.Active | FolioFlags.Referenced | FolioFlags.LruRefs
            : FolioFlags.None;
        page.Flags = (page.Flags & ~spent) | FolioFlags.OnGeneration;
        TrackState();
        LruList list = ListOfSlot(pfn, page.LruGeneration);
        list.Counted(1, 1L << page.Order);
        if (reclaiming)
        {
            list.Links.AddTail(pfn);
        }
        else
        {
            list.Links.AddHead(pfn);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveFromGeneration(ref PageDescriptor page, int pfn, bool reclaiming)
    {
        TrackState();
        bool becomesActive = !reclaiming
            && KindOfGeneration(page.Flags, page.LruGeneration) is LruListKind.ActiveAnon or LruListKind.ActiveFile;
        ListOfSlot(pfn, page.LruGeneration).Counted(-1, -(1L << page.Order));
        PageList.Remove(_map, pfn);
        page.LruGeneration = 0;
        page.Flags &= ~FolioFlags.OnGeneration;
        if (becomesActive)
        {
            page.Flags |= FolioFlags.Active;
        }
    }

    /// <summary>The two youngest generations count as active.</summary>
    private LruListKind KindOfGeneration(FolioFlags flags, int generation)
    {
        long youngest = Generations!.Youngest;
        bool active = generation == LruGenerations.SlotOf(youngest) || generation == LruGenerations.SlotOf(youngest - 1);
        return KindOf((flags & ~FolioFlags.Active) | (active ? FolioFlags.Active : 0));
    }

    /// <summary>The list of a generation's slot that a folio belongs on, by its memory and its zone.</summary>
    private LruList ListOfSlot(int pfn, int slot) => _lists[ListOfGeneration(
        (_map[pfn].Flags & FolioFlags.SwapBacked) != 0, slot, _zones == 1 ? 0 : _machine.Allocator.ZoneNumberOf(pfn))];

    private int ListOfGeneration(bool anon, int slot, int zone) => FirstGenerationList + (ViewOfGeneration(anon, slot) * _zones) + zone;

    private static int ViewOfGeneration(bool anon, int slot) => (anon ? 0 : GenerationSlots) + slot - 1;

    private static LruListKind KindOfGenerations(bool anon) => anon ? LruListKind.InactiveAnon : LruListKind.InactiveFile;

    private LruList[] NewViewsOfGenerations()
    {
        LruList[] views = new LruList[2 * GenerationSlots];
        for (int i = 0; i < views.Length; i++)
        {
            LruList[] zones = _lists[(FirstGenerationList + (i * _zones))..(FirstGenerationList + ((i + 1) * _zones))];
            views[i] = new LruList(this, KindOfGenerations(i < GenerationSlots), default, LruList.Makeup.Zones) { Zones = zones };
        }

        return views;
    }

    /// <summary>A list that counts as a kind, from the youngest generation on, in the order of the zones; null behind the last.</summary>
    internal LruList? GenerationOf(LruListKind kind, int number)
    {
        bool anon = kind is LruListKind.InactiveAnon or LruListKind.ActiveAnon;
        FolioFlags type = anon ? FolioFlags.SwapBacked : FolioFlags.None;
        int ahead = number / _zones;
        long youngest = Generations!.Youngest;
        for (long sequence = youngest; sequence > youngest - GenerationSlots; sequence--)
        {
            int slot = LruGenerations.SlotOf(sequence);
            if (KindOfGeneration(type, slot) == kind && ahead-- == 0)
            {
                return _lists[ListOfGeneration(anon, slot, number % _zones)];
            }
        }

        return null;
    }
}
