using System.Globalization;
using FolioModel.Cli.Explain;
using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>A writer faster than the disk: when it runs free, where pauses begin, and what it settles at.</summary>
internal sealed class DirtyThrottling : Scenario
{
    private const int DiskPages = 1000;
    private const int Shown = 12;

    public override string Name => "dirty-throttle";

    public override string Summary => "a writer is faster than the disk: where do its pauses begin, and how fast does it go then?";

    public override IReadOnlyList<ScenarioOption> Options => [ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 15, Profile = KernelProfileOf(request), Ledger = true });
        SimulatedClock clock = new(machine);
        SimulatedDisk disk = new(clock, new SimulatedDiskOptions { WriteBytesPerSecond = DiskPages * PageSize.Bytes, LargestRequest = 4 });
        WritebackLimits limits = new() { Bytes = 1024 * PageSize.Bytes, BackgroundBytes = 256 * PageSize.Bytes };
        FileSystem files = new(machine, new FileSystemOptions
        {
            Device = disk,
            Clock = clock,
            Domain = new WritebackDomain(machine, limits),
        });
        clock.Spawn("flusher", 0, files.Flusher.RunAsync);
        StepRecorder recorder = NewRecorder(request);
        DirtyThresholds first = default;
        int pauses = 0;
        files.Throttle.Observer = pause =>
        {
            first = pauses == 0 ? pause.Thresholds : first;
            if (pauses++ < Shown)
            {
                recorder.AddNothing(machine, "(the writer looks)", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{clock.Now.TotalSeconds:F3} s: {pause.Thresholds.Dirty} dirty of {pause.Thresholds.Limit}; the task may dirty "
                        + $"{pause.TaskRate} pages a second and pauses {Math.Max(pause.Length.TotalMilliseconds, 0):F0} ms"));
            }
        };
        OpenFile open = files.CreateFile("data").Open();
        TaskRun writer = clock.Spawn("writer", 1, async () =>
        {
            for (int page = 0; page < 4000; page++)
            {
                await open.WriteAsync(page * PageSize.Bytes, PageSize.Bytes);
            }
        });
        clock.RunUntilOver(writer);
        string answer = string.Create(
            CultureInfo.InvariantCulture,
            $"It runs free up to {first.FreeRun} pages, half way between the background threshold {first.Background} and the limit "
                + $"{first.Limit}. From there it pauses, {files.Throttle.Pauses} times, {files.Throttle.Paused.TotalSeconds:F1} s in all: "
                + $"4000 pages took {clock.Now.TotalSeconds:F1} s on a disk of {DiskPages} pages a second.");
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, Errno.None.ToString(), recorder.Steps, answer,
            [
                "What counts is dirty and under writeback together.",
                "The flusher began at the background threshold; the writer's pauses only match its speed to the disk's.",
            ]);
    }
}
