using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>Checks the invariants of a pool, its files and mounts at rest: I-109 to I-112.</summary>
internal sealed class HugePagePoolChecks(HugePagePool pool) : IInvariantSource
{
    public void Check(InvariantReport report)
    {
        if (!report.Options.AtRest || (report.Options.Groups & InvariantGroups.Owners) == 0)
        {
            return;
        }

        CheckCounters(report);
        foreach (HugePage page in pool.Pages)
        {
            CheckPage(report, page);
        }

        foreach (HugetlbFile file in pool.Files)
        {
            CheckSubpool(report, file.Mount.Subpool);
        }
    }

    private void CheckCounters(InvariantReport report)
    {
        long free = pool.Pages.Count(static p => p.Has(HugePageFlags.Freed));
        Compare(report, "folios the pool owns", pool.Pages.Count, pool.Total);
        Compare(report, "folios on the free list", free, pool.Free);

        // Unmapping a private page gives the owner its reservation back although somebody else still holds the page: the last put makes up
        // for it.
        ImmutableArray<ReservationHolder> holders = pool.Reserves.Holders();
        long expected = holders.Sum(static h => h.Pages) + pool.Reserves.CountedInError - pool.Reserves.RestoredOnFree;
        if (pool.Reserved != expected)
        {
            report.Add(HugetlbInvariants.HugetlbPoolAddsUp, default, $"reserved folios, for: {string.Join(", ", holders)}", expected,
                pool.Reserved);
        }

        // Once reserves exceed the free folios, 6.12 takes the negative difference for many available ones, and anybody may take the rest.
        if (pool.Reserved > pool.Free && pool.Reserves is { WithoutPage: 0, CountedInError: <= 0 })
        {
            report.Add(HugetlbInvariants.HugetlbPoolAddsUp, default, "reserved folios beyond the free ones", pool.Free, pool.Reserved);
        }

        if (pool.Surplus < 0 || pool.Surplus > Math.Max(pool.Overcommit, pool.SurplusPages.Excused))
        {
            report.Add(HugetlbInvariants.HugetlbPoolAddsUp, default, "surplus folios beyond the limit", pool.Overcommit, pool.Surplus);
        }
    }

    private static void CheckPage(InvariantReport report, HugePage page)
    {
        Folio folio = page.Folio;
        if (!folio.IsAlive || !folio.Has(FolioFlags.Hugetlb))
        {
            report.Add(HugetlbInvariants.HugetlbPoolAddsUp, default, $"{folio} is counted in the pool but is no huge page");
            return;
        }

        bool isFree = page.Has(HugePageFlags.Freed);
        if (isFree && (folio.RefCount != 0 || folio.MapCount != 0 || folio.Mapping is not null))
        {
            report.Add(HugetlbInvariants.PoolFreeHugetlbIsUnreferenced, folio, "a folio on the pool's free list is in use");
        }
        else if (!isFree && folio.RefCount == 0)
        {
            report.Add(HugetlbInvariants.PoolFreeHugetlbIsUnreferenced, folio, "a folio without references is not on the pool's free list");
        }

        const FolioFlags Cached = FolioFlags.Dirty | FolioFlags.Uptodate;
        if (folio.Mapping is not null && (!folio.Has(Cached) || page.Has(HugePageFlags.RestoreReserve)))
        {
            report.Add(HugetlbInvariants.CachedHugetlbHasCacheReferences, folio,
                $"a cached folio must be dirty and uptodate, and its reservation used; it is {folio.Flags}, {page.Flags}");
        }
    }

    private static void CheckSubpool(InvariantReport report, HugetlbSubpool? subpool)
    {
        if (subpool is null)
        {
            return;
        }

        bool used = subpool.Used >= 0 && subpool.Used <= (subpool.Maximum ?? 0);
        bool reserved = subpool.Reserved >= 0 && subpool.Reserved <= (subpool.Minimum ?? 0);
        if (!used || !reserved)
        {
            report.Add(HugetlbInvariants.SubpoolIsWithinItsLimits, default, $"the mount is outside its limits: {subpool}");
        }
    }

    private static void Compare(InvariantReport report, string what, long expected, long actual)
    {
        if (expected != actual)
        {
            report.Add(HugetlbInvariants.HugetlbPoolAddsUp, default, what, expected, actual);
        }
    }
}
