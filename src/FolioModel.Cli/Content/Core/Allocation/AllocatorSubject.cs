using FolioModel.Allocation;
using FolioModel.Observation;

namespace FolioModel.Cli.Content.Core.Allocation;

/// <summary>
/// The page allocator beside its specification: every request gets the block that the specification says, and all lists of all zones and
/// CPUs have the same blocks in the same order.
/// </summary>
internal sealed class AllocatorSubject : MachineSubject
{
    private const int StepsBetweenWalks = 8;

    /// <summary>Requests that never reclaim: what reclaim makes possible is another specification's matter.</summary>
    private static readonly GfpFlags[] s_gfps =
    [
        GfpFlags.NoWait | GfpFlags.NoMemAlloc, GfpFlags.TransHugeLight, GfpFlags.NoWait | GfpFlags.Movable | GfpFlags.HighMem,
        GfpFlags.NoWait | GfpFlags.Reclaimable, GfpFlags.NoWait, GfpFlags.Atomic, GfpFlags.Atomic | GfpFlags.Movable | GfpFlags.HighMem,
        GfpFlags.High | GfpFlags.NoMemAlloc, GfpFlags.NoWait | GfpFlags.MemAlloc, GfpFlags.NoWait | GfpFlags.Dma32,
    ];

    private readonly SpecAllocator _spec;
    private readonly KernelTask[] _tasks;
    private readonly Scope<Folio> _held;
    private readonly List<Folio> _filling = [];
    private Finding? _wrong;
    private int _steps;

    /// <summary>Builds one.</summary>
    /// <param name="options">The machine.</param>
    /// <param name="largestKept">How many of the largest blocks are left when the rest has been taken.</param>
    public AllocatorSubject(MachineOptions options, int largestKept = int.MaxValue)
        : base(options with { LockChecking = true })
    {
        _spec = new SpecAllocator(Machine.Options, IsMovable);
        _tasks = [.. Enumerable.Range(0, Machine.Options.Cpus).Select(cpu => Machine.CreateTask($"task {cpu}", cpu))];
        _held = NewScope<Folio>(crowd: 600);
        Parameter<long> cpu = Number("CPU", _tasks.Length);
        Parameter<GfpFlags> gfp = OneOf("gfp", s_gfps);
        Define("take", 8, cpu, OneOf("order", 0, 1, 2, 3, 9), gfp, Take);
        Define("take large", 4, cpu, OneOf("order", 4, 5, 6, 7, 8, 10, 11), gfp, Take);
        Define("take pages", 4, cpu, Size("pages", 160), gfp, TakePages);
        Define("take all", 2, cpu, OneOf("order", 0, 0, 1, 3, 5), gfp, TakeAll);
        Define("put", 12, cpu, Held(_held), Put, givesBack: true);
        Define("put several", 6, cpu, Size("folios", 400), PutSeveral, givesBack: true);
        Define("put every second", 2, cpu, Number("first", 2), PutEverySecond, givesBack: true);
        Define("make movable", 3, Size("folios", 300), MakeMovable);
        Define("drain", 2, cpu, Drain);
        for (int left = Machine.Options.Pages >> 10; left > largestKept; left--)
        {
            Take(0, 10, GfpFlags.NoWait | GfpFlags.MemAlloc);
        }

        _filling.AddRange(_held.Things);
        _filling.ForEach(_held.Remove);
    }

    /// <inheritdoc/>
    public override Finding? CheckStep()
    {
        NoteWhatHappened();
        return _wrong ?? (IsThorough || ++_steps % StepsBetweenWalks == 0 ? CompareLists() : CompareCounts()) ?? base.CheckStep();
    }

    /// <inheritdoc/>
    public override Finding? Finish()
    {
        Finding? found = _wrong ?? CompareLists();
        return found ?? base.Finish();
    }

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        foreach (Folio folio in _held.Things.Concat(_filling).ToList())
        {
            folio.Put();
        }
    }

    private bool IsMovable(int pfn) => Machine.PeekFolio(new Pfn(pfn)) is { IsNone: false } folio && folio.Has(FolioFlags.Lru);

    private StepResult Take(long cpu, int order, GfpFlags gfp)
    {
        using Machine.TaskScope scope = Machine.RunAs(_tasks[cpu]);
        int? expected = _spec.Take(new SpecRequest(order, gfp, (int)cpu));
        Folio folio = Machine.Allocator.AllocateFolio(new Order(order), gfp);
        int? got = folio.IsNone ? null : folio.Pfn.Value;
        if (got != expected)
        {
            _wrong ??= new Finding("refinement", $"the request got {Name(got)}, the specification {Name(expected)}");
        }

        if (folio.IsNone)
        {
            Hit("failed");
            return Errno.ENOMEM;
        }

        _held.Add(folio);
        return StepResult.Ok;
    }

    private StepResult TakePages(long cpu, long pages, GfpFlags gfp) => TakeMany(cpu, 0, pages, gfp);

    /// <summary>Goes down to where a request fails, so that those after it show who may use which reserve.</summary>
    private StepResult TakeAll(long cpu, int order, GfpFlags gfp) => TakeMany(cpu, order, long.MaxValue, gfp);

    private StepResult TakeMany(long cpu, int order, long count, GfpFlags gfp)
    {
        for (long i = 0; i < count; i++)
        {
            int held = _held.Count;
            Take(cpu, order, gfp);
            if (_held.Count == held)
            {
                return Errno.ENOMEM;
            }
        }

        return StepResult.Ok;
    }

    private StepResult Put(long cpu, Folio folio)
    {
        using Machine.TaskScope scope = Machine.RunAs(_tasks[cpu]);
        _held.Remove(folio);
        (int pfn, int order) = (folio.Pfn.Value, folio.Order.Value);
        folio.Put();
        _spec.Put((int)cpu, pfn, order);
        return StepResult.Ok;
    }

    /// <summary>Frees in a row are given back to the buddy lists in growing numbers.</summary>
    private StepResult PutSeveral(long cpu, long folios)
    {
        foreach (Folio folio in _held.Things.Take((int)folios).ToList())
        {
            Put(cpu, folio);
        }

        return StepResult.Ok;
    }

    /// <summary>Leaves memory in small pieces: few of them have a free buddy.</summary>
    private StepResult PutEverySecond(long cpu, long first)
    {
        foreach (Folio folio in _held.Things.Where((_, place) => place % 2 == first).ToList())
        {
            Put(cpu, folio);
        }

        return StepResult.Ok;
    }

    private StepResult MakeMovable(long folios)
    {
        foreach (Folio folio in _held.Things.Where(static f => !f.Has(FolioFlags.Lru)).Take((int)folios).ToList())
        {
            folio.AddToLru();
        }

        Machine.Batches.DrainAll();
        return StepResult.Ok;
    }

    private StepResult Drain(long cpu)
    {
        Machine.Allocator.DrainPages((int)cpu);
        _spec.Drain((int)cpu);
        return StepResult.Ok;
    }

    /// <summary>Shows that programs come to where pageblocks are mixed, claimed and set aside.</summary>
    private void NoteWhatHappened()
    {
        foreach (SpecZone zone in _spec.Zones)
        {
            if (zone.Boost > 0)
            {
                Hit("watermarks boosted");
            }

            if (zone.HighAtomic > 0)
            {
                Hit("pageblock set aside");
            }

            if (zone.Blocks.Lent > 0)
            {
                Hit("block lent");
            }
        }
    }

    private Finding? CompareCounts()
    {
        foreach ((SpecZone expected, Zone zone) in _spec.Zones.Zip(Machine.Allocator.Zones))
        {
            if (zone.FreePageCount.Value != expected.Blocks.FreePages || zone.PerCpuPageCount.Value != expected.PerCpuPages
                || zone.WatermarkBoost != expected.Boost || zone.ReservedHighAtomic.Value != expected.HighAtomic)
            {
                return new Finding(
                    "refinement",
                    $"{zone} has {zone.FreePageCount} free, {zone.PerCpuPageCount} on CPUs, boost {zone.WatermarkBoost}, reserved "
                        + $"{zone.ReservedHighAtomic}; expected {expected.Blocks.FreePages}, {expected.PerCpuPages}, {expected.Boost} and "
                        + $"{expected.HighAtomic}");
            }
        }

        return null;
    }

    private Finding? CompareLists()
    {
        foreach ((SpecZone expected, Zone zone) in _spec.Zones.Zip(Machine.Allocator.Zones))
        {
            Finding? difference = Difference(zone, "free", zone.FreeBlocksInOrder(), expected.Blocks.InOrder());
            for (int cpu = 0; difference is null && cpu < _tasks.Length; cpu++)
            {
                difference = Difference(zone, $"kept by CPU {cpu}", zone.BlocksOfCpu(cpu), expected.Cpu(cpu)?.InOrder() ?? []);
            }

            if (difference is not null)
            {
                return difference;
            }

            for (int pfn = zone.First.Value; pfn < zone.First.Value + zone.Pages; pfn += 512)
            {
                if (zone.TypeOf(new Pfn(pfn)) != expected.Blocks.TypeOf(pfn))
                {
                    return new Finding(
                        "refinement", $"the pageblock of 0x{pfn:x} is {zone.TypeOf(new Pfn(pfn))}, expected {expected.Blocks.TypeOf(pfn)}");
                }
            }
        }

        return CompareCounts();
    }

    private static Finding? Difference(
        Zone zone, string which, IEnumerable<BlockSnapshot> found, IEnumerable<(int First, int Order)> expected)
    {
        int place = 0;
        using IEnumerator<(int First, int Order)> next = expected.GetEnumerator();
        foreach (BlockSnapshot block in found)
        {
            string wanted = next.MoveNext() ? Name(next.Current.First, next.Current.Order) : "the end";
            if (Name(block.First.Value, block.Order.Value) is { } name && name != wanted)
            {
                return new Finding("refinement", $"{zone}, {which}: block {place} of the lists is {name}, expected {wanted}");
            }

            place++;
        }

        return next.MoveNext()
            ? new Finding(
                "refinement",
                $"{zone}, {which}: the lists end after {place} blocks, expected {Name(next.Current.First, next.Current.Order)}")
            : null;
    }

    private static string Name(int? pfn) => pfn is { } first ? $"0x{first:x}" : "nothing";

    private static string Name(int pfn, int order) => $"0x{pfn:x} order {order}";
}
