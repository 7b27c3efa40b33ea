namespace FolioModel;

public sealed partial class AddressSpace
{
    private readonly List<MappedArea> _areas = [];

    /// <summary>
    /// The areas of processes that show parts of this file (<c>i_mmap</c>): by rising index, and with the same one in the order of their
    /// making.
    /// </summary>
    public IReadOnlyList<MappedArea> Areas => _areas;

    /// <summary>
    /// Takes a range of the file out of every page table. Reference effect: -1 for each mapping; drains this CPU's LRU batches for each
    /// area that
    /// overlaps.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="last">Last page, inclusive.</param>
    /// <param name="alsoCopies">Whether private copies go too, as truncation wants; a hole punch leaves them.</param>
    /// <remarks>Models <c>unmap_mapping_range</c>. A folio that was used or written through a mapping is marked so.</remarks>
    [Interleaved]
    public void UnmapRange(PageIndex first, PageIndex last, bool alsoCopies)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("unmap_mapping_range");
        _machine.CheckThread();
        foreach (MappedArea area in AreasOver(first, last).ToArray())
        {
            PageIndex from = new(Math.Max(first.Value, area.Index.Value));
            PageIndex to = new(Math.Min(last.Value, area.Index.Value + (ulong)area.Pages - 1));
            area.Process.Zap(area, area.PageOf(from), area.PageOf(to) + 1, only: default, alsoCopies);
        }
    }

    /// <remarks>Models <c>vma_interval_tree_insert</c>: unmapping goes through the areas in this order.</remarks>
    internal void Link(MappedArea area) => _areas.Insert(_areas.FindLastIndex(other => other.Index <= area.Index) + 1, area);

    /// <summary>An area becomes another one with the same bounds: it keeps its place in the order.</summary>
    internal void Relink(MappedArea old, MappedArea area) => _areas[_areas.IndexOf(old)] = area;

    internal void Unlink(MappedArea area) => _areas.Remove(area);

    internal IEnumerable<MappedArea> AreasOver(PageIndex first, PageIndex last) =>
        _areas.Where(area => area.Index <= last && area.Index.Value + (ulong)area.Pages - 1 >= first.Value);

    /// <summary>Takes a locked folio out of every page table that maps it as a part of this file.</summary>
    /// <remarks>Models <c>unmap_mapping_folio</c>.</remarks>
    [Interleaved]
    internal void UnmapFolio(Folio folio)
    {
        if (!folio.IsMapped)
        {
            return;
        }

        PageIndex last = new(folio.NextIndex.Value - 1);
        foreach (MappedArea area in AreasOver(folio.Index, last).ToArray())
        {
            PageIndex from = new(Math.Max(folio.Index.Value, area.Index.Value));
            PageIndex to = new(Math.Min(last.Value, area.Index.Value + (ulong)area.Pages - 1));
            area.Process.Zap(area, area.PageOf(from), area.PageOf(to) + 1, folio, alsoCopies: false);
        }
    }
}
