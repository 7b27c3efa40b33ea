using FolioModel.Cli.Explain;
using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>A read that finds nothing in the cache: who holds the new folio while the device fills it.</summary>
internal sealed class ReadMiss : Scenario
{
    public override string Name => "read-miss";

    public override string Summary => "a read misses the cache: who holds the folio while the device fills it?";

    public override IReadOnlyList<ScenarioOption> Options =>
        [new("fails", "The device fails."), ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfileOf(request));
        List<DeviceRequest> submitted = [];
        FileSystem files = new(machine, new FileSystemOptions { Device = new Keeping(submitted), ReadAheadPages = 0 });
        OpenFile open = files.CreateFile("data", PageSize.Bytes).Open();
        StepRecorder recorder = NewRecorder(request);
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        TaskRun read = machine.Begin(machine.CreateTask("reader", 0), async () => await open.ReadAsync(0, PageSize.Bytes), new Straight());
        read.Resume();
        Folio folio = open.File.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        recorder.AddState(folio, "(the device reads)", "locked, and not uptodate: whoever wants it waits for the lock");
        int held = folio.RefCount;
        submitted[0].Complete(request.Has("fails") ? Errno.EIO : Errno.None);
        while (submitted.Count > 0 && !read.IsOver)
        {
            if (read.CanGoOn)
            {
                read.Resume();
            }
            else if (submitted[^1].IsDone)
            {
                break;
            }
            else
            {
                submitted[^1].Complete(request.Has("fails") ? Errno.EIO : Errno.None);
            }
        }

        machine.Batches.DrainAll();
        machine.Observer = null;
        int left = folio.RefCount;
        string answer = request.Has("fails")
            ? $"While the device reads, {held} references hold the folio. After the error it is unlocked and not uptodate: the read says "
                + $"EIO, and the folio stays in the cache for the next reader to try."
            : $"While the device reads, {held} references hold it, and none is the device's: the lock keeps the folio in the cache. "
                + $"Afterwards the page cache alone is left: {left}.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, request.Has("fails") ? Errno.EIO.ToString() : Errno.None.ToString(), recorder.Steps,
            answer,
            [
                "The end of the read marks the folio uptodate and unlocks it, in whatever task the device interrupts.",
                "Truncation waits for the folio lock, so it cannot free what the device is filling.",
            ]);
    }

    /// <summary>A device that keeps what it was given.</summary>
    private sealed class Keeping(List<DeviceRequest> submitted) : IBackingDevice
    {
        public int LargestRequest => 256;

        public int QueueDepth => int.MaxValue;

        public void Submit(DeviceRequest request) => submitted.Add(request);
    }

    /// <summary>Stops a task only where it waits.</summary>
    private sealed class Straight : ITaskRunObserver
    {
        public bool StopsAt(TaskRun run, SchedulingPoint point) => false;
    }
}
