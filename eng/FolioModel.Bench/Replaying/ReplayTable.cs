using System.Globalization;
using FolioModel.Workloads;
using FolioModel.Workloads.Reading;

namespace FolioModel.Bench.Replaying;

/// <summary>The rates of readers from memory, and of replays of a trace, reading and replaying apart.</summary>
internal static class ReplayTable
{
    private const int Rounds = 3;
    private const int AtOnce = 1 << 13;

    /// <summary>Reads traces of each format and prints the rates.</summary>
    public static void PrintReaders()
    {
        Console.WriteLine("CPU time of this thread, best of 3, the trace in memory");
        Console.WriteLine($"{"format",-20}{"M records/s",12}{"ns each",10}{"MB/s",8}{"bytes each",12}");
        foreach ((string name, string format, long records, byte[] trace) in ReaderTraces.All())
        {
            double best = double.MaxValue;
            double bytes = 0;
            for (int round = 0; round < Rounds; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                double start = ThreadClock.Nanoseconds();
                long read = ReadAll(trace, format);
                best = Math.Min(best, (ThreadClock.Nanoseconds() - start) / records);
                bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / records;
                if (read != records)
                {
                    throw new InvalidOperationException($"{name}: {read} of {records} records were read");
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-20}{1000 / best,12:F1}{best,10:F1}{trace.Length / best / records * 1000,8:F0}{bytes,12:F2}"));
        }
    }

    /// <summary>Replays a trace and prints the rates.</summary>
    /// <param name="path">The trace.</param>
    /// <param name="memory">The pages, or objects.</param>
    public static void PrintReplays(string path, long memory)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"CPU time of this thread, best of {Rounds}, {memory:n0} pages or objects"));
        Console.WriteLine(
            $"{"policy",-14}{"read, ns",10}{"replay, ns",12}{"M accesses/s",14}{"misses",13}{"bytes each",12}");
        Print(path, ReplayPolicy.Parse("lru"), memory, new ReplayOptions { WholeRequests = true });
        Print(path, ReplayPolicy.Classic, memory, new ReplayOptions());
        Print(path, ReplayPolicy.Mglru, memory, new ReplayOptions());
    }

    private static void Print(string path, ReplayPolicy policy, long memory, ReplayOptions options)
    {
        double read = double.MaxValue;
        double replay = double.MaxValue;
        double bytes = double.MaxValue;
        ReplayResult result = null!;
        for (int round = 0; round < Rounds; round++)
        {
            using TimedReader reader = new(TraceReaders.Open(path));
            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = ThreadClock.Nanoseconds();
            result = Workload.Replay(reader, [policy], [memory], options).Single();
            double all = ThreadClock.Nanoseconds() - start;
            read = Math.Min(read, reader.Nanoseconds / result.Accesses);
            replay = Math.Min(replay, (all - reader.Nanoseconds) / result.Accesses);
            bytes = Math.Min(bytes, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / result.Accesses);
        }

        string name = options.WholeRequests ? $"{policy.Name}, whole" : policy.Name;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-14}{read,10:F1}{replay,12:F1}{1000 / replay,14:F2}{result.Misses,13:n0}{bytes,12:F1}"));
    }

    private static long ReadAll(byte[] trace, string format)
    {
        using ITraceReader reader = TraceReaders.Open(TraceInput.Over("memory", new MemoryStream(trace)), format);
        TraceRequest[] buffer = new TraceRequest[AtOnce];
        long all = 0;
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            all += count;
        }

        return all;
    }
}
