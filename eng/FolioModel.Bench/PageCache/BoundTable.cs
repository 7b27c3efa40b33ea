using System.Diagnostics;
using System.Globalization;

namespace FolioModel.Bench.PageCache;

/// <summary>
/// The model beside the same work in plain C (<c>eng/FolioModel.Bench/cbound.c</c>), one after the other in one run: medians of thread CPU
/// time, and their ratio. Only the ratios mean something: machines are noisy.
/// </summary>
internal static class BoundTable
{
    private const int Rounds = 7;

    private static readonly (string Row, string? Bound)[] s_rows =
    [
        (Workloads.FillRow, "FILL sequential = fallocate (ns/page)"),
        (Workloads.TruncateRow, "PUNCH HOLE sequential (ns/page)"),
        (Workloads.SequentialRow, "READ HIT sequential, cursor (ns/op)"),
        (Workloads.RandomRow, "READ HIT random (ns/op)"),
        (Workloads.AllocateRow, "order-0 alloc+free pair through the per-CPU stack (ns/pair)"),
        (Workloads.BuddyRow, "buddy free+alloc pair, random orders 0-9 (ns/pair)"),
        (Workloads.FallocateRow, "FILL sequential = fallocate (ns/page)"),
        (Workloads.PunchRow, "PUNCH HOLE sequential (ns/page)"),
        (Workloads.ShmemFallocateRow, "FILL sequential = fallocate (ns/page)"),
        (Workloads.WriteRow, "FILL sequential = fallocate (ns/page)"),
        (Workloads.ReadaheadRow, "FILL sequential = fallocate (ns/page)"),
        (Workloads.ReadRow, "READ HIT large IO, leaf walk (ns/page)"),
        (Workloads.ChurnRow, "CHURN drop oldest + add newest (ns/page)"),
        (Workloads.HugeFallocateRow, null),
        (Workloads.HugePunchRow, null),
    ];

    /// <summary>Runs and prints the table.</summary>
    /// <param name="bits">Log2 of the modelled pages.</param>
    /// <param name="ledger">Whether the ledger is on.</param>
    public static void Print(int bits, bool ledger)
    {
        Workloads.WarmUp(ledger);
        Dictionary<string, double> bound = MeasureBound(bits);
        Workloads workloads = new(new Machine(new MachineOptions { Pages = 1 << bits, Cpus = 1, Ledger = ledger }));
        for (int round = 0; round < Rounds; round++)
        {
            workloads.RunRound();
        }

        Console.WriteLine($"{1 << bits} pages, ledger {(ledger ? "on" : "off")}");
        Console.WriteLine($"| {"ns, median of thread CPU time",-46} | model | plain C | ratio | bytes allocated |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach ((string row, string? name) in s_rows)
        {
            double ours = workloads.MedianOf(row);
            bool bounded = bound.TryGetValue(name ?? "", out double c);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row,-46} | {ours:F1} | {(bounded ? c.ToString("F1", CultureInfo.InvariantCulture) : ""),7} | "
                + $"{(bounded ? (ours / c).ToString("F1", CultureInfo.InvariantCulture) : ""),5} | {workloads.BytesOf(row):F2} |"));
        }
    }

    /// <summary>Compiles and runs the C program, where there is a compiler.</summary>
    private static Dictionary<string, double> MeasureBound(int bits)
    {
        string program = Path.Combine(Path.GetTempPath(), "folio-cbound");
        string source = Path.Combine(AppContext.BaseDirectory, "cbound.c");
        Dictionary<string, double> rows = new(StringComparer.Ordinal);
        if (!Run("cc", $"-O3 -march=native -o {program} {source}", out _) || !Run(program, $"{bits} 5", out string output))
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
            using Process process =
                Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
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
