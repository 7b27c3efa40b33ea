#!/usr/bin/env -S dotnet run
#:package FolioModel.Workloads@0.1.0

// Lesson: a reader of one's own. A backup writes lines of "FILE BLOCK" in its log; a block is 64 KiB. Each night it reads the 64 MiB of
// file 1 once, and meanwhile goes round the 40 blocks of file 2, its index. With 16 MiB of memory, which reclaim keeps the index?
using FolioModel.Workloads;

string log = string.Concat(Enumerable.Range(0, 6).Select(static _ =>
    string.Concat(Enumerable.Range(0, 1024).Select(static b => $"1 {b}\n{(b % 8 == 0 ? $"2 {b / 8 % 40}\n" : "")}"))));
using ITraceReader reader = new BackupReader(new StringReader(log));
foreach (ReplayResult result in Workload.Replay(reader, [ReplayPolicy.Classic, ReplayPolicy.Mglru, ReplayPolicy.Parse("lru")], [4096]))
{
    Console.WriteLine($"{result.Policy,-8} {result.Accesses} accesses, hit ratio {result.HitRatio:0.000}");
}

sealed class BackupReader(TextReader lines) : ITraceReader
{
    public string Format => "backup";

    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && lines.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            requests[count++] = new TraceRequest(ulong.Parse(words[0]), long.Parse(words[1]) << 16, 1 << 16, 0, TraceOperation.Read);
        }

        return count;
    }

    public void Dispose() => lines.Dispose();
}

// prints: classic  110592 accesses, hit ratio 0.023
// prints: mglru    110592 accesses, hit ratio 0.006
// prints: lru      110592 accesses, hit ratio 0.006
