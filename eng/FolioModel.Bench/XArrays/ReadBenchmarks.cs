using System.Collections.Concurrent;
using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FolioModel.XArrays;

namespace FolioModel.Bench.XArrays;

/// <summary>Reading a dense range: in order, at random, where nothing is, entry by entry, in batches.</summary>
[Config(typeof(PassConfig))]
public class ReadBenchmarks
{
    private XArray _array = null!;
    private XArray<object> _objects = null!;
    private Dictionary<ulong, int> _dictionary = null!;
    private ConcurrentDictionary<ulong, int>? _concurrent;
    private SortedDictionary<ulong, int>? _sorted;
    private ImmutableSortedDictionary<ulong, int>? _immutable;
    private int[] _plain = null!;
    private int[] _random = null!;

    [Params(1 << 20, 1 << 24)]
    public int N { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _array = new XArray();
        _objects = new XArray<object>();
        _dictionary = new Dictionary<ulong, int>(N);
        _plain = new int[N];
        object payload = new();
        for (int i = 0; i < N; i++)
        {
            _array.Store((ulong)i, XEntry.FromPointer(i));
            _objects.Store((ulong)i, payload);
            _dictionary[(ulong)i] = i;
            _plain[i] = i;
        }

        _random = Passes.RandomIndices(N);
        if (N == 1 << 20)
        {
            _concurrent = new ConcurrentDictionary<ulong, int>(_dictionary);
            _sorted = new SortedDictionary<ulong, int>(_dictionary);
            _immutable = ImmutableSortedDictionary.CreateRange(_dictionary);
        }
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_Plain()
    {
        int sum = 0;
        for (int i = 0; i < Passes.Lookups; i++)
        {
            sum += _plain[i];
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_XArray()
    {
        int sum = 0;
        for (ulong i = 0; i < Passes.Lookups; i++)
        {
            sum += _array.Load(i).PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_XArrayCursor()
    {
        int sum = 0;
        var cursor = new XCursor(_array, 0);
        for (int i = 0; i < Passes.Lookups; i++)
        {
            sum += cursor.Next().PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_XArrayOfObjects()
    {
        int sum = 0;
        for (ulong i = 0; i < Passes.Lookups; i++)
        {
            sum += _objects.TryGet(i, out _) ? 1 : 0;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_Dictionary()
    {
        int sum = 0;
        for (ulong i = 0; i < Passes.Lookups; i++)
        {
            sum += _dictionary[i];
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_Concurrent() => SumSequential(_concurrent);

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_Sorted() => SumSequential(_sorted);

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadSequential_Immutable() => SumSequential(_immutable);

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomHit_Plain()
    {
        int sum = 0;
        foreach (int i in _random)
        {
            sum += _plain[i];
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomHit_XArray()
    {
        int sum = 0;
        foreach (int i in _random)
        {
            sum += _array.Load((ulong)i).PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomHit_XArrayOfObjects()
    {
        int sum = 0;
        foreach (int i in _random)
        {
            sum += _objects.TryGet((ulong)i, out _) ? 1 : 0;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomHit_Dictionary()
    {
        int sum = 0;
        foreach (int i in _random)
        {
            sum += _dictionary[(ulong)i];
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomHit_Concurrent() => SumRandom(_concurrent);

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomHit_Sorted() => SumRandom(_sorted);

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomHit_Immutable() => SumRandom(_immutable);

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomMiss_XArray()
    {
        int found = 0;
        foreach (int i in _random)
        {
            found += _array.Load((ulong)i + (1ul << 40)).IsNull ? 0 : 1;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadRandomMiss_Dictionary()
    {
        int found = 0;
        foreach (int i in _random)
        {
            found += _dictionary.ContainsKey((ulong)i + (1ul << 40)) ? 1 : 0;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int Iterate_XArrayForeach()
    {
        int sum = 0;
        foreach ((ulong _, XEntry entry) in _array.Entries(0, Passes.Lookups - 1))
        {
            sum += entry.PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int Iterate_XArrayCursor()
    {
        int sum = 0;
        var cursor = new XCursor(_array, 0);
        for (XEntry e = cursor.Find(Passes.Lookups - 1); !e.IsNull; e = cursor.FindNext(Passes.Lookups - 1))
        {
            sum += e.PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int Iterate_XArrayBatchesOf15()
    {
        int sum = 0;
        Span<XEntry> entries = stackalloc XEntry[15];
        Span<ulong> indices = stackalloc ulong[15];
        ulong start = 0;
        int found;
        do
        {
            found = _array.FindBatch(ref start, Passes.Lookups - 1, entries, indices);
            foreach (XEntry e in entries[..found])
            {
                sum += e.PointerId;
            }
        }
        while (found == entries.Length);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int Iterate_Dictionary()
    {
        int sum = 0;
        int left = Passes.Lookups;
        foreach ((ulong _, int value) in _dictionary)
        {
            sum += value;
            if (--left == 0)
            {
                break;
            }
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int Iterate_Sorted()
    {
        int sum = 0;
        foreach ((ulong _, int value) in _sorted ?? throw OnlyAtAMillion())
        {
            sum += value;
        }

        return sum;
    }

    private static int SumSequential(IReadOnlyDictionary<ulong, int>? map)
    {
        ArgumentNullException.ThrowIfNull(map);
        int sum = 0;
        for (ulong i = 0; i < Passes.Lookups; i++)
        {
            sum += map[i];
        }

        return sum;
    }

    private int SumRandom(IReadOnlyDictionary<ulong, int>? map)
    {
        ArgumentNullException.ThrowIfNull(map);
        int sum = 0;
        foreach (int i in _random)
        {
            sum += map[(ulong)i];
        }

        return sum;
    }

    private static InvalidOperationException OnlyAtAMillion() => new("trees of nodes are measured at a million entries only");
}
