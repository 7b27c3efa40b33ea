using System.Diagnostics;
using System.Globalization;

namespace FolioModel.Bench.PageCache;

/// <summary>The cost of the model as it grows: time, memory and garbage collection at several sizes, and the share of the ledger.</summary>
internal static class ScaleTable
{
    private const int Rounds = 5;
    private const int Collections = 7;

    private static readonly string[] s_rows =
    [
        Workloads.FillRow, Workloads.TruncateRow, Workloads.SequentialRow, Workloads.RandomRow, Workloads.AllocateRow, Workloads.BuddyRow,
        Workloads.FallocateRow, Workloads.PunchRow, Workloads.HugeFallocateRow, Workloads.HugePunchRow,
    ];

    /// <summary>Runs and prints the tables.</summary>
    /// <param name="largest">Log2 of the pages of the largest machine.</param>
    public static void Print(int largest)
    {
        Workloads.WarmUp(ledger: false);
        PrintGrowth([.. new[] { 14, 16, 18, 20, 22, 24 }.Where(bits => bits <= largest)]);
        PrintLedger([.. new[] { 12, 20 }.Where(bits => bits <= largest)]);
        PrintMemory([.. new[] { 16, 20, 24 }.Where(bits => bits <= largest)]);
    }

    private static void PrintGrowth(int[] sizes)
    {
        List<Workloads> measured = [.. sizes.Select(bits => Measure(bits, ledger: false))];
        PrintHeader("ns by pages (log2), ledger off", [.. sizes.Select(bits => bits.ToString(CultureInfo.InvariantCulture))]);
        foreach (string row in s_rows)
        {
            PrintRow(row, measured.Select(m => m.MedianOf(row)));
        }
    }

    private static void PrintLedger(int[] sizes)
    {
        PrintHeader("ledger on / off by pages (log2)", [.. sizes.Select(bits => bits.ToString(CultureInfo.InvariantCulture))]);
        List<Workloads> off = [.. sizes.Select(bits => Measure(bits, ledger: false))];
        Workloads.WarmUp(ledger: true);
        List<Workloads> on = [.. sizes.Select(bits => Measure(bits, ledger: true))];
        foreach (string row in s_rows)
        {
            PrintRow(row, on.Zip(off, (with, without) => with.MedianOf(row) / without.MedianOf(row)));
        }
    }

    /// <summary>Bytes of a machine whose pages are all cached in one file, and how long a full collection takes beside it.</summary>
    private static void PrintMemory(int[] sizes)
    {
        PrintHeader("cache full, by pages (log2)", ["bytes a page", "with the ledger", "full collection, ms"]);
        foreach (int bits in sizes)
        {
            (double off, double collection) = FillAndCollect(bits, ledger: false);
            (double on, _) = FillAndCollect(bits, ledger: true);
            PrintRow(bits.ToString(CultureInfo.InvariantCulture), [off, on, collection]);
        }
    }

    private static (double BytesAPage, double Milliseconds) FillAndCollect(int bits, bool ledger)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Machine machine = new(new MachineOptions { Pages = 1 << bits, Cpus = 1, Ledger = ledger });
        AddressSpace file = machine.CreateAddressSpace();
        int count = machine.Options.Pages - (machine.Options.Pages / 16);
        Workloads.Fill(file, count);
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(1 << bits);
        double least = double.MaxValue;
        for (int i = 0; i < Collections; i++)
        {
            long started = Stopwatch.GetTimestamp();
            GC.Collect();
            least = Math.Min(least, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        GC.KeepAlive(machine);
        return (bytes, least);
    }

    private static Workloads Measure(int bits, bool ledger)
    {
        Workloads workloads = new(new Machine(new MachineOptions { Pages = 1 << bits, Cpus = 1, Ledger = ledger }));
        int rounds = Rounds << Math.Max(0, (20 - bits) / 2);
        for (int round = 0; round < rounds; round++)
        {
            workloads.RunRound();
        }

        return workloads;
    }

    private static void PrintHeader(string title, string[] columns)
    {
        Console.WriteLine();
        Console.WriteLine($"| {title,-46} | {string.Join(" | ", columns)} |");
        Console.WriteLine($"|---|{string.Concat(columns.Select(_ => "---:|"))}");
    }

    private static void PrintRow(string name, IEnumerable<double> values) =>
        Console.WriteLine($"| {name,-46} | {string.Join(" | ", values.Select(v => v.ToString("F1", CultureInfo.InvariantCulture)))} |");
}
