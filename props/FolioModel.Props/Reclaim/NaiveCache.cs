namespace FolioModel.Props.Reclaim;

/// <summary>A cache as a list of what is in it, written without the model: what enters stands at the end.</summary>
/// <param name="moves">Whether a use moves to the end.</param>
/// <param name="fromFront">Whether the first goes, rather than the last.</param>
/// <param name="marks">Whether what was used goes round once more.</param>
internal sealed class NaiveCache(bool moves, bool fromFront, bool marks)
{
    private readonly List<ulong> _entries = [];
    private readonly HashSet<ulong> _used = [];

    public static NaiveCache Fifo() => new(moves: false, fromFront: true, marks: false);

    public static NaiveCache Lru() => new(moves: true, fromFront: true, marks: false);

    public static NaiveCache Mru() => new(moves: true, fromFront: false, marks: false);

    public static NaiveCache Clock() => new(moves: false, fromFront: true, marks: true);

    public int Count => _entries.Count;

    public bool Has(ulong entry) => _entries.Contains(entry);

    public void Add(ulong entry) => _entries.Add(entry);

    public void Use(ulong entry)
    {
        _used.Add(entry);
        if (moves)
        {
            _entries.Remove(entry);
            _entries.Add(entry);
        }
    }

    public ulong Evict()
    {
        while (marks && _used.Remove(_entries[0]))
        {
            _entries.Add(_entries[0]);
            _entries.RemoveAt(0);
        }

        int at = fromFront ? 0 : _entries.Count - 1;
        ulong entry = _entries[at];
        _entries.RemoveAt(at);
        _used.Remove(entry);
        return entry;
    }
}
