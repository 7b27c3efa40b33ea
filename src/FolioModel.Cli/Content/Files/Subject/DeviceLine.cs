using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>The tasks that wait for room in one direction of a device, kept beside the filesystem from their states alone.</summary>
internal sealed class DeviceLine(HeldDevice device, bool write)
{
    private readonly List<TaskRun> _line = [];

    /// <summary>Compares what just happened with the rules of a queue.</summary>
    /// <param name="runs">The tasks of this direction.</param>
    /// <param name="underWay">The requests that the filesystem counts.</param>
    /// <returns>The rule that was broken, or null.</returns>
    public Finding? Check(TaskRun[] runs, int underWay)
    {
        string what = write ? "writes" : "reads";
        if (device.KeptOf(write) > device.QueueDepth)
        {
            return new Finding("depth", $"the device got {device.KeptOf(write)} {what} at a time and takes {device.QueueDepth}");
        }

        // Those that wait no longer must have stood in front of all that still do.
        int left = _line.FindIndex(IsWaiting);
        if (left >= 0 && _line.FindLastIndex(static r => !IsWaiting(r)) is int last && last > left)
        {
            return new Finding("order", $"{_line[last].Task} got a place in the queue before {_line[left].Task}, which waited longer");
        }

        _line.RemoveAll(static r => !IsWaiting(r));
        _line.AddRange(runs.Where(r => IsWaiting(r) && !_line.Contains(r)));
        return _line.Count > 0 && underWay < device.QueueDepth
            ? new Finding("idle", $"{_line[0].Task} waits for room, but {underWay} {what} are under way and {device.QueueDepth} may be")
            : null;
    }

    private static bool IsWaiting(TaskRun run) => run.State == TaskRunState.Waiting && run.Reason == FileWaits.DeviceQueue;
}
