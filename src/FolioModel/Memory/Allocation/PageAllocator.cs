using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

/// <summary>
/// The page allocator of the machine: zones with buddy lists, per-CPU page lists in front of them, and watermarks that decide who may take
/// the last pages.
/// </summary>
/// <remarks>
/// Models <c>mm/page_alloc.c</c>. An allocation tries the lists above the LOW watermark; failing that it wakes the background reclaimer and
/// tries again above MIN, or lower where its flags allow; failing that, and if it may, it reclaims. Nothing here writes to more than the
/// first pages of a block, so a block of 512 pages costs what one page costs.
/// </remarks>
/// <example>
/// <code>
/// var machine = new Machine(new MachineOptions { Pages = 1024 });
/// Folio folio = machine.Allocator.AllocateFolio(new Order(2), GfpFlags.Kernel);
/// Console.WriteLine(machine.Allocator.Describe());
/// folio.Put();
/// </code>
/// </example>
public sealed partial class PageAllocator
{
    private const int ZoneKinds = 4;

    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly ReferenceCounts _references;
    private readonly IAllocationFaults? _faults;
    private readonly Zone[] _zones;

    /// <summary>For each zone that a request may name, the zones that may serve it, the best first.</summary>
    private readonly Zone[][] _zoneLists;
    private readonly bool _avoidsFragmentation;
    private readonly bool _allocatesFrozen;

    internal PageAllocator(Machine machine)
    {
        _machine = machine;
        _map = machine.Map;
        _references = machine.References;
        _faults = machine.Options.AllocationFaults;
        _zones = BuildZones(machine);
        _zoneLists = BuildZoneLists(_zones);
        _avoidsFragmentation = Array.Exists(_zones, static z => z.Kind == ZoneKind.Dma32);
        _zoneOfGfp = BuildZoneTable(_zones);
        _allocatesFrozen = machine.Profile.AllocatesFrozen;
        SetLowMemoryReserves();
    }

    /// <summary>The zones, from low to high memory.</summary>
    public IReadOnlyList<Zone> Zones => _zones;

    /// <summary>Free pages on the buddy lists; those on per-CPU lists are not among them (<c>NR_FREE_PAGES</c>).</summary>
    public PageCount FreePageCount => new(_zones.Sum(static z => z.FreePageCount.Value));

    /// <summary>Pages on the per-CPU page lists.</summary>
    public PageCount PerCpuPageCount => new(_zones.Sum(static z => z.PerCpuPageCount.Value));

    /// <summary>Pages that the allocator manages, free or not.</summary>
    public PageCount ManagedPageCount => new(_zones.Sum(static z => (long)z.Pages));

    /// <summary>Pages taken out of use: memory failures, and blocks refused when they were freed.</summary>
    public PageCount OfflinePageCount => new(_offlinePages);

    /// <summary>Pages given back to the zones so far (<c>pgfree</c>).</summary>
    public PageCount FreedPageCount => new(_zones.Sum(static z => z.FreedPages.Value));

    /// <summary>
    /// Pages that are not there for ordinary use: of each zone the high watermark and what it keeps back for requests that need it.
    /// </summary>
    /// <remarks>Models <c>calculate_totalreserve_pages</c>.</remarks>
    public PageCount ReservePageCount =>
        new(_zones.Sum(static z => Math.Min((long)z.Watermarks.High + z.LowMemoryReserve.Max(), z.Pages)));

    /// <summary>How often an allocation woke the background reclaimer.</summary>
    public long BackgroundWakeups { get; private set; }

    /// <summary>Frees memory in place of the machine's own reclaim; null, the default, for that.</summary>
    internal IDirectReclaim? Reclaimer { get; set; }

    /// <summary>Allocates a folio. Reference effect: the count is 1, owned by the current task as the allocation's.</summary>
    /// <param name="order">Its size, 0 to 10.</param>
    /// <param name="gfp">How it may be allocated.</param>
    /// <returns>The folio, or <c>default</c> when there is no memory that these flags may use, or the order is above 10.</returns>
    /// <exception cref="KernelBugException">The flags name two zones or two migrate types, or may sleep under a spin lock.</exception>
    /// <exception cref="KernelDeadlockException">The flags forbid failing, and no other task frees memory.</exception>
    /// <remarks>Models <c>folio_alloc</c>. The caller holds no zone lock.</remarks>
    [Interleaved]
    public Folio AllocateFolio(Order order, GfpFlags gfp)
    {
        if (_machine.BeginsNamedOperation)
        {
            return AllocateNamedFolio(order, gfp);
        }

        int pfn = Allocate(order.Value, gfp | GfpFlags.Comp, "folio_alloc");
        return pfn < 0 ? default : new Folio(_machine, pfn);
    }

    /// <summary>
    /// The form of <see cref="AllocateFolio"/> that names its operation, for a machine that is observed. It is apart so that the fast
    /// allocation has no scope to close.
    /// </summary>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Folio AllocateNamedFolio(Order order, GfpFlags gfp)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_alloc");
        return AllocateFolio(order, gfp);
    }

    /// <summary>Allocates a folio without a holder. Reference effect: none, the count is 0.</summary>
    /// <param name="order">Its size, 0 to 10.</param>
    /// <param name="gfp">How it may be allocated.</param>
    /// <returns>
    /// The folio, which belongs to the caller until <see cref="Folio.Unfreeze(int, HolderKind)"/> or <see cref="Folio.FreeFrozen"/>; or
    /// <c>default</c>, as <see cref="AllocateFolio"/>.
    /// </returns>
    /// <remarks>Models <c>alloc_frozen_pages</c>, which exists since 6.14.</remarks>
    [Interleaved]
    public Folio AllocateFrozenFolio(Order order, GfpFlags gfp)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("alloc_frozen_pages");
        int pfn = AllocateFrozen(order.Value, gfp | GfpFlags.Comp, "alloc_frozen_pages");
        return pfn < 0 ? default : new Folio(_machine, pfn);
    }

    /// <summary>Gives the pages on all per-CPU page lists back to the buddy lists, where they merge.</summary>
    /// <remarks>Models <c>drain_all_pages</c>.</remarks>
    [Interleaved]
    public void DrainAllPages()
    {
        for (int cpu = 0; cpu < _machine.Options.Cpus; cpu++)
        {
            DrainPages(cpu);
        }
    }

    /// <summary>Gives the pages on the lists of one CPU back to the buddy lists.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The machine has no such CPU.</exception>
    /// <remarks>Models <c>drain_pages</c>.</remarks>
    [Interleaved]
    public void DrainPages(int cpu)
    {
        _machine.CheckThread();
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, _machine.Options.Cpus);
        for (int i = 0; i < _zones.Length; i++)
        {
            _zones[i].Drain(cpu);
        }
    }

    /// <summary>The zone that a frame is in.</summary>
    /// <param name="pfn">The frame.</param>
    /// <exception cref="ArgumentOutOfRangeException">No zone has it.</exception>
    public Zone ZoneOf(Pfn pfn) => (uint)pfn.Value < (uint)_zones[^1].End
        ? ZoneOf(pfn.Value)
        : throw new ArgumentOutOfRangeException(nameof(pfn), pfn, "no zone has this frame");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Zone ZoneOf(int pfn) => _zones[ZoneNumberOf(pfn)];

    /// <summary>The place in <see cref="Zones"/> of the highest zone that is not above a kind; -1 when all are.</summary>
    internal int HighestUpTo(ZoneKind kind)
    {
        int number = _zones.Length - 1;
        while (number >= 0 && _zones[number].Kind > kind)
        {
            number--;
        }

        return number;
    }

    /// <summary>The place of a frame's zone in <see cref="Zones"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ZoneNumberOf(int pfn)
    {
        int i = 0;
        while (pfn >= _zones[i].End)
        {
            i++;
        }

        return i;
    }
}
