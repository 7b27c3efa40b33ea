namespace FolioModel.Samples.DiscreteEvent;

/// <summary>Three readers, a writer and a flusher share one file on one disk.</summary>
internal static class Scenario
{
    public static void Run(TextWriter log)
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 4, Ledger = true, LockChecking = true });
        AddressSpace cache = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 1 << 20 });
        Simulation simulation = new(machine, log);
        Disk disk = new(simulation, serviceTime: 100);
        CachedFile file = new(cache, disk, simulation);

        for (int i = 0; i < 3; i++)
        {
            int start = 10 * i;
            simulation.Spawn($"reader{i + 1}", i, async () =>
            {
                await simulation.Sleep(start, "its start");
                for (ulong page = 0; page < 3; page++)
                {
                    await file.Read(new PageIndex(page));
                    await simulation.Sleep(20, "its next read");
                }
            });
        }

        simulation.Spawn("writer", 3, async () =>
        {
            await simulation.Sleep(130, "its start");
            await file.Write(new PageIndex(0));
            await simulation.Sleep(300, "its next write");
            await file.Write(new PageIndex(1));
        });
        simulation.Spawn("flusher", 0, async () =>
        {
            for (int round = 0; round < 3; round++)
            {
                await simulation.Sleep(250, "the next round");
                await file.Flush();
            }
        });

        IReadOnlyList<TaskRun> stuck = simulation.Run();
        log.WriteLine();
        log.WriteLine(
            $"{simulation.Now} us, {file.Misses} misses, {file.Hits} hits, {disk.Requests} disk requests, {stuck.Count} tasks stuck");
        foreach ((PageIndex index, _, CacheEntry entry) in cache.Pages.Entries())
        {
            log.WriteLine($"page {index}: {string.Join(", ", entry.Folio.Holders)}");
        }
    }
}
