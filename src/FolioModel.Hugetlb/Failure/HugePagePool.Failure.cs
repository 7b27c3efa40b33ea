using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <inheritdoc/>
    /// <remarks>Models <c>try_memory_failure_hugetlb</c>, with <c>folio_set_hugetlb_hwpoison</c>.</remarks>
    [Interleaved]
    public Errno MemoryFailure(Pfn pfn)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("try_memory_failure_hugetlb");
        (HugePage page, int failing) = PageAround(pfn);
        Folio folio = page.Folio;
        Lock.Acquire();
        bool isFree = page.Has(HugePageFlags.Freed);
        bool held = !isFree && page.Has(HugePageFlags.Migratable) && folio.TryGet(HolderKind.GupGet);
        Lock.Release();
        if (held)
        {
            return FailInUse(folio, failing).Error;
        }

        bool known = folio.Has(FolioFlags.HwPoison);
        if (page.FailedPages.Add(failing))
        {
            folio.MarkHardwarePoison();
        }

        return known ? Errno.EHWPOISON : isFree ? DissolveFailed(folio.Pfn, failing) : Errno.EBUSY;
    }

    /// <inheritdoc/>
    [Interleaved]
    public Errno SoftOffline(Pfn pfn)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("soft_offline_page");
        (HugePage page, int failing) = PageAround(pfn);
        Folio folio = page.Folio;
        Lock.Acquire();
        bool isFree = page.Has(HugePageFlags.Freed);
        bool held = !isFree && page.Has(HugePageFlags.Migratable) && folio.TryGet(HolderKind.GupGet);
        Lock.Release();
        return held ? OfflineInUse(folio, failing)
            : !isFree ? Errno.EIO
            : DissolveFailed(folio.Pfn, failing);
    }

    /// <inheritdoc/>
    public int ForgetFailures(Pfn pfn)
    {
        (HugePage page, _) = PageAround(pfn);
        int failed = page.FailedPages.Count;
        page.FailedPages.Clear();
        return failed;
    }

    /// <summary>
    /// Handles the failure of a page of a folio that the current task holds, as memory failure or as a process that met it.
    /// </summary>
    /// <param name="folio">The folio. Reference effect: the task's reference becomes memory failure's, or is dropped.</param>
    /// <param name="failing">The page, counted from the folio's first.</param>
    /// <remarks>Models <c>try_memory_failure_hugetlb</c> on a folio in use, with <c>me_huge_page</c>.</remarks>
    [Interleaved]
    internal HugetlbFailure FailInUse(Folio folio, int failing)
    {
        HugePage page = PageOf(folio);
        bool known = folio.Has(FolioFlags.HwPoison);
        if (page.FailedPages.Add(failing))
        {
            folio.MarkHardwarePoison();
        }

        if (known)
        {
            folio.PutFromAccess();
            return new HugetlbFailure(Errno.EHWPOISON, []);
        }

        ClearMigratable(folio);
        folio.Lock();
        ImmutableArray<KernelTask> killed = PoisonMappings(folio);
        folio.Unlock();
        if (folio.Mapping is null || folio.Has(FolioFlags.Anon))
        {
            Pfn first = folio.Pfn;
            folio.PutFromAccess();
            return new HugetlbFailure(DissolveFailed(first, failing), killed);
        }

        folio.KeepForMemoryFailure(HolderKind.GupGet);
        return new HugetlbFailure(folio.RefCount == folio.CacheReferences + 1 ? Errno.None : Errno.EBUSY, killed);
    }

    /// <summary>Moves a folio that the current task holds, and takes the failing page of what it was in out of use.</summary>
    /// <param name="folio">The folio. Reference effect: the task's reference is dropped.</param>
    /// <param name="failing">The page, counted from the folio's first.</param>
    /// <remarks>Models <c>soft_offline_in_use_page</c> on a hugetlb folio.</remarks>
    [Interleaved]
    internal Errno OfflineInUse(Folio folio, int failing)
    {
        Pfn first = folio.Pfn;
        bool isolated = Isolate(folio);
        folio.PutFromAccess();
        if (!isolated)
        {
            return Errno.EBUSY;
        }

        Errno error = Migrate(folio);
        return error == Errno.None ? DissolveFailed(first, failing)
            : error == Errno.EAGAIN ? Errno.EBUSY
            : error;
    }

    private (HugePage Page, int Failing) PageAround(Pfn pfn)
    {
        Folio folio = Machine.PeekFolio(pfn);
        return (PageOf(folio), pfn.Value - folio.Pfn.Value);
    }

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

    /// <summary>All of a free folio but the failed page goes to the page allocator. Reference effect: 0 to 1 on that page.</summary>
    /// <remarks>Models <c>__page_handle_poison</c>.</remarks>
    [Interleaved]
    private Errno DissolveFailed(Pfn first, int failing) =>
        Dissolve(first) == Errno.None && Machine.Allocator.TakePageOff(first.Plus(failing)) ? Errno.None : Errno.EBUSY;
}
