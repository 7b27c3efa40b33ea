namespace FolioModel.Rmap;

/// <summary>What an entry of a page table says besides its frame.</summary>
[Flags]
internal enum PteFlags : byte
{
    None = 0,
    Present = 0x1,
    Writable = 0x2,
    Dirty = 0x4,
    Young = 0x8,

    /// <summary>No page: whoever touches it learns that its memory failed.</summary>
    Poisoned = 0x10,

    /// <summary>No page: the frame it showed is being moved, and whoever touches it waits.</summary>
    Migrating = 0x20,
}

/// <summary>An entry of a page table: for one page, or for 2 MiB.</summary>
internal readonly record struct PageTableEntry(int Frame, PteFlags Flags)
{
    public bool IsPresent => (Flags & PteFlags.Present) != 0;

    public bool Has(PteFlags flag) => (Flags & flag) != 0;

    public PageTableEntry With(PteFlags flags) => this with { Flags = Flags | flags };
}

/// <summary>
/// The page tables of one process: entries for pages, entries for 2 MiB, and which 2 MiB have a table of entries for pages.
/// </summary>
/// <remarks>A table stays when its last entry goes, and as long as it is there no entry for the whole 2 MiB can be.</remarks>
internal sealed class PageTable
{
    /// <summary>Log2 of the pages that one table has entries for.</summary>
    internal const int HugeShift = 9;

    private readonly SortedDictionary<ulong, PageTableEntry> _small = [];
    private readonly SortedDictionary<ulong, PageTableEntry> _huge = [];
    private readonly HashSet<ulong> _tables = [];

    public IEnumerable<KeyValuePair<ulong, PageTableEntry>> Small => _small;

    /// <summary>The entries for 2 MiB, by the number of their table.</summary>
    public IEnumerable<KeyValuePair<ulong, PageTableEntry>> Huge => _huge;

    public PageTableEntry At(VirtualPage page) => _small.GetValueOrDefault(page.Value);

    public PageTableEntry HugeAt(VirtualPage page) => _huge.GetValueOrDefault(page.Value >> HugeShift);

    /// <summary>Neither a table nor an entry for 2 MiB is there (<c>pmd_none</c>).</summary>
    public bool IsNone(VirtualPage page) => !_tables.Contains(page.Value >> HugeShift) && !_huge.ContainsKey(page.Value >> HugeShift);

    public void MakeTable(VirtualPage page) => _tables.Add(page.Value >> HugeShift);

    public void Set(VirtualPage page, PageTableEntry entry)
    {
        MakeTable(page);
        _small[page.Value] = entry;
    }

    public void SetHuge(VirtualPage page, PageTableEntry entry) => _huge[page.Value >> HugeShift] = entry;

    public void Clear(VirtualPage page) => _small.Remove(page.Value);

    public void ClearHuge(VirtualPage page) => _huge.Remove(page.Value >> HugeShift);

    /// <summary>Frees a table, which must be empty by now.</summary>
    public void FreeTable(VirtualPage page) => _tables.Remove(page.Value >> HugeShift);

    /// <summary>The 2 MiB that an address lies in, as their first page.</summary>
    public static VirtualPage HugeStart(VirtualPage page) => new(page.Value >> HugeShift << HugeShift);
}
