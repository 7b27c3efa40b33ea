using System.Globalization;
using FolioModel.Files;

namespace FolioModel.Samples.StorageHost;

/// <summary>Three readers, a writer and a flusher share one file on one disk.</summary>
internal static class Demo
{
    public static void Run(TextWriter log)
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 4, Ledger = true, LockChecking = true });
        SimulatedClock clock = new(machine);
        SimulatedDisk disk = new(clock, new SimulatedDiskOptions { ReadBytesPerSecond = 40e6, WriteBytesPerSecond = 40e6 });
        WritebackDomain domain = new(machine, new WritebackLimits
        {
            Interval = TimeSpan.FromMilliseconds(4),
            Expire = TimeSpan.FromMilliseconds(4),
        });
        FileSystem files = new(machine, new FileSystemOptions { Device = disk, Clock = clock, ReadAheadPages = 4, Domain = domain });
        RegularFile file = files.CreateFile("data", 1 << 20);
        clock.Spawn("flusher", 0, files.Flusher.RunAsync);
        for (int i = 0; i < 3; i++)
        {
            Reader reader = new(clock, file, $"reader{i + 1}", TimeSpan.FromMicroseconds(10 * i), log);
            clock.Spawn(reader.Name, i, reader.Run);
        }

        Writer writer = new(clock, file, log);
        clock.Spawn("writer", 3, writer.Run);
        clock.Run();
        log.WriteLine();
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.Now.TotalMicroseconds:F0} us, {files.Requests} requests, {disk.BytesRead} bytes read, {disk.BytesWritten} written"));
        foreach ((PageIndex index, _, CacheEntry entry) in file.Mapping.Pages.Entries())
        {
            log.WriteLine($"page {index}: {string.Join(", ", entry.Folio.Holders)}");
        }
    }

    private static void Say(TextWriter log, SimulatedClock clock, string who, string what) =>
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Now.TotalMicroseconds,7:F0} us  {who,-8} {what}"));

    private sealed class Reader(SimulatedClock clock, RegularFile file, string name, TimeSpan start, TextWriter log)
    {
        public string Name => name;

        public async KernelWork Run()
        {
            OpenFile open = file.Open();
            await clock.Sleep(start);
            for (long page = 0; page < 6; page++)
            {
                TransferResult result = await open.ReadAsync(page * PageSize.Bytes, PageSize.Bytes);
                Say(log, clock, name, $"has {result.Bytes} bytes of page {page}; {file.Mapping.Pages.Count} pages are cached");
                await clock.Sleep(TimeSpan.FromMicroseconds(20));
            }
        }
    }

    private sealed class Writer(SimulatedClock clock, RegularFile file, TextWriter log)
    {
        public async KernelWork Run()
        {
            OpenFile open = file.Open();
            await clock.Sleep(TimeSpan.FromMicroseconds(130));
            TransferResult written = await open.WriteAsync(0, 2 * PageSize.Bytes);
            Say(log, clock, "writer", $"wrote {written.Bytes} bytes; {file.Mapping.DirtyPages} pages are dirty");
            await clock.Sleep(TimeSpan.FromMilliseconds(20));
            Say(log, clock, "writer", $"after 20 ms {file.Mapping.DirtyPages} pages are dirty");
            await open.WriteAsync(100 * PageSize.Bytes, PageSize.Bytes);
            Errno error = await open.SyncAsync();
            Say(log, clock, "writer", $"fsync: {error}");
        }
    }
}
