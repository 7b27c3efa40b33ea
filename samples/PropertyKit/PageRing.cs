using FolioModel;

namespace PropertyKit;

/// <summary>An owner of a page cache: a ring of pages that are filled, lent and dropped.</summary>
public sealed class PageRing(Machine machine, int pages)
{
    private readonly AddressSpace _cache =
        machine.CreateAddressSpace(new AddressSpaceOptions { Name = "ring", Size = (long)pages << PageSize.Shift });

    /// <summary>Makes sure that a page is there; the cache's own reference stays.</summary>
    public Errno Fill(long page)
    {
        FolioResult got = _cache.Pages.GrabFolio(new PageIndex((ulong)page));
        if (got.IsOk)
        {
            got.Folio.Unlock();
            got.Folio.Put();
        }

        return got.Error;
    }

    /// <summary>Lends a page: the borrower owns one reference.</summary>
    public FolioResult Borrow(long page) => _cache.Pages.GetFolio(new PageIndex((ulong)page));

    /// <summary>Drops a page; borrowers keep theirs.</summary>
    public void Drop(long page) =>
        _cache.Truncate(new ByteOffset(page << PageSize.Shift), new ByteOffset(((page + 1) << PageSize.Shift) - 1));
}
