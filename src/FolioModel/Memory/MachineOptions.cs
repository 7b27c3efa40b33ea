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

    /// <summary>Zones from low to high memory; empty means one <see cref="ZoneKind.Normal"/> zone with all pages.</summary>
    public IReadOnlyList<ZoneOptions> Zones { get; init; } = [];

    /// <summary>Decides which allocations fail for no other reason; null for none.</summary>
    /// <remarks>Models the kernel's <c>fail_page_alloc</c>.</remarks>
    public IAllocationFaults? AllocationFaults { get; init; }
}
