using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

internal sealed partial class FileSubject
{
    private const int CrowdTasks = 6;
    private const int CrowdPages = 16;

    private readonly HeldDevice? _queue;
    private readonly RegularFile? _crowdFile;
    private readonly KernelTask[] _crowd = [];

    private void DefineQueue() => Define("crowd", 4, Number("choices", 1 << 20), Crowd);

    /// <summary>
    /// Several tasks read and write at once through a device that takes few requests at a time. Requests that wait get their places in the
    /// order of their arrival, none waits while there is a place, and the device never gets more than it takes.
    /// </summary>
    private StepResult Crowd(long choices)
    {
        HeldDevice device = _queue!;
        uint state = (uint)choices;
        device.Keeps = true;
        TaskRun[] runs = [.. _crowd.Select((task, i) => Machine.Begin(task, Transfer(i, (int)(choices >> (2 * i)) & 3), new OnlyWaits()))];
        DeviceLine reads = new(device, write: false);
        DeviceLine writes = new(device, write: true);
        while (runs.Any(static r => !r.IsOver) && _broken is null)
        {
            state = (state * 1664525) + 1013904223;
            TaskRun[] ready = [.. runs.Where(static r => r.CanGoOn)];
            int choice = (int)(state >> 16) % Math.Max(ready.Length + Math.Min(device.Kept, 1), 1);
            if (choice < ready.Length)
            {
                ready[choice].Resume();
            }
            else if (device.Kept > 0)
            {
                device.EndOldest();
            }
            else
            {
                string waiting = string.Join("; ", runs.Where(static r => !r.IsOver));
                _broken = new Finding("stuck", $"the device is idle and no task can go on: {waiting}");
            }

            TaskRun[] reading = [.. runs.Where((_, i) => !IsWriter((int)(choices >> (2 * i)) & 3))];
            _broken ??= reads.Check(reading, _files.ReadsUnderWay) ?? writes.Check([.. runs.Except(reading)], _files.WritesUnderWay);
        }

        return EndCrowd(device, runs);
    }

    private StepResult EndCrowd(HeldDevice device, TaskRun[] runs)
    {
        while (device.Kept > 0)
        {
            device.EndOldest();
        }

        device.Keeps = false;
        if (runs.FirstOrDefault(static r => r.Error is not null) is { } failed)
        {
            _broken ??= new Finding("failed", $"{failed}");
        }

        if (_broken is null && (_files.ReadsUnderWay != 0 || _files.WritesUnderWay != 0))
        {
            _broken = new Finding(
                "count", $"the device is idle, and {_files.ReadsUnderWay} reads and {_files.WritesUnderWay} writes count as under way");
        }

        return StepResult.Ok;
    }

    private static bool IsWriter(int kind) => kind >= 2;

    /// <summary>The work of a task of the crowd, in its own part of the file.</summary>
    private Func<KernelWork> Transfer(int task, int kind) => async () =>
    {
        long start = At(task * CrowdPages);
        long length = At(CrowdPages);
        OpenFile open = _crowdFile!.Open((kind & 1) == 0 ? OpenOptions.Direct : OpenOptions.None);
        if (!IsWriter(kind))
        {
            await open.ReadAsync(start, length);
            return;
        }

        await open.WriteAsync(start, length);
        await open.SyncAsync();
    };

    /// <summary>Lets a task run until it has to wait.</summary>
    private sealed class OnlyWaits : ITaskRunObserver
    {
        public bool StopsAt(TaskRun run, SchedulingPoint point) => false;
    }
}
