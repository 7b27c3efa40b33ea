using System.Numerics;
using FolioModel.Groups;

namespace FolioModel.Files;

public sealed partial class DirtyThrottle
{
    /// <summary>Pages of a device that its CPUs may not have added up yet (<c>wb_stat_error</c>).</summary>
    private long MostUncounted => _machine.Options.Cpus * 8L * (1 + BitOperations.Log2((uint)_machine.Options.Cpus));

    /// <summary>How long a task pauses for the pages that it dirtied.</summary>
    private DirtyPause Decide(TaskDirtying task, long dirtied, DirtyThresholds machine, DirtyThresholds? ofGroup, MemoryGroup? group)
    {
        DirtyPosition position = PositionOf(machine);
        _isExceeded = position.IsExceeded;
        DirtyPosition measured = position;
        if (ofGroup is { } own)
        {
            measured = PositionOf(own, group!);
            _isExceeded |= measured.IsExceeded;
            position = measured.Ratio < position.Ratio ? measured : position;
        }

        if (Bandwidth.IsDue(_system.Ticks))
        {
            Bandwidth.Update(_system, machine, measured);
        }

        DirtyThresholds now = position.Now;
        long ofDevice = position.OfDevice;
        double ratio = position.Ratio;
        long taskRate = (long)(Bandwidth.DirtyRateLimit * ratio);
        long longest = LongestPause(ofDevice);
        (long shortest, long pollAfter) = ShortestPause(longest, taskRate);
        long time = _system.Ticks;
        if (taskRate == 0)
        {
            bool idle = ofDevice <= MostUncounted;
            return Pause(now, dirtied, 0, longest, time + longest, pollAfter) with { IsDeviceIdle = idle };
        }

        long period = Hz * dirtied / taskRate;
        long pause = period - (task.PausedAt is { } since ? time - since : 0);
        if (pause < shortest)
        {
            Forgive(task, dirtied, time, pause, period);
            return Pause(now, dirtied, taskRate, 0, time, pollAfter);
        }

        if (pause > longest)
        {
            time += Math.Min(pause - longest, longest);
            pause = longest;
        }

        return Pause(now, dirtied, taskRate, pause, time + pause, pollAfter);
    }

    private DirtyPause Pause(DirtyThresholds now, long dirtied, long taskRate, long ticks, long end, long pollAfter) =>
        new(now, dirtied, taskRate, ticks, TimeSpan.FromSeconds(ticks / (double)Hz), end, pollAfter);

    /// <summary>A pause that is too short to be made is owed, up to a second.</summary>
    private void Forgive(TaskDirtying task, long dirtied, long now, long pause, long period)
    {
        if (pause < -Hz)
        {
            task.PausedAt = now;
            task.Dirtied = 0;
        }
        else if (period > 0)
        {
            task.PausedAt = (task.PausedAt ?? now) + period;
            task.Dirtied = 0;
        }
        else if (task.PollAfter <= dirtied)
        {
            task.PollAfter += dirtied;
        }
    }

    /// <summary>The place of the machine's dirty memory between its limits.</summary>
    private DirtyPosition PositionOf(DirtyThresholds now) => PositionOf(
        now, _system.Domain.HardLimit(now), _system.Dirty.Reclaimable + _system.Dirty.Writeback, group: null);

    /// <summary>The same for a group, whose part of the device's work is that of its own pages.</summary>
    private DirtyPosition PositionOf(DirtyThresholds now, MemoryGroup group) => PositionOf(
        now, now.Limit, group.Own(GroupCounter.FileDirty) + group.Own(GroupCounter.FileWriteback), group);

    private DirtyPosition PositionOf(DirtyThresholds now, long limit, long ofDevice, MemoryGroup? group)
    {
        long share = _system.Domain.ShareOf(_system, now.Limit);
        bool isExceeded = ofDevice > share && now.IsExceeded;
        return new DirtyPosition(now, limit, ofDevice, isExceeded, PositionRatio(now, limit, share, ofDevice), group);
    }

    /// <summary>
    /// How far the amount of dirty memory speeds writers up or slows them down: 1 at the set point in the middle of the free-running point
    /// and the limit, 0 at the limit, up to 2 below.
    /// </summary>
    /// <remarks>Models <c>wb_position_ratio</c>: a cubic in the distance from the set point, bent by the device's own amount.</remarks>
    private double PositionRatio(DirtyThresholds now, long limit, long share, long ofDevice)
    {
        if (now.Dirty >= limit)
        {
            return 0;
        }

        long setpoint = (now.FreeRun + limit) / 2;
        double distance = (setpoint - now.Dirty) / (double)(limit - setpoint + 1);
        double ratio = Math.Clamp(1 + distance * distance * distance, 0, 2);

        share = Math.Max(Math.Min(share, now.Limit), (limit - now.Dirty) / 8);
        double part = share / (double)(now.Limit | 1);
        double ownSetpoint = setpoint * part;
        double span = (now.Limit - share + 8 * Bandwidth.WriteRate) * part;
        double end = ownSetpoint + span;
        ratio = ofDevice < end - span / 4 ? ratio * (end - ofDevice) / Math.Max(end - ownSetpoint, 1) : ratio / 4;

        double reserve = share / 2;
        if (ofDevice < reserve)
        {
            ratio *= ofDevice > reserve / 8 ? reserve / ofDevice : 8;
        }

        return ratio;
    }

    /// <remarks>Models <c>wb_max_pause</c>: not so long that the device runs dry.</remarks>
    private long LongestPause(long ofDevice)
    {
        long rate = Bandwidth.WriteRate / (long)BitOperations.RoundUpToPowerOf2((ulong)(1 + Hz / 8));
        return Math.Min(ofDevice / (1 + rate) + 1, Math.Max(Hz / 5, 1));
    }

    /// <remarks>Models <c>wb_min_pause</c>: about 10 ms, longer for many slow writers.</remarks>
    private (long Shortest, long PollAfter) ShortestPause(long longest, long taskRate)
    {
        int high = BitOperations.Log2((ulong)Math.Max(Bandwidth.WriteRate, 1));
        int low = BitOperations.Log2((ulong)Math.Max(Bandwidth.DirtyRateLimit, 1));
        long second = (long)BitOperations.RoundUpToPowerOf2((ulong)Hz);
        long ticks = Math.Max(1, Hz / 100) + (high > low ? (high - low) * (10L * Hz) / 1024 : 0);
        ticks = Math.Min(ticks, 1 + longest / 2);
        long pages = Bandwidth.DirtyRateLimit * ticks / second;
        if (pages < PollPages)
        {
            ticks = longest;
            pages = Bandwidth.DirtyRateLimit * ticks / second;
            if (pages > PollPages)
            {
                pages = PollPages;
                ticks = Hz * PollPages / Bandwidth.DirtyRateLimit;
            }
        }

        if (Hz * pages / (taskRate + 1) > longest)
        {
            ticks = longest;
            pages = taskRate * ticks / second;
        }

        return (pages >= PollPages ? 1 + ticks / 2 : ticks, pages);
    }
}
