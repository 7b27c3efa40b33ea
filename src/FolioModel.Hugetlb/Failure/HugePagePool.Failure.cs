using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>Keeps a folio from being moved (<c>folio_clear_hugetlb_migratable</c>).</summary>
    [Interleaved]
    internal void ClearMigratable(Folio folio)
    {
        Lock.Acquire();
        PageOf(folio).Flags &= ~HugePageFlags.Migratable;
        Lock.Release();
    }

    /// <summary>Takes failed memory out of all page tables. Reference effect: -1 for each mapping.</summary>
    /// <returns>The processes that had it mapped.</returns>
    /// <remarks>Models <c>hwpoison_user_mappings</c>.</remarks>
    [Interleaved]
    internal ImmutableArray<KernelTask> PoisonMappings(Folio folio)
    {
        List<KernelTask> mappers = [];
        foreach (MovedEntry entry in UnmapForMove(folio))
        {
            entry.Area.Poison(entry.Index);
            if (!mappers.Contains(entry.Area.Process))
            {
                mappers.Add(entry.Area.Process);
            }
        }

        return [.. mappers];
    }

    /// <summary>Anonymous memory that failed is of no use to anybody: all of it but the failed page goes to the page allocator.</summary>
    [Interleaved]
    internal Errno DissolveFailed(Folio folio, HugePage page)
    {
        Pfn first = folio.Pfn;
        int[] failed = [.. page.FailedPages];
        folio.PutFromAccess();
        if (Dissolve(first) != Errno.None)
        {
            return Errno.EBUSY;
        }

        bool taken = true;
        foreach (int pageNumber in failed)
        {
            taken &= Machine.Allocator.TakePageOff(first.Plus(pageNumber));
        }

        return taken ? Errno.None : Errno.EBUSY;
    }
}
