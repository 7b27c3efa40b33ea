using BenchmarkDotNet.Attributes;

namespace FolioModel.Bench.PageCache;

/// <summary>The page cache's hot paths on a full cache, with the ledger off and on. The allocation column must say 0 B.</summary>
[MemoryDiagnoser]
public class PageCacheBenchmarks
{
    private const int Pages = 1 << 16;
    private const int Cached = 1 << 15;

    private Machine _machine = null!;
    private AddressSpace _file = null!;
    private AddressSpace _other = null!;
    private ulong[] _random = null!;
    private int _next;

    [Params(false, true)]
    public bool Ledger { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _machine = new Machine(new MachineOptions { Pages = Pages, Cpus = 1, Ledger = Ledger });
        _file = _machine.CreateAddressSpace();
        _other = _machine.CreateAddressSpace();
        for (int i = 0; i < Cached; i++)
        {
            Grab(_file, (ulong)i);
        }

        _machine.Batches.DrainAll();
        _random = Workloads.RandomIndices(1 << 14, Cached);
    }

    [Benchmark]
    public void LookupHitAndPutSequential() => _file.Pages.GetFolio(new PageIndex((ulong)(_next++ & (Cached - 1)))).Folio.Put();

    [Benchmark]
    public void LookupHitAndPutRandom() => _file.Pages.GetFolio(new PageIndex(_random[_next++ & ((1 << 14) - 1)])).Folio.Put();

    [Benchmark(OperationsPerInvoke = 1024)]
    public void GrabNewPagesAndPunchThem()
    {
        for (ulong i = 0; i < 1024; i++)
        {
            Grab(_other, i);
        }

        _other.Truncate(default, ByteOffset.ToEnd);
    }

    [Benchmark]
    public void AllocateAndFreeAPage() => _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable).Put();

    [Benchmark]
    public void IsolateAndPutBack()
    {
        Folio folio = _file.Pages.Peek(new PageIndex((ulong)(_next++ & (Cached - 1)))).Folio;
        if (folio.Isolate())
        {
            folio.PutBack();
        }
        else
        {
            _machine.Batches.DrainAll();
        }
    }

    private static void Grab(AddressSpace file, ulong index)
    {
        Folio folio = file.Pages.GrabFolio(new PageIndex(index)).Folio;
        folio.MarkUptodate();
        folio.Unlock();
        folio.Put();
    }
}
