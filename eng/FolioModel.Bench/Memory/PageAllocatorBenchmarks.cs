using BenchmarkDotNet.Attributes;

namespace FolioModel.Bench.Memory;

/// <summary>
/// Allocate and put one folio through the public operations: per-CPU lists (order 0 and 9) or buddy lists (order 5), ledger off and on.
/// </summary>
[MemoryDiagnoser]
public class PageAllocatorBenchmarks
{
    private PageAllocator _allocator = null!;
    private Order _order;

    [Params(0, 5, 9)]
    public int FolioOrder { get; set; }

    [Params(false, true)]
    public bool Ledger { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _allocator = new Machine(new MachineOptions { Pages = 1 << 16, Ledger = Ledger, Cpus = 1 }).Allocator;
        _order = new Order(FolioOrder);
    }

    [Benchmark]
    public void AllocateAndPut() => _allocator.AllocateFolio(_order, GfpFlags.HighUserMovable).Put();
}
