using System.Diagnostics;
using System.Globalization;
using FolioModel.Gmem;

namespace FolioModel.Bench.PageCache;

/// <summary>
/// The model beside the same work in plain C (<c>bench/cbound.c</c>), one after the other in one run: medians of thread CPU time, and their
/// ratio. Only the ratios mean something: machines are noisy.
/// </summary>
internal static class BoundTable
{
    private const int Rounds = 5;

    private static readonly (string Row, string? Bound)[] s_rows =
    [
        ("fill: grab, uptodate, unlock, put", "FILL sequential = fallocate (ns/page)"),
        ("truncate all", "PUNCH HOLE sequential (ns/page)"),
        ("hit sequential: get, accessed, put", "READ HIT sequential, cursor (ns/op)"),
        ("hit random: get, accessed, put", "READ HIT random (ns/op)"),
        ("page: allocate and free", "order-0 alloc+free pair through the per-CPU stack (ns/pair)"),
        ("buddy pair, random orders 0 to 9", "buddy free+alloc pair, random orders 0-9 (ns/pair)"),
        ("gmem fallocate, per page", "FILL sequential = fallocate (ns/page)"),
        ("gmem punch, per page", "PUNCH HOLE sequential (ns/page)"),
        ("gmem v11 fallocate, per 4 KiB of 2 MiB folios", null),
        ("gmem v11 punch, per 4 KiB of 2 MiB folios", null),
    ];

    /// <summary>Runs and prints the table.</summary>
    /// <param name="bits">Log2 of the modelled pages.</param>
    /// <param name="ledger">Whether the ledger is on.</param>
    public static void Print(int bits, bool ledger)
    {
        Dictionary<string, double> bound = MeasureBound(bits);
        Dictionary<string, List<double>> measured = new(StringComparer.Ordinal);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Machine machine = new(new MachineOptions { Pages = 1 << bits, Cpus = 1, Ledger = ledger });
        long map = GC.GetTotalMemory(forceFullCollection: true) - before;
        for (int round = 0; round < Rounds; round++)
        {
            MeasurePageCache(machine, measured);
            MeasureGmem(machine, measured);
            MeasureBuddy(machine, measured);
        }

        Console.WriteLine($"{1 << bits} pages, ledger {(ledger ? "on" : "off")}, {map / (double)(1 << bits):F1} bytes a page for the map");
        Console.WriteLine($"| {"ns, median of thread CPU time",-46} | model | plain C | ratio |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach ((string row, string? name) in s_rows)
        {
            double ours = Median(measured[row]);
            string text = ours.ToString("F1", CultureInfo.InvariantCulture);
            Console.WriteLine(name is not null && bound.TryGetValue(name, out double c)
                ? $"| {row,-46} | {text} | {c.ToString("F1", CultureInfo.InvariantCulture)} | {(ours / c).ToString("F1", CultureInfo.InvariantCulture)} |"
                : $"| {row,-46} | {text} | | |");
        }
    }

    /// <summary>Uniform indices from a fixed seed.</summary>
    internal static ulong[] RandomIndices(int count, int below)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, count).Select(_ => (ulong)random.Next(below))];
    }

    private static void MeasurePageCache(Machine machine, Dictionary<string, List<double>> measured)
    {
        AddressSpace file = machine.CreateAddressSpace();
        int count = machine.Options.Pages - (machine.Options.Pages / 32);
        Time(measured, s_rows[0].Row, count, () => Fill(file, count));
        machine.Batches.DrainAll();
        Read(file, count);
        Time(measured, s_rows[2].Row, count, () => Read(file, count));
        ulong[] random = RandomIndices(count, count);
        Time(measured, s_rows[3].Row, count, () => ReadRandom(file, random));
        Time(measured, s_rows[1].Row, count, () => file.Truncate(default, ByteOffset.ToEnd));
        Time(measured, s_rows[4].Row, count, () => AllocateAndFree(machine, count));
        file.Evict();
    }

    private static void Fill(AddressSpace file, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Folio folio = file.GrabFolio(new PageIndex((ulong)i)).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }
    }

    private static void Read(AddressSpace file, int count)
    {
        for (int i = 0; i < count; i++)
        {
            file.GetFolio(new PageIndex((ulong)i), FindFolioFlags.Accessed, GfpFlags.None, default).Folio.Put();
        }
    }

    private static void ReadRandom(AddressSpace file, ulong[] indices)
    {
        foreach (ulong index in indices)
        {
            file.GetFolio(new PageIndex(index), FindFolioFlags.Accessed, GfpFlags.None, default).Folio.Put();
        }
    }

    private static void AllocateAndFree(Machine machine, int count)
    {
        for (int i = 0; i < count; i++)
        {
            machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable).Put();
        }
    }

    private static void MeasureBuddy(Machine machine, Dictionary<string, List<double>> measured)
    {
        Random random = new(3);
        Folio[] held = [.. Enumerable.Range(0, machine.Options.Pages >> 10).Select(_ => Allocate(machine, random))];
        int pairs = machine.Options.Pages;
        Time(measured, s_rows[5].Row, pairs, () =>
        {
            for (int i = 0; i < pairs; i++)
            {
                int which = random.Next(held.Length);
                if (!held[which].IsNone)
                {
                    held[which].Put();
                }

                held[which] = Allocate(machine, random);
            }
        });
        foreach (Folio folio in held.Where(f => !f.IsNone))
        {
            folio.Put();
        }
    }

    private static Folio Allocate(Machine machine, Random random) => machine.Allocator.AllocateFolio(new Order(random.Next(10)), GfpFlags.HighUserMovable);

    private static void MeasureGmem(Machine machine, Dictionary<string, List<double>> measured)
    {
        int pages = machine.Options.Pages - (machine.Options.Pages / 16);
        Measure(GmemProfile.Linux612, GmemFlags.None, s_rows[6].Row, s_rows[7].Row);
        Measure(GmemProfile.V11, GmemFlags.AllowHugePage, s_rows[8].Row, s_rows[9].Row);

        void Measure(GmemProfile profile, GmemFlags flags, string fill, string punch)
        {
            machine.Allocator.DrainAllPages();
            long bytes = (long)(pages & ~511) << PageSize.Shift;
            GuestMemfd file = new VirtualMachine(machine, profile, VmType.SoftwareProtected).CreateGuestMemfd(bytes, flags).File!;
            Time(measured, fill, pages, () => file.Fallocate(FallocateMode.KeepSize, default, bytes));
            Time(measured, punch, pages, () => file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, bytes));
            file.Close();
        }
    }

    private static void Time(Dictionary<string, List<double>> measured, string row, long operations, Action work)
    {
        double started = ThreadClock.Nanoseconds();
        work();
        double each = (ThreadClock.Nanoseconds() - started) / operations;
        (measured.TryGetValue(row, out List<double>? list) ? list : measured[row] = []).Add(each);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Compiles and runs the C program, where there is a compiler.</summary>
    private static Dictionary<string, double> MeasureBound(int bits)
    {
        string program = Path.Combine(Path.GetTempPath(), "folio-cbound");
        string source = Path.Combine(AppContext.BaseDirectory, "cbound.c");
        Dictionary<string, double> rows = new(StringComparer.Ordinal);
        if (!Run("cc", $"-O3 -march=native -o {program} {source}", out _) || !Run(program, $"{bits} 3", out string output))
        {
            Console.Error.WriteLine("no C compiler: the bound is left out");
            return rows;
        }

        foreach (string[] cells in output.Split('\n').Select(l => l.Split('\t')).Where(c => c.Length > 3))
        {
            rows[cells[2]] = double.Parse(cells[3], CultureInfo.InvariantCulture);
        }

        return rows;
    }

    private static bool Run(string file, string arguments, out string output)
    {
        output = "";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
            output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
