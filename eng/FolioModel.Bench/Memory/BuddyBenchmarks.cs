using BenchmarkDotNet.Attributes;
using FolioModel.Bench.XArrays;

namespace FolioModel.Bench.Memory;

/// <summary>
/// The buddy lists alone, in the shapes that the C bound measures: all pages in turn, a random page of a half-full machine, random orders.
/// </summary>
[Config(typeof(PassConfig))]
public class BuddyBenchmarks
{
    private const MigrateType Movable = MigrateType.Movable;
    private const int Pairs = 1 << 20;
    private const int Blocks = 1024;

    private readonly int[] _blocks = new int[Blocks];
    private readonly int[] _orders = new int[Blocks];
    private BuddyAllocator _buddy = null!;
    private int[] _pages = null!;
    private Random _random = null!;

    [Params(1 << 14, 1 << 20)]
    public int Pages { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        Machine machine = new(new MachineOptions { Pages = Pages, MinFreePages = 0, Cpus = 1 });
        _buddy = machine.Allocator.Zones[0].Buddy;
        _pages = new int[Pages];
        _random = new Random(7);
    }

    [IterationSetup(Target = nameof(RandomPagePairs))]
    public void HalfFill()
    {
        Prepare();
        for (int i = 0; i < Pages / 2; i++)
        {
            _pages[i] = _buddy.TakeSmallest(0, Movable);
        }
    }

    [IterationSetup(Target = nameof(RandomOrderPairs))]
    public void TakeRandomOrders()
    {
        Prepare();
        for (int i = 0; i < Blocks; i++)
        {
            _orders[i] = _random.Next(10);
            _blocks[i] = _buddy.TakeSmallest(_orders[i], Movable);
        }
    }

    /// <summary>Per iteration all pages are taken and given back in the same order.</summary>
    [Benchmark]
    public void TakeAndFreeAllPages()
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            _pages[i] = _buddy.TakeSmallest(0, Movable);
        }

        for (int i = 0; i < _pages.Length; i++)
        {
            _buddy.Free(_pages[i], 0);
        }
    }

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void RandomPagePairs()
    {
        uint state = 1;
        for (int i = 0; i < Pairs; i++)
        {
            int which = (int)(Next(ref state) % (uint)(Pages / 2));
            _buddy.Free(_pages[which], 0);
            _pages[which] = _buddy.TakeSmallest(0, Movable);
        }
    }

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void RandomOrderPairs()
    {
        uint state = 1;
        for (int i = 0; i < Pairs; i++)
        {
            uint random = Next(ref state);
            int which = (int)(random % Blocks);
            if (_blocks[which] >= 0)
            {
                _buddy.Free(_blocks[which], _orders[which]);
            }

            _orders[which] = (int)((random >> 16) % 10);
            _blocks[which] = _buddy.TakeSmallest(_orders[which], Movable);
        }
    }

    private static uint Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        return state ^= state << 5;
    }
}
