using FolioModel.Files;

namespace FolioModel.Tests.Files;

/// <summary>Files in simulated time: a disk, the flusher, and writers that pause.</summary>
[TestFixture]
internal sealed class TimedFileTests
{
    private const int Page = PageSize.Bytes;
    private const double Rate = 1000 * Page;

    [Test]
    public void AStraightReadTakesTheTimeOfTheDisk()
    {
        (_, SimulatedClock clock, FileSystem files) = NewHost();
        OpenFile file = files.CreateFile("data", 500 * Page).Open();
        Assert.That(file.Read(0, 500 * Page).Bytes, Is.EqualTo(500 * Page));
        Assert.That(clock.Now.TotalSeconds, Is.EqualTo(0.5).Within(0.02));
    }

    [Test]
    public void AReaderWaitsForAnothersRead()
    {
        (_, SimulatedClock clock, FileSystem files) = NewHost();
        RegularFile data = files.CreateFile("data", 4 * Page);
        TaskRun first = clock.Spawn("first", 0, async () => await data.Open().ReadAsync(0, 4 * Page));
        TaskRun second = clock.Spawn("second", 1, async () => await data.Open().ReadAsync(0, 4 * Page));
        clock.RunUntilOver(first);
        clock.RunUntilOver(second);
        Assert.That(files.Requests, Is.EqualTo(1));
    }

    [Test]
    public void TheFlusherWritesWhatIsOldAndWholeFiles()
    {
        (_, SimulatedClock clock, FileSystem files) = NewHost();
        StartFlusher(clock, files);
        OpenFile file = files.CreateFile("data").Open();
        WarmUp(clock, files);
        file.Write(0, 10 * Page);
        clock.RunUntil(clock.Now + TimeSpan.FromSeconds(29));
        Assert.That(file.File.Mapping.DirtyPages.Value, Is.EqualTo(10), "younger than 30 s");
        clock.RunUntil(clock.Now + TimeSpan.FromSeconds(7));
        Assert.That(file.File.Mapping.DirtyPages.Value, Is.Zero);
    }

    /// <summary>Recorded on 6.12: far below every threshold, the first tick writes, because the device's share is zero.</summary>
    [Test]
    public void ANewDeviceDoesNotWaitForTheAge()
    {
        (_, SimulatedClock clock, FileSystem files) = NewHost();
        StartFlusher(clock, files);
        OpenFile file = files.CreateFile("data").Open();
        file.Write(0, 10 * Page);
        clock.RunUntil(TimeSpan.FromSeconds(4.9));
        Assert.That(file.File.Mapping.DirtyPages.Value, Is.EqualTo(10));
        clock.RunUntil(TimeSpan.FromSeconds(5.4));
        Assert.That(file.File.Mapping.DirtyPages.Value, Is.Zero);
    }

    [Test]
    public void AFastWriterIsHeldToTheSpeedOfTheDiskBelowTheLimit()
    {
        (Machine machine, SimulatedClock clock, FileSystem files) = NewHost(limit: 1024, background: 256);
        StartFlusher(clock, files);
        OpenFile file = files.CreateFile("data").Open();
        long most = 0;
        DirtyThresholds first = default;
        files.Throttle.Observer = pause => first = first.Limit == 0 ? pause.Thresholds : first;
        TaskRun writer = clock.Spawn("writer", 1, async () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                await file.WriteAsync(i * Page, Page);
                most = Math.Max(most, machine.Statistics.FileDirty + machine.Statistics.Writeback);
            }
        });
        clock.RunUntilOver(writer);
        Assert.Multiple(() =>
        {
            Assert.That(first.Dirty, Is.InRange(first.FreeRun, first.FreeRun + 40), "pauses begin half way between the thresholds");
            Assert.That(most, Is.InRange(700, 1075), "the limit, and a few pages more");
            Assert.That(clock.Now.TotalSeconds, Is.EqualTo(4.1).Within(0.4), "what does not fit below the limit waits for the disk");
            Assert.That(files.Throttle.Pauses, Is.GreaterThan(50));
        });
    }

    [Test]
    public void FsyncDoesNotChaseAWriter()
    {
        (_, SimulatedClock clock, FileSystem files) = NewHost();
        OpenFile file = files.CreateFile("data").Open();
        file.Write(0, 400 * Page);
        TimeSpan took = default;
        TaskRun sync = clock.Spawn("fsync", 0, async () =>
        {
            TimeSpan start = clock.Now;
            await file.SyncAsync();
            took = clock.Now - start;
        });
        clock.Spawn("writer", 1, async () =>
        {
            for (int i = 400; i < 600; i++)
            {
                await clock.Sleep(TimeSpan.FromMilliseconds(4));
                await file.WriteAsync(i * Page, Page);
            }
        });
        clock.RunUntilOver(sync);
        Assert.That(took.TotalSeconds, Is.EqualTo(0.4).Within(0.05));
    }

    [Test]
    public void SyncWritesAllFiles()
    {
        (Machine machine, SimulatedClock clock, FileSystem files) = NewHost();
        StartFlusher(clock, files);
        files.CreateFile("a").Open().Write(0, 20 * Page);
        files.CreateFile("b").Open().Write(0, 30 * Page);
        TaskRun sync = clock.Spawn("sync", 1, files.SyncAsync);
        clock.RunUntilOver(sync);
        Assert.That(machine.Statistics, Has.Property(nameof(NodeStatistics.FileDirty)).Zero);
        Assert.That(machine.Statistics.Written, Is.EqualTo(50));
    }

    [Test]
    public void ClosingAFileThatWasEmptiedAndWrittenAgainWritesItBack([Values] bool emptied, [Values] bool flushes)
    {
        (_, SimulatedClock clock, FileSystem files) = NewHost(flushesReplaced: flushes);
        RegularFile data = files.CreateFile("data", 10 * Page);
        TimeSpan took = default;
        clock.RunUntilOver(clock.Spawn("writer", 0, async () =>
        {
            if (emptied)
            {
                await data.SetSizeAsync(0);
            }

            OpenFile file = data.Open();
            await file.WriteAsync(0, 500 * Page);
            TimeSpan start = clock.Now;
            await file.CloseAsync();
            took = clock.Now - start;
        }));
        clock.RunUntil(clock.Now + TimeSpan.FromSeconds(1));
        bool written = emptied && flushes;
        Assert.Multiple(() =>
        {
            Assert.That(data.Mapping.DirtyPages.Value, Is.EqualTo(written ? 0 : 500));
            Assert.That(took.TotalSeconds, Is.EqualTo(written ? 0.25 : 0).Within(0.05), "all but the 256 pages that the queue takes");
        });

        OpenFile again = data.Open();
        again.Write(0, Page);
        again.Close();
        Assert.That(data.Mapping.DirtyPages.Value, Is.EqualTo(written ? 1 : 500), "only the first close writes");
        Assert.That(() => again.Read(0, 1), Throws.InvalidOperationException.With.Message.EqualTo("an open 'data' is closed"));
        Assert.That(again.Close, Throws.InvalidOperationException);
    }

    /// <summary>Two tasks that write as much as each other end together: the device's queue takes what has waited longest.</summary>
    [Test]
    public void RequestsThatWaitForTheDeviceGoInTheOrderOfTheirArrival()
    {
        (_, SimulatedClock clock, FileSystem files) = NewHost();
        TimeSpan[] ends = new TimeSpan[3];
        for (int i = 0; i < ends.Length; i++)
        {
            int number = i;
            OpenFile file = files.CreateFile($"data {i}").Open();
            file.Write(0, 1000 * Page);
            clock.Spawn($"writer {i}", 0, async () =>
            {
                await file.SyncAsync();
                ends[number] = clock.Now;
            });
        }

        clock.Run();
        Assert.Multiple(() =>
        {
            Assert.That(ends.Max().TotalSeconds, Is.EqualTo(3).Within(0.1));
            Assert.That(ends[0].TotalSeconds, Is.EqualTo(2.5).Within(0.1), "256 of its pages had room before the others came");
            Assert.That((ends[2] - ends[1]).TotalSeconds, Is.LessThan(0.1));
            Assert.That(files.WritesUnderWay, Is.Zero);
        });
    }

    private static void StartFlusher(SimulatedClock clock, FileSystem files)
    {
        clock.Spawn("flusher", 0, files.Flusher.RunAsync);
        clock.RunUntil(clock.Now);
    }

    /// <summary>A device that has written much lately has its share of the thresholds: its count halves every three seconds.</summary>
    private static void WarmUp(SimulatedClock clock, FileSystem files)
    {
        OpenFile other = files.CreateFile("other").Open();
        other.Write(0, 4000 * Page);
        other.Sync();
        clock.RunUntil(clock.Now + TimeSpan.FromSeconds(0.1));
    }

    private static (Machine Machine, SimulatedClock Clock, FileSystem Files) NewHost(
        long? limit = null, long? background = null, bool flushesReplaced = false)
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 15, Ledger = true });
        SimulatedClock clock = new(machine);
        SimulatedDisk disk = new(clock, new SimulatedDiskOptions
        {
            ReadBytesPerSecond = Rate,
            WriteBytesPerSecond = Rate,
            LargestRequest = 4,
        });
        WritebackDomain domain = new(machine, new WritebackLimits { Bytes = limit * Page, BackgroundBytes = background * Page });
        return (machine, clock, new FileSystem(machine, new FileSystemOptions
        {
            Device = disk,
            Clock = clock,
            Domain = domain,
            FlushesReplacedFiles = flushesReplaced,
        }));
    }
}
