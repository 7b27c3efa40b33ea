using System.Globalization;

namespace FolioModel.Bench.PageCache;

/// <summary>The cost of a miss with a full cache beside that of a fill into free memory, for both kinds of reclaim.</summary>
internal static class PressureTable
{
    private const int Rounds = 3;
    private const int Misses = 200_000;

    /// <summary>Runs and prints the table.</summary>
    /// <param name="largest">Log2 of the pages of the largest machine.</param>
    public static void Print(int largest)
    {
        Console.WriteLine("CPU time of this thread, best of 3; bytes allocated by an operation in the long run");
        Console.WriteLine($"{"pages (log2)",14}{"LRU",9}{"fill, ns",12}{"miss, ns",12}{"miss / fill",13}{"freed, ns",12}{"bytes",8}");
        foreach (int bits in new[] { 16, 17, 18, 20, 22, 24 }.Where(bits => bits <= largest))
        {
            foreach (bool multiGeneration in new[] { false, true })
            {
                PrintRow(bits, multiGeneration);
            }
        }
    }

    private static void PrintRow(int bits, bool multiGeneration)
    {
        double fill = double.MaxValue;
        double miss = double.MaxValue;
        double freed = double.MaxValue;
        double bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Machine machine = new(new MachineOptions
            {
                Pages = 1 << bits,
                Cpus = 1,
                Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
            });
            AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1L << 50, MaxOrder = Order.Zero });
            ulong pages = (ulong)(1 << bits) * 7 / 8;
            ulong range = pages + Misses;
            fill = Math.Min(fill, Time(file, range, 0, pages) / pages);
            Time(file, range, pages, pages + (3 * Misses));
            long before = GC.GetAllocatedBytesForCurrentThread();
            long reclaimed = machine.Statistics.ReclaimedFile;
            double time = Time(file, range, pages + (3 * Misses), pages + (4 * Misses));
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Misses;
            miss = Math.Min(miss, time / Misses);
            freed = Math.Min(freed, time / (machine.Statistics.ReclaimedFile - reclaimed));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{bits,14}{(multiGeneration ? "mglru" : "classic"),9}{fill,12:F1}{miss,12:F1}{miss / fill,13:F2}{freed,12:F1}{bytes,8:F2}"));
    }

    /// <param name="range">Pages of the file: it is read in a loop that never hits, and its tree does not grow in the long run.</param>
    private static double Time(AddressSpace file, ulong range, ulong from, ulong to)
    {
        double start = ThreadClock.Nanoseconds();
        for (ulong page = from; page < to; page++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex(page % range)).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }

        return ThreadClock.Nanoseconds() - start;
    }
}
