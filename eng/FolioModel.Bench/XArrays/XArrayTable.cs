using System.Collections.Concurrent;
using System.Collections.Immutable;
using FolioModel.XArrays;

namespace FolioModel.Bench.XArrays;

/// <summary>
/// All rows of the comparison in one process and one run, in thread CPU time: <c>dotnet run -c Release -- xarray-table 20</c> (log2 of the
/// entries).
/// </summary>
internal static class XArrayTable
{
    private const int Rounds = 15;
    private const int Lookups = Passes.Lookups;
    private static readonly object _payload = new();

    internal static void Print(int log2)
    {
        int n = 1 << log2;
        int[] random = Passes.RandomIndices(n);
        Console.WriteLine($"{n} entries; ns per operation, thread CPU time, least of {Rounds} passes");
        XArray array = Fill(n);
        Console.WriteLine($"bytes per entry: pool {array.NodePool.ReservedBytes / (double)n:f2}");
        Reads("XArray", random, i => array.Load(i).PointerId);
        Row("XArray: load sequential with a cursor", Lookups, () => WalkCursor(array));
        Row("XArray: load random, miss outside", Lookups, () => Sum(random, i => array.Load((ulong)i + (1ul << 40)).IsNull ? 0 : 1));
        Row("XArray: foreach", Lookups, () => Iterate(array));
        Row("XArray: batches of 15", Lookups, () => Batches(array, 15));
        Row("XArray: batches of 256", Lookups, () => Batches(array, 256));
        Row("XArray: overwrite random", Lookups, () => Sum(random, i => array.Store((ulong)i, XEntry.FromPointer(i)).PointerId));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var objects = new XArray<object>();
        Each(n, i => objects.Store(i, _payload));
        Console.WriteLine($"bytes per entry: XArray<object> {(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)n:f2}");
        Reads("XArray<object>", random, i => objects.TryGet(i, out _) ? 1 : 0);
        Peers(n, random);
        Writes();
        Marks(array, Math.Min(n, Lookups));
        Large(random);
        GC.KeepAlive(objects);
    }

    private static void Peers(int n, int[] random)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var dictionary = new Dictionary<ulong, object>();
        Each(n, i => dictionary[i] = _payload);
        Console.WriteLine(
            $"bytes per entry: Dictionary<ulong, object> {(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)n:f2}");
        Reads("Dictionary<ulong, object>", random, i => dictionary[i] is null ? 0 : 1);
        Row("Dictionary<ulong, object>: load random, miss", Lookups,
            () => Sum(random, i => dictionary.ContainsKey((ulong)i + (1ul << 40)) ? 1 : 0));
        Row("Dictionary<ulong, object>: foreach", n, () => IterateAll(dictionary));
        Row("Dictionary<ulong, object>: overwrite random", Lookups,
            () => Sum(random, i => (dictionary[(ulong)i] = _payload).Equals(null) ? 1 : 0));
        int[] plain = [.. Enumerable.Range(0, n)];
        Reads("int[]", random, i => plain[i]);
        if (n > Lookups)
        {
            return;
        }

        var concurrent = new ConcurrentDictionary<ulong, object>(dictionary);
        Reads("ConcurrentDictionary", random, i => concurrent[i] is null ? 0 : 1);
        var sorted = new SortedDictionary<ulong, object>(dictionary);
        Reads("SortedDictionary", random, i => sorted[i] is null ? 0 : 1);
        ImmutableSortedDictionary<ulong, object> immutable = ImmutableSortedDictionary.CreateRange(dictionary);
        Reads("ImmutableSortedDictionary", random, i => immutable[i] is null ? 0 : 1);
    }

    private static void Writes()
    {
        const int N = Lookups;
        var pool = new XNodePool();
        Row("XArray: store sequential, new pool", N, () => Fill(N).IsEmpty ? 1 : 0);
        XArray? full = null;
        Row("XArray: store sequential", N, () => (full = Fill(N, pool)).IsEmpty ? 1 : 0, () => full?.Destroy());
        Row("XArray: erase sequential", N, () => Each(N, i => full!.Erase(i)), () => full = Fill(N, pool));
        Row("XArray: destroy, per entry", N, () => { full!.Destroy(); return 0; }, () => full = Fill(N, pool));
        Row("Dictionary<ulong, object>: store sequential", N, () =>
        {
            var map = new Dictionary<ulong, object>();
            return Each(N, i => map[i] = _payload);
        });
        Dictionary<ulong, object> filled = [];
        Row("Dictionary<ulong, object>: erase sequential", N, () => Each(N, i => filled.Remove(i)),
            () => Each(N, i => filled[i] = _payload));
        Row("ConcurrentDictionary: store sequential", N, () =>
        {
            var map = new ConcurrentDictionary<ulong, object>();
            return Each(N, i => map[i] = _payload);
        });
        Row("SortedDictionary: store sequential", N, () =>
        {
            var map = new SortedDictionary<ulong, object>();
            return Each(N, i => map[i] = _payload);
        }, rounds: 3);
        Row("ImmutableSortedDictionary: store sequential (64 K)", N / 16, () =>
        {
            ImmutableSortedDictionary<ulong, object> map = ImmutableSortedDictionary<ulong, object>.Empty;
            return Each(N / 16, i => map = map.Add(i, _payload));
        }, rounds: 3);
    }

    private static void Marks(XArray array, int n)
    {
        foreach ((int step, string share) in new[] { (100, "1 %"), (2, "50 %") })
        {
            int hits = n / step;
            Row($"XArray: set_mark {share}", hits, () => Mark(array, hits, step), () => ClearMarks(array));
            Row($"XArray: marked iteration {share}", hits, () => CountMarked(array));
        }
    }

    private static void Large(int[] random)
    {
        const int Entries = 1 << 16;
        var pool = new XNodePool();
        XArray large = new(new XArrayOptions { Pool = pool });
        Row("XArray: order-9 store", Entries, () => Each(Entries, i => large.StoreOrder(i << 9, 9, XEntry.FromPointer((int)i))),
            large.Destroy);
        Row("XArray: order-9 load random", Lookups, () => Sum(random, i => large.Load((ulong)(i & (Lookups - 1)) * 32).PointerId));
        Row("XArray: order-9 iterate", Entries, () => IterateAll(large));
        Row("XArray: order-9 erase", Entries, () => Each(Entries, i => large.Erase(i << 9)),
            () => Each(Entries, i => large.StoreOrder(i << 9, 9, XEntry.FromPointer(1))));
        Row("XArray: store_range of 100 unaligned", 1000,
            () => Each(1000, i => large.StoreRange((i * 128) + 7, (i * 128) + 106, XEntry.FromPointer(1))), large.Destroy);
        Row("XArray: store_range of 4096 aligned", 1000,
            () => Each(1000, i => large.StoreRange(i * 4096, (i * 4096) + 4095, XEntry.FromPointer(1))), large.Destroy);
    }

    private static void Reads(string name, int[] random, Func<ulong, int> load)
    {
        Row($"{name}: load sequential", Lookups, () => Each(Lookups, i => load(i)));
        Row($"{name}: load random, hit", Lookups, () => Sum(random, i => load((ulong)i)),
            rounds: name.Contains("Sorted", StringComparison.Ordinal) ? 3 : Rounds);
    }

    private static XArray Fill(int n, XNodePool? pool = null)
    {
        var array = new XArray(new XArrayOptions { Pool = pool });
        for (int i = 0; i < n; i++)
        {
            array.Store((ulong)i, XEntry.FromPointer(i));
        }

        return array;
    }

    private static int WalkCursor(XArray array)
    {
        int sum = 0;
        var cursor = new XCursor(array, 0);
        for (int i = 0; i < Lookups; i++)
        {
            sum += cursor.Next().PointerId;
        }

        return sum;
    }

    private static int Iterate(XArray array)
    {
        int sum = 0;
        foreach ((ulong _, XEntry entry) in array.Entries(0, Lookups - 1))
        {
            sum += entry.PointerId;
        }

        return sum;
    }

    private static int IterateAll(Dictionary<ulong, object> dictionary)
    {
        int sum = 0;
        foreach ((ulong _, object payload) in dictionary)
        {
            sum += payload is null ? 0 : 1;
        }

        return sum;
    }

    private static int IterateAll(XArray array)
    {
        int sum = 0;
        foreach ((ulong _, XEntry entry) in array)
        {
            sum += entry.PointerId;
        }

        return sum;
    }

    private static int Batches(XArray array, int size)
    {
        int sum = 0;
        Span<XEntry> entries = stackalloc XEntry[size];
        Span<ulong> indices = stackalloc ulong[size];
        ulong start = 0;
        int found;
        do
        {
            found = array.FindBatch(ref start, Lookups - 1, entries, indices);
            foreach (XEntry e in entries[..found])
            {
                sum += e.PointerId;
            }
        }
        while (found == size);
        return sum;
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

    private static int Mark(XArray array, int hits, int step)
    {
        for (int i = 0; i < hits; i++)
        {
            array.SetMark((ulong)i * (ulong)step, XMark.Mark0);
        }

        return hits;
    }

    private static void ClearMarks(XArray array)
    {
        foreach ((ulong index, XEntry _) in array.Marked(XMark.Mark0))
        {
            array.ClearMark(index, XMark.Mark0);
        }
    }

    private static int Each<T>(int n, Func<ulong, T> action)
    {
        for (ulong i = 0; i < (ulong)n; i++)
        {
            action(i);
        }

        return n;
    }

    private static int Sum(int[] indices, Func<int, int> load)
    {
        int sum = 0;
        foreach (int i in indices)
        {
            sum += load(i);
        }

        return sum;
    }

    private static void Row(string name, int operations, Func<int> pass, Action? prepare = null, int rounds = Rounds)
    {
        double least = double.MaxValue;

        // Short passes need more of them, until the compiler has done with the code.
        rounds = rounds < Rounds ? rounds : Math.Clamp(6_000_000 / operations, rounds, 600);
        for (int round = 0; round < rounds; round++)
        {
            prepare?.Invoke();
            double start = ThreadClock.Nanoseconds();
            _ = pass();
            least = Math.Min(least, (ThreadClock.Nanoseconds() - start) / operations);
        }

        Console.WriteLine($"{name,-56}{least,9:f1}");
    }
}
