namespace FolioModel.Rmap;

/// <summary>
/// The page tables of one process: entries for pages, entries for 2 MiB, and which 2 MiB have a table of entries for pages.
/// </summary>
/// <remarks>A table stays when its last entry goes, and as long as it is there no entry for the whole 2 MiB can be.</remarks>
internal sealed class PageTable
{
    /// <summary>Log2 of the pages that one table has entries for.</summary>
    internal const int HugeShift = 9;

    private const int Entries = 1 << HugeShift;

    private readonly SortedDictionary<ulong, PageTableEntry> _huge = [];
    private readonly SortedDictionary<ulong, Table> _tables = [];
    private Table? _last;

    /// <summary>The entries for pages that are not empty, by rising page.</summary>
    public IEnumerable<KeyValuePair<ulong, PageTableEntry>> Small
    {
        get
        {
            foreach ((ulong number, Table table) in _tables)
            {
                for (int i = 0; i < Entries; i++)
                {
                    if (table.At[i].Flags != PteFlags.None)
                    {
                        yield return new KeyValuePair<ulong, PageTableEntry>((number << HugeShift) + (ulong)i, table.At[i]);
                    }
                }
            }
        }
    }

    /// <summary>The entries for 2 MiB, by the number of their table.</summary>
    public IEnumerable<KeyValuePair<ulong, PageTableEntry>> Huge => _huge;

    public PageTableEntry At(VirtualPage page) => TableOf(page) is { } table ? table.At[IndexOf(page)] : default;

    public PageTableEntry HugeAt(VirtualPage page) => _huge.Count == 0 ? default : _huge.GetValueOrDefault(page.Value >> HugeShift);

    /// <summary>Neither a table nor an entry for 2 MiB is there (<c>pmd_none</c>).</summary>
    public bool IsNone(VirtualPage page) => !HasTable(page) && !_huge.ContainsKey(page.Value >> HugeShift);

    /// <summary>Tables of entries for pages.</summary>
    public int Tables => _tables.Count;

    public bool HasTable(VirtualPage page) => TableOf(page) is not null;

    /// <summary>Whether the processor went through a table since <see cref="ClearYoungTable"/> (<c>pmd_young</c>).</summary>
    public bool IsYoungTable(VirtualPage page) => TableOf(page) is { IsYoung: true };

    public void ClearYoungTable(VirtualPage page)
    {
        if (TableOf(page) is { } table)
        {
            table.IsYoung = false;
        }
    }

    /// <summary>The processor looked an address up: it notes that in the entry of the table.</summary>
    public void MarkYoungTable(VirtualPage page)
    {
        if (TableOf(page) is { } table)
        {
            table.IsYoung = true;
        }
    }

    public void MakeTable(VirtualPage page)
    {
        if (TableOf(page) is null)
        {
            _tables.Add(page.Value >> HugeShift, new Table(page.Value >> HugeShift));
        }
    }

    public void Set(VirtualPage page, PageTableEntry entry)
    {
        MakeTable(page);
        TableOf(page)!.At[IndexOf(page)] = entry;
    }

    public void SetHuge(VirtualPage page, PageTableEntry entry) => _huge[page.Value >> HugeShift] = entry;

    public void Clear(VirtualPage page)
    {
        if (TableOf(page) is { } table)
        {
            table.At[IndexOf(page)] = default;
        }
    }

    public void ClearHuge(VirtualPage page) => _huge.Remove(page.Value >> HugeShift);

    /// <summary>Frees a table, which must be empty by now.</summary>
    /// <returns>Whether there was one.</returns>
    public bool FreeTable(VirtualPage page)
    {
        _last = null;
        return _tables.Remove(page.Value >> HugeShift);
    }

    /// <summary>The 2 MiB that an address lies in, as their first page.</summary>
    public static VirtualPage HugeStart(VirtualPage page) => new(page.Value >> HugeShift << HugeShift);

    private static int IndexOf(VirtualPage page) => (int)(page.Value & (Entries - 1));

    private Table? TableOf(VirtualPage page)
    {
        ulong number = page.Value >> HugeShift;
        if (_last is null || _last.Number != number)
        {
            _last = _tables.GetValueOrDefault(number);
        }

        return _last;
    }

    private sealed class Table(ulong number)
    {
        public ulong Number { get; } = number;

        public PageTableEntry[] At { get; } = new PageTableEntry[Entries];

        public bool IsYoung { get; set; }
    }
}
