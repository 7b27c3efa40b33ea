using System.Runtime.CompilerServices;

namespace FolioModel;

public sealed partial class Machine
{
    private readonly List<ProcessMemory> _processes = [];
    private readonly Dictionary<int, int> _pins = [];
    private readonly Dictionary<int, int> _families = [];
    private readonly Stack<List<MappedArea>> _areaLists = new();
    private FolioMappings? _mappings;
    private int _lastFamily;

    /// <summary>The processes that exist.</summary>
    public IReadOnlyList<ProcessMemory> Processes => _processes;

    internal FolioMappings Mappings => _mappings ??= new FolioMappings(this);

    /// <summary>Creates a process without any memory, in the memory control group of the current task.</summary>
    /// <param name="name">Its name in reports.</param>
    public ProcessMemory CreateProcess(string name)
    {
        ProcessMemory created = new(this, name) { Group = Current.Group };
        _processes.Add(created);
        return created;
    }

    internal void Forget(ProcessMemory process)
    {
        _processes.Remove(process);
        foreach (LruVector lru in LruVectors)
        {
            lru.Generations?.Walks.Forget(process);
        }
    }

    /// <summary>Number of a new family of areas that may map the same anonymous pages.</summary>
    internal int NewFamily() => ++_lastFamily;

    /// <summary>Notes by which family an anonymous folio is found in page tables (<c>folio.mapping</c> of anonymous memory).</summary>
    internal void SetFamilyOf(int pfn, int family) => _families[pfn] = family;

    /// <summary>The family by which an anonymous folio is found in page tables, or 0.</summary>
    internal int FamilyOf(int pfn) => _families.GetValueOrDefault(pfn);

    /// <summary>Page-table mappings of a folio (<c>folio_mapcount</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int MapCountOf(int pfn) => _mappings is { } mappings ? mappings.Of(pfn) : 0;

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
    /// <param name="markPoisoned">
    /// Whether entries of pages that failed are left behind, which report the failure to a process that touches them.
    /// </param>
    /// <returns>Whether it is mapped nowhere any more.</returns>
    /// <remarks>
    /// Models <c>try_to_unmap</c>. Accesses noted in the entries are not noted in the folio; that the pages were written is.
    /// </remarks>
    [Interleaved]
    internal bool TryToUnmap(Folio folio, bool ignoreLocks = false, bool markPoisoned = false)
    {
        List<MappedArea> areas = TakeAreasOf(folio);
        bool refused = false;
        for (int i = 0; i < areas.Count && !refused; i++)
        {
            refused = !areas[i].Process.TryToUnmap(areas[i], folio, ignoreLocks, markPoisoned);
        }

        GiveAreas(areas);
        return !refused && !folio.IsMapped;
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
        List<MappedArea> areas = TakeAreasOf(folio);
        MappedArea[] all = [.. areas];
        GiveAreas(areas);
        return all;
    }

    /// <summary>Lists the same areas as <see cref="AreasOf"/>, in a list that <see cref="GiveAreas"/> takes back.</summary>
    private List<MappedArea> TakeAreasOf(Folio folio)
    {
        List<MappedArea> areas = _areaLists.TryPop(out List<MappedArea>? list) ? list : [];
        if (folio.Mapping is { } mapping)
        {
            areas.AddRange(mapping.AreasOver(folio.Index, new PageIndex(folio.NextIndex.Value - 1)));
            return areas;
        }

        int family = FamilyOf(folio.Frame);
        foreach (ProcessMemory process in _processes)
        {
            foreach (MappedArea area in process.Areas)
            {
                if (area.Family == family && family != 0 && area.Shows(folio))
                {
                    areas.Add(area);
                }
            }
        }

        return areas;
    }

    private void GiveAreas(List<MappedArea> areas)
    {
        areas.Clear();
        _areaLists.Push(areas);
    }
}
