namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// A page table maps the whole folio of a file. Reference effect: none: the reference that the current task looked the folio up or
    /// allocated it with becomes the page table's.
    /// </summary>
    /// <remarks>Models <c>hugetlb_add_file_rmap</c>.</remarks>
    public void AddHugetlbMapping()
    {
        CheckHugetlb();
        _machine.Mappings.AddEntire(_pfn);
        _machine.References.Rename(_pfn, HolderKind.PageTable);
    }

    /// <summary>
    /// A page table maps the whole of a fresh folio, which thereby becomes anonymous. Reference effect: none: the allocation's reference
    /// becomes
    /// the page table's.
    /// </summary>
    /// <param name="index">Its place in the mapping, as an index of the file mapped.</param>
    /// <remarks>Models <c>hugetlb_add_new_anon_rmap</c>.</remarks>
    public void AddHugetlbMapping(PageIndex index)
    {
        CheckHugetlb();
        ref PageDescriptor page = ref Page;
        if (page.Mapping != 0 || _machine.MapCountOf(_pfn) != 0)
        {
            _machine.ThrowBug(_pfn, "hugetlb_add_new_anon_rmap: expected a fresh folio in no cache");
        }

        page.Flags |= FolioFlags.Anon;
        page.Index = index.Value;
        AddHugetlbMapping();
    }

    /// <summary>Another page table maps the folio too. Reference effect: +1, owned by that page table.</summary>
    /// <remarks>Models <c>folio_get</c> with <c>hugetlb_add_file_rmap</c> or <c>hugetlb_try_dup_anon_rmap</c>, as fork does.</remarks>
    public void DuplicateHugetlbMapping()
    {
        CheckHugetlb();
        _machine.References.Get(_pfn, HolderKind.PageTable, 0, "copy_hugetlb_page_range");
        _machine.Mappings.AddEntire(_pfn);
    }

    /// <summary>An entry of a page table is gone. Reference effect: none yet, see <see cref="PutHugetlbMapping"/>.</summary>
    /// <remarks>Models <c>hugetlb_remove_rmap</c>.</remarks>
    public void RemoveHugetlbMapping()
    {
        CheckHugetlb();
        _machine.Mappings.RemoveEntire(_pfn);
    }

    /// <summary>
    /// Drops the reference of an entry that is gone. Reference effect: -1, the page table's; the last one gives the folio to its pool.
    /// </summary>
    /// <remarks>Models the put of <c>tlb_finish_mmu</c>.</remarks>
    public void PutHugetlbMapping()
    {
        CheckHugetlb();
        _machine.Put(_pfn, 1, HolderKind.PageTable, 0, "__unmap_hugepage_range");
    }

    private void CheckHugetlb()
    {
        if ((Page.Flags & FolioFlags.Hugetlb) == 0)
        {
            _machine.ThrowBug(_pfn, "expected a hugetlb folio");
        }
    }
}
