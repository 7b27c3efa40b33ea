namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>Takes a range of the file out of all page tables that map it.</summary>
    /// <param name="first">First page.</param>
    /// <param name="last">Last page, inclusive.</param>
    /// <param name="alsoCopies">Whether private copies go too, as for truncation; a hole punch leaves them.</param>
    [Interleaved]
    public void UnmapRange(PageIndex first, PageIndex last, bool alsoCopies)
    {
        _machine.CheckThread();
    }
}
