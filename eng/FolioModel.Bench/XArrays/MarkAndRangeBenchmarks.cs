using BenchmarkDotNet.Attributes;
using FolioModel.XArrays;

namespace FolioModel.Bench.XArrays;

/// <summary>
/// What only an XArray has: marks, larger entries, ranges. A set of marked keys is the Dictionary's nearest thing to a mark.
/// </summary>
[Config(typeof(PassConfig))]
public class MarkAndRangeBenchmarks
{
    private const int N = 1 << 20;
    private const int OnePercent = N / 100;
    private const int Half = N / 2;
    private const int LargeEntries = 1 << 16;
    private readonly XNodePool _pool = new();
    private XArray _array = null!;
    private XArray _marked1 = null!;
    private XArray _marked50 = null!;
    private XArray _large = null!;
    private int[] _random = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _random = Passes.RandomIndices(N);
        _array = Dense();
        _marked1 = Dense();
        _marked50 = Dense();
        Mark(_marked1, 100, OnePercent);
        Mark(_marked50, 2, Half);
        _large = new XArray();
        StoreLarge(_large);
    }

    [IterationSetup(Targets = [nameof(SetMark_1Percent), nameof(SetMark_50Percent)])]
    public void ClearMarks()
    {
        _array.Destroy();
        _array = Dense();
    }

    [Benchmark(OperationsPerInvoke = OnePercent)]
    public void SetMark_1Percent() => Mark(_array, 100, OnePercent);

    [Benchmark(OperationsPerInvoke = Half)]
    public void SetMark_50Percent() => Mark(_array, 2, Half);

    [Benchmark(OperationsPerInvoke = OnePercent)]
    public int IterateMarked_1Percent() => CountMarked(_marked1);

    [Benchmark(OperationsPerInvoke = Half)]
    public int IterateMarked_50Percent() => CountMarked(_marked50);

    [Benchmark(OperationsPerInvoke = OnePercent)]
    public int IterateMarkedForeach_1Percent()
    {
        int sum = 0;
        foreach ((ulong _, XEntry entry) in _marked1.Marked(XMark.Mark0))
        {
            sum += entry.PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = LargeEntries)]
    public XArray StoreOrder9()
    {
        var array = new XArray(new XArrayOptions { Pool = _pool });
        StoreLarge(array);
        array.Destroy();
        return array;
    }

    [Benchmark(OperationsPerInvoke = Passes.Lookups)]
    public int LoadOrder9_Random()
    {
        int sum = 0;
        foreach (int i in _random)
        {
            sum += _large.Load((ulong)i * 32).PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = LargeEntries)]
    public int IterateOrder9()
    {
        int sum = 0;
        foreach ((ulong _, XEntry entry) in _large)
        {
            sum += entry.PointerId;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = 1000)]
    public void StoreRange_100Unaligned()
    {
        var array = new XArray(new XArrayOptions { Pool = _pool });
        for (ulong i = 0; i < 1000; i++)
        {
            array.StoreRange((i * 128) + 7, (i * 128) + 106, XEntry.FromPointer((int)i));
        }

        array.Destroy();
    }

    [Benchmark(OperationsPerInvoke = 1000)]
    public void StoreRange_4096Aligned()
    {
        var array = new XArray(new XArrayOptions { Pool = _pool });
        for (ulong i = 0; i < 1000; i++)
        {
            array.StoreRange(i * 4096, (i * 4096) + 4095, XEntry.FromPointer((int)i));
        }

        array.Destroy();
    }

    private XArray Dense()
    {
        var array = new XArray(new XArrayOptions { Pool = _pool });
        for (int i = 0; i < N; i++)
        {
            array.Store((ulong)i, XEntry.FromPointer(i));
        }

        return array;
    }

    private static void Mark(XArray array, int step, int count)
    {
        for (int i = 0; i < count; i++)
        {
            array.SetMark((ulong)i * (ulong)step, XMark.Mark0);
        }
    }

    private static void StoreLarge(XArray array)
    {
        for (int i = 0; i < LargeEntries; i++)
        {
            array.StoreOrder((ulong)i << 9, 9, XEntry.FromPointer(i));
        }
    }

    private static int CountMarked(XArray array)
    {
        int sum = 0;
        var cursor = new XCursor(array, 0);
        for (XEntry e = cursor.FindMarked(ulong.MaxValue, XMark.Mark0); !e.IsNull; e = cursor.FindNextMarked(ulong.MaxValue, XMark.Mark0))
        {
            sum += e.PointerId;
        }

        return sum;
    }
}
