namespace FolioModel.Allocation;

/// <summary>A range of memory with its own free lists, per-CPU page lists and watermarks.</summary>
/// <remarks>Models <c>struct zone</c>.</remarks>
public sealed partial class Zone
{
    private readonly Machine _machine;
    private readonly int _first;
    private readonly PerCpuPages?[] _perCpu;

    internal Zone(Machine machine, ZoneOptions options, int first, Watermarks watermarks)
    {
        _machine = machine;
        _first = first;
        Kind = options.Kind;
        Pages = options.Pages;
        Watermarks = watermarks;
        _marks = [watermarks.Min, watermarks.Low, watermarks.High, watermarks.Promo];
        Lock = new SpinLock(machine, LockClass.ZoneLock, $"lock of zone {Kind}");
        Buddy = new BuddyAllocator(this, machine, first, Pages);
        _perCpu = NewPerCpuPages();
        FreeEverything();
    }

    /// <summary>Which zone of the node this is.</summary>
    public ZoneKind Kind { get; }

    /// <summary>The first frame.</summary>
    public Pfn First => new(_first);

    /// <summary>Base pages of the zone, free or not (<c>managed_pages</c>).</summary>
    public int Pages { get; }

    /// <summary>The numbers of free pages at which the zone changes its behaviour, without the boost.</summary>
    public Watermarks Watermarks { get; }

    /// <summary>By how much every watermark is raised, in base pages: grows with each fallback that mixes migrate types.</summary>
    public int WatermarkBoost { get; private set; }

    /// <summary>Protects the free lists, the pageblock types and the boost (<c>zone->lock</c>).</summary>
    public SpinLock Lock { get; }

    /// <summary>Free pages on the buddy lists; those on per-CPU lists are not among them (<c>NR_FREE_PAGES</c>).</summary>
    public PageCount FreePageCount => new(Buddy.FreePages);

    /// <summary>Pages on the per-CPU lists of all CPUs.</summary>
    public PageCount PerCpuPageCount => new(_perCpu.Sum(static lists => (long)(lists?.Count ?? 0)));

    /// <summary>Pages of pageblocks reserved for allocations that must not sleep (<c>nr_reserved_highatomic</c>).</summary>
    public PageCount ReservedHighAtomic => new(ReservedHighAtomicPages);

    internal BuddyAllocator Buddy { get; }

    internal ReadOnlySpan<PerCpuPages?> PerCpu => _perCpu;

    internal int Start => _first;

    internal int End => _first + Pages;

    /// <summary>Pages kept back from requests that could have used a higher zone, by that zone (<c>lowmem_reserve</c>).</summary>
    internal int[] LowMemoryReserve { get; } = new int[4];

    /// <summary>Free blocks of an order on the buddy lists, of all migrate types (<c>nr_free</c>).</summary>
    /// <param name="order">0 to 10.</param>
    public int FreeBlocks(Order order) => Buddy.FreeBlocks(order.Value);

    /// <summary>Free blocks of an order and a migrate type on the buddy lists.</summary>
    /// <param name="order">0 to 10.</param>
    /// <param name="type">The type.</param>
    public int FreeBlocks(Order order, MigrateType type) => Buddy.FreeBlocks(order.Value, type);

    /// <summary>The migrate type of the pageblock that a frame is in.</summary>
    /// <param name="pfn">A frame of this zone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frame is in another zone.</exception>
    public MigrateType TypeOf(Pfn pfn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pfn.Value, _first, nameof(pfn));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pfn.Value, End, nameof(pfn));
        return Buddy.TypeOf(pfn.Value);
    }

    /// <summary>Pages on one CPU's lists of this zone.</summary>
    /// <param name="cpu">The CPU.</param>
    public PageCount PagesOfCpu(int cpu) => new(_perCpu[cpu]?.Count ?? 0);

    internal Machine Machine => _machine;

    /// <inheritdoc/>
    public override string ToString() => $"zone {Kind}";

    private PerCpuPages?[] NewPerCpuPages()
    {
        PerCpuPages?[] lists = new PerCpuPages?[_machine.Options.Cpus];
        int batch = PerCpuPages.BatchFor(Pages);
        int high = _machine.Options.PerCpuHigh ?? Math.Max(Watermarks.Low / lists.Length, 4 * batch);
        for (int cpu = 0; cpu < lists.Length && high > 0; cpu++)
        {
            lists[cpu] = new PerCpuPages(this, Math.Max(1, Math.Min(batch, high / 4)), high);
        }

        return lists;
    }

    /// <summary>Boot: frees all memory in the largest aligned blocks that fit, so that the lowest is allocated first.</summary>
    private void FreeEverything()
    {
        for (int pfn = _first; pfn < End;)
        {
            int order = KernelProfile.LargestOrder;
            while ((pfn & ((1 << order) - 1)) != 0 || pfn + (1 << order) > End)
            {
                order--;
            }

            Buddy.Free(pfn, order, toTail: true);
            pfn += 1 << order;
        }
    }
}
