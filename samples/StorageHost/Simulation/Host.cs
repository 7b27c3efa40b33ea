using FolioModel.Files;
using FolioModel.Samples.StorageHost.Workloads;

namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>A node in simulated time: a machine, its disk and filesystem, kswapd, the flusher, and processes.</summary>
internal sealed class Host
{
    private const double Mega = 1e6;
    private const double Giga = 1e9;

    private readonly Dictionary<string, RegularFile> _files = [];
    private readonly Dictionary<string, HostProcess> _processes = [];
    private readonly List<MemorySample> _samples = [];
    private readonly List<OperationResult> _operations = [];
    private int _running;
    private TimeSpan _sampleUntil;

    public Host(MachineSettings settings)
    {
        Settings = settings;
        Machine = new Machine(new MachineOptions
        {
            Pages = checked((int)(settings.MemoryGib * (1 << 30) / PageSize.Bytes)),
            Cpus = settings.Cpus,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = false },
        });
        Clock = new SimulatedClock(Machine);
        Disk = new SimulatedDisk(Clock, new SimulatedDiskOptions
        {
            ReadBytesPerSecond = settings.DiskReadMbS * Mega,
            WriteBytesPerSecond = settings.DiskWriteMbS * Mega,
            WriteShareWhileReading = settings.WriteShareWhileReading,
            Latency = TimeSpan.FromMilliseconds(settings.DiskLatencyMs),
            LargestRequest = settings.RequestKb / 4,
        });
        Order order = new(settings.PageOrder);
        Files = new FileSystem(Machine, new FileSystemOptions
        {
            Device = Disk,
            Clock = Clock,
            ReadAheadPages = settings.ReadAheadKb / 4,
            OptimalRequestPages = settings.RequestKb / 4,
            SmallestOrder = order,
            LargestOrder = order,
            CoarseSteps = true,
            FlushesReplacedFiles = settings.FlushReplaced,
            Domain = new WritebackDomain(Machine, new WritebackLimits
            {
                BackgroundRatio = settings.DirtyBackgroundRatio,
                Ratio = settings.DirtyRatio,
                Expire = TimeSpan.FromSeconds(settings.DirtyExpireSeconds),
                Interval = TimeSpan.FromSeconds(settings.DirtyWritebackSeconds),
                TicksPerSecond = settings.Hz,
            }),
        });
        Copy = new CopyCost(settings, Machine.Options.Pages);
        new AnonymousMemory(Machine).Touch((long)(settings.UsedGb * Giga));
        Clock.Spawn("flusher", 0, Files.Flusher.RunAsync);
        Clock.Spawn(Machine.BackgroundReclaimer.Task, Kswapd);
    }

    public MachineSettings Settings { get; }

    public Machine Machine { get; }

    public SimulatedClock Clock { get; }

    public SimulatedDisk Disk { get; }

    public FileSystem Files { get; }

    public CopyCost Copy { get; }

    /// <summary>A sample a second.</summary>
    public IReadOnlyList<MemorySample> Samples => _samples;

    /// <summary>The operations, in the order in which they ended.</summary>
    public IReadOnlyList<OperationResult> Operations => _operations;

    /// <summary>Runs a workload from now on until all its processes are over.</summary>
    /// <param name="workload">Files and processes. Files that exist already are taken as they are.</param>
    /// <param name="watched">Files whose cached bytes are noted after each operation.</param>
    /// <param name="until">Seconds for which to go on at least, so that memory is sampled as long as it was measured.</param>
    /// <returns>Seconds from the start to the end of the last process.</returns>
    public double Run(Workload workload, IReadOnlyList<string> watched, double until = 0)
    {
        TimeSpan start = Clock.Now;
        foreach (FileSettings file in workload.Files)
        {
            FileOf(file.Name, (long)(file.SizeGb * Giga));
        }

        _running = workload.Processes.Count;
        foreach (ProcessSettings settings in workload.Processes)
        {
            _processes[settings.Name] = new HostProcess(this, settings, watched, start);
        }

        int cpu = 0;
        foreach (ProcessSettings settings in workload.Processes)
        {
            HostProcess process = _processes[settings.Name];
            process.Waits = [.. settings.After.Select(name => _processes[name])];
            Clock.Spawn(settings.Name, cpu++ % Settings.Cpus, process.Run);
        }

        _sampleUntil = start + TimeSpan.FromSeconds(until);
        Sample(start);
        while (_running > 0)
        {
            if (!Clock.Step())
            {
                throw new InvalidOperationException("the processes wait for each other for ever");
            }
        }

        double seconds = (Clock.Now - start).TotalSeconds;
        if (_sampleUntil > Clock.Now)
        {
            Clock.RunUntil(_sampleUntil);
        }

        return seconds;
    }

    /// <summary>The file of a name; it is made where it does not exist.</summary>
    public RegularFile FileOf(string name, long size = 0)
    {
        if (!_files.TryGetValue(name, out RegularFile? file))
        {
            _files.Add(name, file = Files.CreateFile(name, size));
        }

        return file;
    }

    public void Ended(HostProcess process)
    {
        _running--;
        Machine.WakeAll(process);
    }

    public void Note(OperationResult operation) => _operations.Add(operation);

    /// <summary>Bytes of files that are in memory, in the order of the names.</summary>
    public double[] CachedGb(IReadOnlyList<string> names) =>
        [.. names.Select(name => _files.TryGetValue(name, out RegularFile? file) ? file.CachedBytes / Giga : 0)];

    /// <summary>
    /// Forgets what earlier runs did and drops clean folios, as writing 1 to <c>drop_caches</c> does. Dirty ones stay until they are
    /// written, and the files stay on the disk.
    /// </summary>
    public void Forget()
    {
        _operations.Clear();
        _processes.Clear();
        Machine.Batches.DrainAll();
        foreach (RegularFile file in _files.Values)
        {
            file.Mapping.Invalidate(PageIndex.Zero, PageIndex.Max);
        }
    }

    private void Sample(TimeSpan start)
    {
        if (_running == 0 && Clock.Now > _sampleUntil)
        {
            return;
        }

        double pages = PageSize.Bytes / Mega;
        _samples.Add(new MemorySample(
            (Clock.Now - start).TotalSeconds,
            Machine.Allocator.FreePageCount.Value * pages,
            Machine.Statistics.FilePages * pages,
            Machine.Statistics.FileDirty * pages));
        Clock.Schedule(Clock.Now + TimeSpan.FromSeconds(1), () => Sample(start));
    }

    /// <summary>The background reclaimer: one balance is one step, as if it took no time beside the copying of memory.</summary>
    private async KernelWork Kswapd()
    {
        BackgroundReclaimer reclaimer = Machine.BackgroundReclaimer;
        while (!reclaimer.IsStopped)
        {
            if (reclaimer.IsAwake)
            {
                reclaimer.Balance();
            }
            else
            {
                await Machine.WaitForAsync(WaitReason.ReclaimWork, reclaimer, "an allocation that needs memory", null);
            }
        }
    }
}
