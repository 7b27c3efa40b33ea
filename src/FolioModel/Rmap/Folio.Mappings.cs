namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Page-table mappings (<c>folio_mapcount</c>): one for each page mapped by an entry of its own, one for each mapping of the whole.
    /// Each owns a reference.
    /// </summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public int MapCount
    {
        get
        {
            CheckAlive();
            return _machine.MapCountOf(_pfn);
        }
    }

    /// <summary>Whether any page table maps the folio (<c>folio_mapped</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public bool IsMapped => MapCount > 0;

    /// <summary>Mappings of the whole folio by one entry (<c>folio_entire_mapcount</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public int EntireMapCount
    {
        get
        {
            CheckAlive();
            return _machine.Mappings.EntireOf(_pfn);
        }
    }

    /// <summary>
    /// Pages of the folio that have an entry of their own in some page table, counted once (<c>folio_nr_pages_mapped</c>).
    /// </summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public int PagesMapped
    {
        get
        {
            CheckAlive();
            return _machine.Mappings.PagesMappedOf(_pfn);
        }
    }
}
