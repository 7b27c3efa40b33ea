namespace FolioModel.Ledger;

/// <summary>
/// Every folio's holders as chains through one array, oldest first, so that taking and dropping a reference allocates nothing once the
/// array
/// has grown to what a program holds at a time.
/// </summary>
internal sealed class HolderChains
{
    public const int None = -1;

    private readonly int[] _first;
    private HolderEntry[] _entries;
    private int _used;
    private int _free = None;

    public HolderChains(int pages)
    {
        _first = new int[pages];
        Array.Fill(_first, None);
        _entries = new HolderEntry[Math.Clamp(pages / 2, 1, 256)];
    }

    public int Pages => _first.Length;

    public ref HolderEntry this[int entry] => ref _entries[entry];

    public int First(int pfn) => _first[pfn];

    /// <summary>The oldest entry of one holder with enough references, or <see cref="None"/>.</summary>
    public int Find(int pfn, HolderKind kind, int task, int detail, int atLeast)
    {
        for (int e = _first[pfn]; e != None; e = _entries[e].Next)
        {
            ref HolderEntry entry = ref _entries[e];
            if (entry.Kind == kind && entry.Task == task && entry.Detail == detail && entry.Count >= atLeast)
            {
                return e;
            }
        }

        return None;
    }

    public void Append(int pfn, in HolderEntry entry)
    {
        int added = Unused();
        _entries[added] = entry;
        _entries[added].Next = None;
        LinkTo(pfn, None) = added;
    }

    /// <summary>Takes references off an entry, which leaves the chain with its last one.</summary>
    public void Subtract(int pfn, int entry, int count)
    {
        if ((_entries[entry].Count -= count) > 0)
        {
            return;
        }

        LinkTo(pfn, entry) = _entries[entry].Next;
        Discard(entry);
    }

    public void Clear(int pfn)
    {
        for (int e = _first[pfn]; e != None;)
        {
            int next = _entries[e].Next;
            Discard(e);
            e = next;
        }

        _first[pfn] = None;
    }

    /// <summary>The link of a folio's chain that points to an entry, or the last one for <see cref="None"/>.</summary>
    private ref int LinkTo(int pfn, int entry)
    {
        ref int link = ref _first[pfn];
        while (link != entry)
        {
            link = ref _entries[link].Next;
        }

        return ref link;
    }

    private void Discard(int entry)
    {
        _entries[entry] = new HolderEntry { Next = _free };
        _free = entry;
    }

    private int Unused()
    {
        if (_free != None)
        {
            int reused = _free;
            _free = _entries[reused].Next;
            return reused;
        }

        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, _used * 2);
        }

        return _used++;
    }
}
