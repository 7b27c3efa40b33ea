using FolioModel.Allocation;

namespace FolioModel.Cli.Content.Core.Allocation;

/// <summary>The specification of a zone: watermarks, reserves, and the lists of every CPU in front of the buddy lists.</summary>
internal sealed class SpecZone
{
    private const int PageblockPages = 512;
    private const int BoostFactor = 15000;

    private readonly SpecCpuPages[] _cpus;
    private readonly int _min;
    private readonly int _step;

    /// <summary>Builds a zone with all its memory free.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="first">Its first frame.</param>
    /// <param name="pages">Its pages.</param>
    /// <param name="share">Its share of the machine's reserve.</param>
    /// <param name="options">How the machine is built.</param>
    /// <param name="isMovable">Whether a frame in use belongs to a folio on an LRU list.</param>
    public SpecZone(ZoneKind kind, int first, int pages, int share, MachineOptions options, Func<int, bool> isMovable)
    {
        Kind = kind;
        First = first;
        Pages = pages;
        Blocks = new SpecBlocks(first, pages, isMovable);
        _min = share;
        _step = Math.Max(share / 4, pages / 1000);
        int batch = BatchOf(pages);
        int high = options.PerCpuHigh ?? Math.Max((_min + _step) / options.Cpus, 4 * batch);
        _cpus = high == 0 ? []
            : [.. Enumerable.Range(0, options.Cpus).Select(_ => new SpecCpuPages(Blocks, Math.Max(1, Math.Min(batch, high / 4)), high))];
    }

    public ZoneKind Kind { get; }

    public int First { get; }

    public int Pages { get; }

    public SpecBlocks Blocks { get; }

    public int Boost { get; private set; }

    public int HighAtomic { get; private set; }

    public int PerCpuPages => _cpus.Sum(static c => c.Pages);

    public SpecCpuPages? Cpu(int cpu) => _cpus.Length == 0 ? null : _cpus[cpu];

    /// <summary>Whether a request may take memory here.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isFast">Whether it is the first attempt, above the LOW watermark.</param>
    /// <param name="reserve">Pages kept back from requests that may use higher zones.</param>
    public bool IsEnough(SpecRequest request, bool isFast, int reserve)
    {
        int mark = isFast ? _min + _step : _min;
        return IsAbove(request, isFast, mark + Boost, reserve)
            || (!isFast && request is { Order: 0, MayUseReserve: true } && Boost > 0 && IsAbove(request, isFast, mark, reserve));
    }

    public int? Take(SpecRequest request, bool isFast, bool unmixed)
    {
        int? pfn = SpecCpuPages.Keeps(request.Order) ? Cpu(request.Cpu)?.Take(request.Order, request.Type, unmixed, Raise) : null;
        bool isHighAtomic = !isFast && request.IsHighAtomic;
        if (pfn is null && isHighAtomic)
        {
            pfn = Blocks.TakeSmallest(request.Order, MigrateType.HighAtomic);
        }

        if (pfn is null)
        {
            foreach (int taken in Blocks.Take(1, request.Order, request.Type, unmixed, Raise))
            {
                pfn = taken;
            }
        }

        if (pfn is null && !isFast && request.IsNonBlocking)
        {
            pfn = Blocks.TakeSmallest(request.Order, MigrateType.HighAtomic);
        }

        if (isHighAtomic && pfn is { } block)
        {
            Reserve(block, request.Order);
        }

        return pfn;
    }

    public void Put(int cpu, int pfn, int order)
    {
        if (SpecCpuPages.Keeps(order) && Cpu(cpu) is { } lists)
        {
            lists.Put(pfn, order);
        }
        else
        {
            Blocks.Free(pfn, order);
        }
    }

    /// <summary>A sixteenth of a thousandth, rounded down to one less than a power of two; at least 1.</summary>
    private static int BatchOf(int pages)
    {
        int quarter = Math.Max(1, Math.Min(pages / 1024, 256) / 4);
        int wanted = quarter + (quarter / 2);
        int power = 1;
        while (power * 2 <= wanted)
        {
            power *= 2;
        }

        return Math.Max(1, power - 1);
    }

    private bool IsAbove(SpecRequest request, bool isFast, int mark, int reserve)
    {
        bool usesReserves = !isFast && (request.MayUseReserve || request.IsNonBlocking);
        int usable = Blocks.FreePages - ((1 << request.Order) - 1) - (usesReserves ? 0 : Blocks.FreeHighAtomicPages);
        if (!isFast && request.MayUseReserve)
        {
            mark -= mark / 2;
            mark -= request.IsNonBlocking ? mark / 4 : 0;
        }

        return usable > mark + reserve && (request.Order == 0 || HasBlock(request, isFast));
    }

    private bool HasBlock(SpecRequest request, bool isFast) =>
        Blocks.HasBlock(request.Order, MigrateType.Unmovable) || Blocks.HasBlock(request.Order, MigrateType.Movable)
            || Blocks.HasBlock(request.Order, MigrateType.Reclaimable)
            || (!isFast && request.IsHighAtomic && Blocks.HasBlock(request.Order, MigrateType.HighAtomic));

    private void Raise()
    {
        if (Pages >= 4 * PageblockPages)
        {
            int most = Math.Max(PageblockPages, (int)((long)(_min + (2 * _step)) * BoostFactor / 10000));
            Boost = Math.Min(Boost + PageblockPages, most);
        }
    }

    private void Reserve(int pfn, int order)
    {
        int hundredth = Pages / 100;
        if (hundredth >= PageblockPages && HighAtomic < (hundredth + PageblockPages - 1) / PageblockPages * PageblockPages
            && Blocks.TypeOf(pfn) <= MigrateType.Reclaimable)
        {
            HighAtomic += Blocks.Retype(pfn, order, MigrateType.HighAtomic);
        }
    }
}
