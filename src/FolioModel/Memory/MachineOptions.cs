namespace FolioModel;

/// <summary>How a machine is built.</summary>
public sealed record MachineOptions
{
    /// <summary>Base pages of memory; the default is 64 MiB.</summary>
    public int Pages { get; init; } = 16384;

    /// <summary>Number of CPUs, each with its own LRU batches and page lists.</summary>
    public int Cpus { get; init; } = 2;

    /// <summary>The kernel version to be like.</summary>
    public KernelProfile Profile { get; init; } = KernelProfile.Linux612;

    /// <summary>Whether every reference is recorded with its holder.</summary>
    public bool Ledger { get; init; }

    /// <summary>Whether the ledger also records where in the caller's source a reference was taken. Slow: for reports.</summary>
    public bool CaptureCallSites { get; init; }

    /// <summary>Whether the order of locks, the owners of folio locks and "no sleep under a spin lock" are checked.</summary>
    public bool LockChecking { get; init; }

    /// <summary>
    /// Whether only the task that locked a folio may unlock it. The kernel does not ask for that (the end of a read unlocks for the task
    /// that started it), but where no such hand-over is meant an unlock by another task is a mistake.
    /// </summary>
    public bool StrictFolioLocks { get; init; }

    /// <summary>Zones from low to high memory; empty means one <see cref="ZoneKind.Normal"/> zone with all pages.</summary>
    public IReadOnlyList<ZoneOptions> Zones { get; init; } = [];

    /// <summary>
    /// Base pages that ordinary allocations leave free (<c>vm.min_free_kbytes</c>); null for the kernel's formula, which a machine below
    /// 4 MiB limits to a sixteenth of its memory: 1 page of 16, 4 of 64, 16 of 256, 64 of 1024.
    /// </summary>
    /// <remarks>With 0 every page can be allocated, down to the last.</remarks>
    public int? MinFreePages { get; init; }

    /// <summary>Distance of the watermarks from each other, in ten-thousandths of a zone (<c>vm.watermark_scale_factor</c>).</summary>
    public int WatermarkScaleFactor { get; init; } = 10;

    /// <summary>
    /// How far a fallback to another migrate type may raise the watermarks, in ten-thousandths of HIGH; 0 for not at all
    /// (<c>vm.watermark_boost_factor</c>).
    /// </summary>
    public int WatermarkBoostFactor { get; init; } = 15000;

    /// <summary>
    /// Base pages that a CPU's page list of a zone may hold before it gives some back; null for the kernel's formula, 0 for no such lists:
    /// every block comes from the buddy lists and goes back there at once.
    /// </summary>
    public int? PerCpuHigh { get; init; }

    /// <summary>
    /// Whether an allocation that finds too little memory reclaims, as the kernel's does; without it, it fails beside unused cached pages.
    /// </summary>
    public bool DirectReclaim { get; init; } = true;

    /// <summary>How the background reclaimer is run when allocations have woken it.</summary>
    public BackgroundReclaim BackgroundReclaim { get; init; }

    /// <summary>How many memory control groups there can be besides the root; 0 for none, which costs nothing.</summary>
    public int MemoryGroups { get; init; }

    /// <summary>Decides which allocations fail for no other reason; null for none.</summary>
    /// <remarks>Models the kernel's <c>fail_page_alloc</c>.</remarks>
    public IAllocationFaults? AllocationFaults { get; init; }

    /// <summary>
    /// From how many leaves on the tree of a page cache has a directory of them, which finds a leaf without a walk. What operations do does
    /// not depend on it: tests set 1 to run the short ways of large files on small ones.
    /// </summary>
    public int LeafDirectoryThreshold { get; init; } = 16;

    /// <summary>
    /// Whether the bytes of pages and swap slots are kept, see <see cref="MemoryContents"/>. Costs memory for each page that is written,
    /// and nothing when off.
    /// </summary>
    public bool Contents { get; init; }
}
