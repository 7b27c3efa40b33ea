using System.Globalization;

namespace FolioModel.Bench.PageCache;

/// <summary>The cost of a miss with a full cache beside that of a fill into free memory, for both kinds of reclaim.</summary>
internal static class PressureTable
{
    private const int Rounds = 3;
    private const int Misses = 200_000;
    private const int AccessesPerMiss = 3;

    /// <summary>Runs and prints the table.</summary>
    /// <param name="largest">Log2 of the pages of the largest machine.</param>
    public static void Print(int largest)
    {
        Console.WriteLine("CPU time of this thread, best of 3; bytes allocated by an operation in the long run");
        Console.WriteLine($"{"pages (log2)",14}{"LRU",9}{"fill, ns",12}{"miss, ns",12}{"miss / fill",13}{"freed, ns",12}"
            + $"{"mixed, ns",12}{"M/s",8}{"bytes",8}");
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
        double mixed = double.MaxValue;
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
            ulong range = (1UL << bits) + Misses;
            ulong warm = 2 * range;
            fill = Math.Min(fill, Time(file, range, 0, pages) / pages);
            Time(file, range, pages, warm);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long reclaimed = machine.Statistics.ReclaimedFile;
            double time = Time(file, range, warm, warm + Misses);
            freed = Math.Min(freed, time / (machine.Statistics.ReclaimedFile - reclaimed));
            miss = Math.Min(miss, time / Misses);
            TimeMixed(file, range, pages / 8, warm + Misses, warm + (2 * Misses));
            double ofMixed = TimeMixed(file, range, pages / 8, warm + (2 * Misses), warm + (3 * Misses));
            mixed = Math.Min(mixed, ofMixed / (AccessesPerMiss * Misses));
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / ((1 + (2 * AccessesPerMiss)) * (double)Misses);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{bits,14}{(multiGeneration ? "mglru" : "classic"),9}{fill,12:F1}{miss,12:F1}{miss / fill,13:F2}{freed,12:F1}"
                + $"{mixed,12:F1}{1000 / mixed,8:F1}{bytes,8:F2}"));
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

    /// <summary>One access in three reads a new page, the others pages that were read lately.</summary>
    /// <param name="recent">Pages that were read lately and are cached still.</param>
    private static double TimeMixed(AddressSpace file, ulong range, ulong recent, ulong from, ulong to)
    {
        double start = ThreadClock.Nanoseconds();
        ulong random = 1;
        for (ulong page = from; page < to; page++)
        {
            Read(file, page % range);
            for (int hit = 1; hit < AccessesPerMiss; hit++)
            {
                random = (random * 6364136223846793005) + 1442695040888963407;
                Read(file, (page - ((random >> 33) % recent)) % range);
            }
        }

        return ThreadClock.Nanoseconds() - start;
    }

    private static void Read(AddressSpace file, ulong page)
    {
        Folio folio = file.Pages.GrabFolio(new PageIndex(page)).Folio;
        if (!folio.Has(FolioFlags.Uptodate))
        {
            folio.MarkUptodate();
        }

        folio.Unlock();
        folio.MarkAccessed();
        folio.Put();
    }
}
