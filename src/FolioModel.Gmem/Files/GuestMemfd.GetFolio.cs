namespace FolioModel.Gmem;

public sealed partial class GuestMemfd
{
    /// <summary>
    /// Finds or makes the folio of a page and locks it. Reference effect: +1 owned by the current task; a new folio also has those of the
    /// page cache, and if small one of the lru_add batch until it drains.
    /// </summary>
    /// <param name="index">The page.</param>
    /// <returns>The locked folio, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>
    /// Models <c>kvm_gmem_get_folio</c>. Since 6.19 it first looks for a folio that is there. In 6.12 and later a new folio is not
    /// uptodate: it is zeroed when it is first given to a guest. In v11 it is zeroed here, and a file that asks for huge pages gets a folio
    /// of order 9 where the whole 2 MiB are free in it.
    /// </remarks>
    [Interleaved]
    public FolioResult GetFolio(PageIndex index)
    {
        FolioResult got = Inode.AllowsHugePages ? GetHugeFolio(index) : FolioResult.Failed(Errno.ENOENT);
        if (!got.IsOk && Profile.LooksBeforeCreating)
        {
            got = Mapping.Pages.LockFolio(index);
        }

        if (!got.IsOk)
        {
            got = Mapping.Pages.GrabFolio(index);
        }

        if (got.IsOk && Profile.ZeroesInGetFolio)
        {
            got.Folio.MarkUptodate();
        }

        return got;
    }

    /// <summary>Makes the folios of absent pages at once, where no task or observer can tell that from single calls.</summary>
    /// <returns>How many, from the first page on.</returns>
    private PageCount CreateRun(PageIndex start, PageIndex end) => Inode.AllowsHugePages ? default
        : Mapping.Pages.OwnerEntries.CreateRun(
            start, end, FindFolioFlags.Grab, Profile.ZeroesInGetFolio ? FolioFlags.Uptodate : FolioFlags.None);

    /// <returns>A fresh locked folio of order 9 around the page; or <see cref="Errno.ENOENT"/>, so that a small one is tried.</returns>
    /// <remarks>Models <c>kvm_gmem_get_huge_folio</c> of the v11 series.</remarks>
    [Interleaved]
    private FolioResult GetHugeFolio(PageIndex index)
    {
        PageIndex start = new(index.Value & ~((ulong)Order.Pmd.Pages - 1));
        if (Mapping.Pages.HasAny(start, new PageIndex(start.Value + (ulong)Order.Pmd.Pages - 1)))
        {
            return FolioResult.Failed(Errno.ENOENT);
        }

        GfpFlags gfp = Mapping.GfpMask;
        Folio folio = _machine.Allocator.AllocateFolio(Order.Pmd, gfp);
        if (folio.IsNone)
        {
            return FolioResult.Failed(Errno.ENOENT);
        }

        if (Mapping.Pages.AddFolio(folio, start, gfp) != Errno.None)
        {
            folio.Put();
            return FolioResult.Failed(Errno.ENOENT);
        }

        return new FolioResult(folio, Errno.None);
    }
}
