namespace FolioModel.Swap;

/// <summary>All swap areas of a machine.</summary>
/// <remarks>Models <c>mm/swapfile.c</c>, <c>mm/swap_state.c</c> and <c>mm/swap_slots.c</c>.</remarks>
[SharedState("swap")]
public sealed partial class SwapSpace : ISharedState
{
    private readonly Machine _machine;

    [Shared]
    private readonly List<SwapArea?> _areas = [];

    [NotShared("users come when their first page is swapped, which the slots tell; their number is in the hash")]
    private readonly List<ISwapUser> _users = [];

    [Shared]
    private readonly Dictionary<int, SwapEntry> _entries = [];

    /// <summary>Whether there has been an area whose device ends writes later: devices without need not be asked.</summary>
    [NotShared("set when an area is added, and never taken back")]
    private bool _endsWritesLater;

    internal SwapSpace(Machine machine, int stateNumber)
    {
        _machine = machine;
        _stateNumber = stateNumber;
        Reserve = new SwapReserve(this, machine);
    }

    /// <summary>Slots of all areas that can be given out (<c>get_nr_swap_pages</c>).</summary>
    public long FreePages
    {
        get
        {
            TrackState();
            long free = 0;
            foreach (SwapArea? area in _areas)
            {
                free += area is { IsLeaving: false } ? area.FreePages : 0;
            }

            return free;
        }
    }

    /// <summary>Slots of all areas, the headers not counted (<c>total_swap_pages</c>).</summary>
    public long TotalPages
    {
        get
        {
            TrackState();
            long total = 0;
            foreach (SwapArea? area in _areas)
            {
                total += area is { IsLeaving: false } ? area.Pages - 1 : 0;
            }

            return total;
        }
    }

    [NotShared("hashed with the areas' slots")]
    internal SwapReserve Reserve { get; }

    /// <summary>The areas in use.</summary>
    public IEnumerable<SwapArea> Areas => _areas.OfType<SwapArea>();

    /// <summary>Whether there is any area to swap to (<c>total_swap_pages</c>).</summary>
    public bool IsOn => Areas.Any(area => !area.IsLeaving);

    /// <summary>The area of an entry, or null when there is none, or none any more.</summary>
    /// <param name="entry">The entry.</param>
    /// <remarks>Models <c>get_swap_device</c>.</remarks>
    public SwapArea? AreaOf(SwapEntry entry)
    {
        TrackState();
        return entry.Type < _areas.Count ? _areas[entry.Type] : null;
    }

    /// <summary>The slots that the registered users name.</summary>
    internal IEnumerable<SwapEntry> EntriesOfUsers() => _users.SelectMany(static user => user.NamedSlots);

    partial void AddMoreTo(ref StateHash hash)
    {
        hash.Add(_users.Count);
        Reserve.AddTo(ref hash);
        Windows.AddTo(ref hash);
    }

    internal SwapEntry? EntryOf(int pfn)
    {
        TrackState();
        return _entries.TryGetValue(pfn, out SwapEntry entry) ? entry : null;
    }

    internal void SetEntryOf(int pfn, SwapEntry? entry)
    {
        TrackState();
        if (entry is { } set)
        {
            _entries[pfn] = set;
        }
        else
        {
            _entries.Remove(pfn);
        }
    }
}
