using System.Collections.Concurrent;
using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FolioModel.XArrays;

namespace FolioModel.Bench.XArrays;

/// <summary>Filling and emptying a dense range. Allocated bytes include the containers' growth.</summary>
[Config(typeof(PassConfig))]
[MemoryDiagnoser(displayGenColumns: false)]
public class WriteBenchmarks
{
    private const int N = 1 << 20;
    private readonly XNodePool _pool = new();
    private XArray _full = null!;
    private Dictionary<ulong, int> _fullDictionary = null!;
    private int[] _random = null!;

    [GlobalSetup]
    public void Prepare() => _random = Passes.RandomIndices(N);

    [IterationSetup(Targets = [nameof(EraseSequential_XArray), nameof(EraseSequential_Dictionary), nameof(EraseRandom_XArray),
        nameof(Overwrite_XArray), nameof(Overwrite_Dictionary), nameof(Destroy_XArray)])]
    public void Fill()
    {
        _full?.Destroy();
        _full = new XArray(new XArrayOptions { Pool = _pool });
        _fullDictionary = new Dictionary<ulong, int>(N);
        for (int i = 0; i < N; i++)
        {
            _full.Store((ulong)i, XEntry.FromPointer(i));
            _fullDictionary[(ulong)i] = i;
        }
    }

    [Benchmark(OperationsPerInvoke = N)]
    public XArray StoreSequential_XArray()
    {
        var array = new XArray();
        for (int i = 0; i < N; i++)
        {
            array.Store((ulong)i, XEntry.FromPointer(i));
        }

        return array;
    }

    [Benchmark(OperationsPerInvoke = N)]
    public XArray StoreSequential_XArrayCursor()
    {
        var array = new XArray();
        var cursor = new XCursor(array, 0);
        for (int i = 0; i < N; i++)
        {
            cursor.Next();
            cursor.Store(XEntry.FromPointer(i));
        }

        return array;
    }

    [Benchmark(OperationsPerInvoke = N)]
    public XArray<object> StoreSequential_XArrayOfObjects()
    {
        var array = new XArray<object>();
        for (int i = 0; i < N; i++)
        {
            array.Store((ulong)i, array);
        }

        return array;
    }

    [Benchmark(OperationsPerInvoke = N)]
    public Dictionary<ulong, int> StoreSequential_Dictionary()
    {
        var map = new Dictionary<ulong, int>();
        for (int i = 0; i < N; i++)
        {
            map[(ulong)i] = i;
        }

        return map;
    }

    [Benchmark(OperationsPerInvoke = N)]
    public ConcurrentDictionary<ulong, int> StoreSequential_Concurrent()
    {
        var map = new ConcurrentDictionary<ulong, int>();
        for (int i = 0; i < N; i++)
        {
            map[(ulong)i] = i;
        }

        return map;
    }

    [Benchmark(OperationsPerInvoke = N)]
    public SortedDictionary<ulong, int> StoreSequential_Sorted()
    {
        var map = new SortedDictionary<ulong, int>();
        for (int i = 0; i < N; i++)
        {
            map[(ulong)i] = i;
        }

        return map;
    }

    [Benchmark(OperationsPerInvoke = N / 16)]
    public ImmutableSortedDictionary<ulong, int> StoreSequential_Immutable()
    {
        var map = ImmutableSortedDictionary<ulong, int>.Empty;
        for (int i = 0; i < N / 16; i++)
        {
            map = map.SetItem((ulong)i, i);
        }

        return map;
    }

    [Benchmark(OperationsPerInvoke = N)]
    public int[] StoreSequential_Plain()
    {
        var plain = new int[N];
        for (int i = 0; i < N; i++)
        {
            plain[i] = i;
        }

        return plain;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public void Overwrite_XArray()
    {
        foreach (int i in _random)
        {
            _full.Store((ulong)i, XEntry.FromPointer(i + 1));
        }
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public void Overwrite_Dictionary()
    {
        foreach (int i in _random)
        {
            _fullDictionary[(ulong)i] = i + 1;
        }
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void EraseSequential_XArray()
    {
        for (ulong i = 0; i < N; i++)
        {
            _full.Erase(i);
        }
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void EraseSequential_Dictionary()
    {
        for (ulong i = 0; i < N; i++)
        {
            _fullDictionary.Remove(i);
        }
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public void EraseRandom_XArray()
    {
        foreach (int i in _random)
        {
            _full.Erase((ulong)i);
        }
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void Destroy_XArray() => _full.Destroy();
}
