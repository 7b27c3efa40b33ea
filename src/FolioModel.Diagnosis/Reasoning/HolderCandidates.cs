using FolioModel.Gmem;
using FolioModel.Hugetlb;

namespace FolioModel.Diagnosis.Reasoning;

/// <summary>Which kinds of holder a page's state allows beyond the expected ones, and how well each fits.</summary>
internal static class HolderCandidates
{
    /// <summary>The amount that one pin adds to a small folio's count (<c>GUP_PIN_COUNTING_BIAS</c>).</summary>
    public const int PinBias = 1024;

    private const int Many = int.MaxValue;
    private const int Clear = 0;
    private const int Good = 1;
    private const int Fair = 2;
    private const int Weak = 3;
    private const int Poor = 5;

    public static IReadOnlyList<HolderCandidate> Of(ObservedPage page, int unexplained)
    {
        List<HolderCandidate> candidates = [];
        AddPageTables(candidates, page);
        AddLru(candidates, page);
        AddGup(candidates, page, unexplained);
        AddTasks(candidates, page);
        AddRare(candidates, page);
        return [.. candidates.Select(c => Favoured(c, page))];
    }

    /// <summary>Whether the page is of a kind that lives on the LRU lists.</summary>
    public static bool IsLruKind(ObservedPage page) =>
        page.Kind is PageKind.File or PageKind.Anon or PageKind.Shmem or PageKind.Ksm or PageKind.GuestMemfd
        || (page.Kind == PageKind.None && WasCached(page));

    /// <summary>Whether flags say that a page without a mapping once was in a file or in a process.</summary>
    private static bool WasCached(ObservedPage page) => page.Has(
        FolioFlags.Lru | FolioFlags.Active | FolioFlags.Uptodate | FolioFlags.Referenced | FolioFlags.SwapBacked | FolioFlags.Dirty
            | FolioFlags.Workingset);

    /// <summary>Large folios wait in no batch since 6.18 and in the late 6.12 releases, which the model follows.</summary>
    private static bool MayWaitInBatches(ObservedPage page) =>
        page.Order == 0 || (page.Kernel is { } kernel && !kernel.IsAtLeast(6, 18) && kernel != KernelRelease.Default);

    private static HolderCandidate Favoured(HolderCandidate candidate, ObservedPage page) =>
        Circumstances.PointTo(page, candidate.Kind) is { } because && candidate.Cost > Clear
            ? candidate with { Cost = Clear, Because = because }
            : candidate;

    private static void AddPageTables(List<HolderCandidate> candidates, ObservedPage page)
    {
        if (!page.MapCountIsExact)
        {
            candidates.Add(new HolderCandidate(HolderKind.PageTable, 1, 0, Many, page.MapCount > 0 ? Clear : Good, 0,
                "mappings of other pages of the folio, which this form of the text does not count"));
        }
    }

    private static void AddLru(List<HolderCandidate> candidates, ObservedPage page)
    {
        if (!IsLruKind(page))
        {
            return;
        }

        bool onLru = page.Has(FolioFlags.Lru);
        bool isIsolated = Circumstances.PointTo(page, HolderKind.Isolation) is not null;
        if (!onLru)
        {
            candidates.Add(new HolderCandidate(HolderKind.Isolation, 1, 0, 1, Good, 0,
                "PG_lru is clear: somebody isolated the folio (migration, compaction, reclaim)"));
        }

        if (!MayWaitInBatches(page))
        {
            return;
        }

        if (!onLru && !isIsolated)
        {
            candidates.Add(new HolderCandidate(HolderKind.LruAddBatch, 1, 0, 1, Good, 0,
                "PG_lru is clear: the folio may still wait in a CPU's lru_add batch"));
        }

        // From 6.11 until a revert of September 2025 a folio lost PG_lru when it entered a batch.
        bool clearedInBatch = page.Kernel is { } kernel && kernel.IsAtLeast(6, 11) && !kernel.IsAtLeast(6, 18);
        if (onLru || clearedInBatch)
        {
            candidates.Add(new HolderCandidate(HolderKind.LruBatch, 1, 0, 2, Weak, Weak,
                "a slot of a CPU's activate, deactivate or rotate batch"));
        }

        if (page.Has(FolioFlags.Mlocked))
        {
            candidates.Add(new HolderCandidate(HolderKind.MlockBatch, 1, 0, 1, Good, 0,
                "PG_mlocked: the folio may wait in a CPU's mlock batch"));
        }
    }

    private static void AddGup(List<HolderCandidate> candidates, ObservedPage page, int unexplained)
    {
        bool userMemory = page.Kind is PageKind.File or PageKind.Anon or PageKind.Shmem or PageKind.Hugetlb or PageKind.Ksm
            || (page.Kind == PageKind.None && WasCached(page));
        if (!userMemory)
        {
            return;
        }

        if (page.Order > 0 && page.PinCount is { } pins)
        {
            if (pins > 0)
            {
                int least = Math.Min(pins, Math.Max(unexplained, 0));
                candidates.Add(new HolderCandidate(HolderKind.GupPin, 1, least, least, Clear, 0,
                    $"the text counts {pins} pins (pincount)"));
            }
        }
        else if (page.Order > 0)
        {
            candidates.Add(new HolderCandidate(HolderKind.GupPin, 1, 0, Many, Fair, Good,
                "pinned for direct access (RDMA, VFIO, io_uring): one reference a pin on a large folio"));
        }
        else if (unexplained >= PinBias)
        {
            candidates.Add(new HolderCandidate(HolderKind.GupPin, PinBias, 0, Many, Clear, 0,
                $"a pin on a small folio adds {PinBias}, and no other holder takes so many"));
        }

        candidates.Add(new HolderCandidate(HolderKind.GupGet, 1, 0, Many, page.MapCount > 0 || page.Has(FolioFlags.Anon)
            ? Fair : Weak, Fair,
            "get_user_pages without a pin (vmsplice, ptrace, direct I/O of older kernels)"));
    }

    private static void AddTasks(List<HolderCandidate> candidates, ObservedPage page)
    {
        bool inCache = page.IsCached || page.Has(FolioFlags.SwapCache);
        bool leftCache = page.Kind == PageKind.None && WasCached(page);
        if (inCache || leftCache)
        {
            int cost = page.Has(FolioFlags.Locked | FolioFlags.Writeback) || leftCache ? Good : Fair;
            string because = leftCache ? "a lookup from before the folio left its file, not yet given back"
                : page.Has(FolioFlags.Locked) ? "PG_locked: who locks a folio of a cache holds it by a lookup"
                : "a task that looked the folio up (read, write, fault, truncation, splice) has not given it back";
            candidates.Add(new HolderCandidate(HolderKind.Lookup, 1, 0, Many, cost, Fair, because));
            candidates.Add(new HolderCandidate(HolderKind.Speculative, 1, 0, 1, 4, 0,
                "a lockless lookup that is about to check its slot again"));
        }

        bool knownUse = page.Kind is not PageKind.None;
        candidates.Add(new HolderCandidate(HolderKind.Get, 1, 0, Many, page.Has(FolioFlags.Anon) ? Weak : knownUse || leftCache ? 4 : Good,
            knownUse || leftCache ? Fair : Good,
            page.Has(FolioFlags.Anon) ? "a page walker, or a device-exclusive entry, whose reference the map count leaves out"
                : knownUse ? "a task took one more on top of its own (folio_get)"
                : "the owner shares the page (get_page)"));
        bool untouched = page.Kind == PageKind.None && page.MapCount <= 0 && !page.Has(FolioFlags.SwapCache);
        if (untouched || page.Kind is PageKind.Slab or PageKind.Reserved or PageKind.PageTable or PageKind.Offline
            or PageKind.DriverMovable or PageKind.Free)
        {
            candidates.Add(new HolderCandidate(HolderKind.Allocation, 1, 0, 1, WasCached(page) ? Fair : Clear, 0, OwnerOf(page.Kind)));
        }
    }

    private static string OwnerOf(PageKind kind) => kind switch
    {
        PageKind.Slab => "the slab allocator's own reference (slab pages have none since 6.14)",
        PageKind.Reserved => "reserved memory keeps the count of 1 that it got at boot",
        PageKind.PageTable => "the page table's own reference",
        PageKind.Offline => "memory hotplug or a balloon owns the page",
        PageKind.DriverMovable => "the driver's own reference",
        PageKind.Free => "an allocation of a page that is still marked as free",
        _ => "no mapping: the reference of who allocated the page",
    };

    private static void AddRare(List<HolderCandidate> candidates, ObservedPage page)
    {
        if (page.Kind == PageKind.Hugetlb)
        {
            candidates.Add(new HolderCandidate(HugetlbHolders.Isolation, 1, 0, 1, Good, 0, "migration isolated the huge page"));
            if (!page.IsCached && page.MapCount <= 0)
            {
                candidates.Add(new HolderCandidate(HugetlbHolders.User, 1, 0, 1, Clear, 0,
                    "who took the huge page from its pool and has not mapped it yet"));
            }
        }

        if (page.Has(FolioFlags.HwPoison | FolioFlags.HasHwPoisoned))
        {
            candidates.Add(new HolderCandidate(HolderKind.MemoryFailure, 1, 0, 1, Clear, 0,
                "PG_hwpoison: memory failure keeps the page out of the allocator"));
        }

        if (page.Has(FolioFlags.Private2))
        {
            candidates.Add(new HolderCandidate(KernelHolders.Private2, 1, 0, 1, Good, 0,
                "PG_private_2: a copy to the filesystem cache is in flight"));
        }

        if (page.Kind is PageKind.GuestMemfd or PageKind.Anon or PageKind.Shmem or PageKind.Hugetlb or PageKind.File)
        {
            candidates.Add(new HolderCandidate(GmemHolders.KvmPfn, 1, 0, 1, page.Kind == PageKind.GuestMemfd ? Fair : Poor, 0,
                "KVM has got the page and is about to map it into the guest"));
        }

        if (page.Order > 0 && page.Kind == PageKind.Anon)
        {
            candidates.Add(new HolderCandidate(KernelHolders.DeferredSplit, 1, 0, 1, Poor, 0, "the scan of the deferred-split queue"));
        }

        if (page.Kind == PageKind.None && page.Has(FolioFlags.Locked) && page.MapCount <= 0)
        {
            candidates.Add(new HolderCandidate(KernelHolders.MigrationTarget, 1, 0, 1, Weak, 0,
                "locked and without a mapping: the destination of a migration"));
            candidates.Add(new HolderCandidate(HolderKind.Split, 1, 0, 1, Poor, 0, "a part that a split cut off and left to its caller"));
        }
    }
}
