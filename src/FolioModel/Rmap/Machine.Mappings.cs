namespace FolioModel;

public sealed partial class Machine
{
    private readonly List<ProcessMemory> _processes = [];
    private readonly Dictionary<int, int> _pins = [];

    /// <summary>The processes that exist.</summary>
    public IReadOnlyList<ProcessMemory> Processes => _processes;

    internal FolioMappings Mappings { get; } = new();

    /// <summary>Creates a process without any memory.</summary>
    /// <param name="name">Its name in reports.</param>
    public ProcessMemory CreateProcess(string name)
    {
        ProcessMemory created = new(this, name);
        _processes.Add(created);
        return created;
    }

    internal void Forget(ProcessMemory process) => _processes.Remove(process);

    /// <summary>Page-table mappings of a folio (<c>folio_mapcount</c>).</summary>
    internal int MapCountOf(int pfn) => Mappings.Of(pfn);

    internal int PinCountOf(int pfn) => _pins.GetValueOrDefault(pfn);

    internal void AddPins(int pfn, int pins)
    {
        int count = PinCountOf(pfn) + pins;
        if (count < 0)
        {
            ThrowBug(pfn, $"unpin_user_pages: {-pins} pins are taken back, but there are fewer");
        }

        if (count == 0)
        {
            _pins.Remove(pfn);
        }
        else
        {
            _pins[pfn] = count;
        }
    }

    /// <summary>
    /// Takes a locked folio out of every page table for reclaim or a split. Reference effect: -1 for each mapping, owned by page tables.
    /// </summary>
    /// <param name="folio">A locked folio that the caller holds.</param>
    /// <param name="ignoreLocks">Whether mappings that are locked in memory go too.</param>
    /// <param name="markPoisoned">Whether entries of pages that failed are left behind, which say so to whoever touches them.</param>
    /// <returns>Whether it is mapped nowhere any more.</returns>
    /// <remarks>
    /// Models <c>try_to_unmap</c>. Accesses noted in the entries are not noted in the folio; that the pages were written is.
    /// </remarks>
    [Interleaved]
    internal bool TryToUnmap(Folio folio, bool ignoreLocks = false, bool markPoisoned = false)
    {
        foreach (MappedArea area in AreasOf(folio))
        {
            if (!area.Process.TryToUnmap(area, folio, ignoreLocks, markPoisoned))
            {
                return false;
            }
        }

        return !folio.IsMapped;
    }

    /// <summary>
    /// Hides a locked folio from every process while it moves. Reference effect: -1 for each mapping, owned by page tables.
    /// </summary>
    /// <remarks>Models <c>try_to_migrate</c>.</remarks>
    [Interleaved]
    internal void HideForMigration(Folio folio)
    {
        foreach (MappedArea area in AreasOf(folio))
        {
            area.Process.HideForMigration(area, folio);
        }
    }

    /// <summary>
    /// Shows a locked folio again to those from whom it was hidden. Reference effect: +1 for each mapping, owned by page tables.
    /// </summary>
    /// <param name="from">The first frame it was in when it was hidden.</param>
    /// <param name="folio">The folio where it is now.</param>
    /// <remarks>Models <c>remove_migration_ptes</c>.</remarks>
    [Interleaved]
    internal void ShowAfterMigration(Pfn from, Folio folio)
    {
        foreach (MappedArea area in AreasOf(folio))
        {
            area.Process.ShowAfterMigration(area, from.Value, folio);
        }
    }

    /// <summary>The areas that may map a folio: those of its file that overlap it, or for anonymous memory all that could.</summary>
    /// <remarks>Models <c>rmap_walk</c>.</remarks>
    private MappedArea[] AreasOf(Folio folio)
    {
        if (folio.Mapping is { } mapping)
        {
            return [.. mapping.AreasOver(folio.Index, new PageIndex(folio.NextIndex.Value - 1))];
        }

        return [.. _processes.SelectMany(process => process.Areas).Where(area => !area.IsShared)];
    }
}
