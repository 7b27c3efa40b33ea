#!/usr/bin/env -S dotnet run
#:package FolioModel.Workloads@0.1.0

// Lesson: a reader of one's own. The log of a backup has lines of "FILE BLOCK", a block is 64 KiB. A nightly scan reads 64 MiB once, and
// 4 MiB are read again between the nights. With 16 MiB of memory, which reclaim keeps them? Guess, then read your own log.
using FolioModel.Workloads;

string log = string.Concat(Enumerable.Range(0, 6).Select(static _ =>
    string.Concat(Enumerable.Range(0, 1024).Select(static b => $"1 {b}\n{(b % 8 == 0 ? $"2 {b / 8 % 64}\n" : "")}"))));
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

// prints: classic
