namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Adds a mapping of a whole folio of a file by a page table. Reference effect: none: the reference with which the current task looked
    /// the folio up or allocated it becomes the page table's.
    /// </summary>
    public void AddHugePageMapping()
    {
        CheckPooled();
        _machine.Mappings.AddEntire(_pfn);
        _machine.References.Rename(_pfn, HolderKind.PageTable);
    }

    /// <summary>
    /// Adds a mapping of a whole fresh folio by a page table, and makes the folio anonymous. Reference effect: none: the allocation's
    /// reference becomes the page table's.
    /// </summary>
    /// <param name="index">Its place in the mapping, as an index of the file mapped.</param>
    public void AddHugePageMapping(PageIndex index)
    {
        CheckPooled();
        ref PageDescriptor page = ref Page;
        if (page.Mapping != 0 || _machine.MapCountOf(_pfn) != 0)
        {
            _machine.ThrowBug(_pfn, "expected a fresh folio in no cache");
        }

        page.Flags |= FolioFlags.Anon;
        page.Index = index.Value;
        AddHugePageMapping();
    }

    /// <summary>Adds a mapping of the whole folio by another page table. Reference effect: +1, owned by that page table.</summary>
    /// <remarks>Models <c>folio_get</c> together with the new mapping, as fork does it.</remarks>
    public void DuplicateHugePageMapping()
    {
        CheckPooled();
        _machine.References.Get(_pfn, HolderKind.PageTable, 0, "folio_get");
        _machine.Mappings.AddEntire(_pfn);
    }

    /// <summary>
    /// Removes one mapping of the whole folio from its map count. Reference effect: none yet, see <see cref="PutHugePageMapping"/>.
    /// </summary>
    public void RemoveHugePageMapping()
    {
        CheckPooled();
        _machine.Mappings.RemoveEntire(_pfn);
    }

    /// <summary>
    /// Drops the reference of an entry that is gone. Reference effect: -1, the page table's; the last one gives the folio to its pool.
    /// </summary>
    /// <remarks>Models the put of <c>tlb_finish_mmu</c>.</remarks>
    public void PutHugePageMapping()
    {
        CheckPooled();
        _machine.Put(_pfn, 1, HolderKind.PageTable, 0, "__unmap_hugepage_range");
    }

    private void CheckPooled()
    {
        if ((Page.Flags & FolioFlags.Hugetlb) == 0)
        {
            _machine.ThrowBug(_pfn, "expected a huge page of a pool");
        }
    }
}
