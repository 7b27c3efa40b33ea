using FolioModel.Files;
using FolioModel.Forking;

namespace FolioModel.Bench.PageCache;

/// <summary>The CPU time of <see cref="Machine.Fork"/> for a machine whose memory is mostly page cache.</summary>
internal static class ForkTable
{
    private static readonly int[] s_mebibytes = [64, 256, 1024, 4096];

    public static void Print(int forks)
    {
        Console.WriteLine("| machine | cached | fork, median | fastest | descriptors alone |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (int size in s_mebibytes)
        {
            double[] full = Measure(size, size * 7L / 8, forks);
            double[] empty = Measure(size, 0, forks);
            Console.WriteLine(
                $"| {size} MiB | {size * 7L / 8} MiB | {full[forks / 2]:F2} ms | {full[0]:F2} ms | {empty[forks / 2]:F2} ms |");
        }
    }

    /// <summary>Milliseconds of each fork, sorted. The copy is used, so that none of its cost is put off, and then dropped.</summary>
    private static double[] Measure(int mebibytes, long cached, int forks)
    {
        Machine machine = new(new MachineOptions { Pages = mebibytes << (20 - PageSize.Shift) });
        FileSystem files = new(machine);
        OpenFile open = files.CreateFile("data", size: mebibytes * (1L << 20)).Open();
        open.Read(position: 0, length: cached << 20);
        double[] times = new double[forks];
        machine.Fork(open);
        for (int i = 0; i < forks; i++)
        {
            double start = ThreadClock.Nanoseconds();
            MachineFork fork = machine.Fork(open);
            times[i] = (ThreadClock.Nanoseconds() - start) / 1e6;
            fork.Of(open).Write(position: 0, length: PageSize.Bytes);
        }

        Array.Sort(times);
        return times;
    }
}
