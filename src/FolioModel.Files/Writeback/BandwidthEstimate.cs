namespace FolioModel.Files;

/// <summary>
/// The speed of a device as far as it is known, and the rate at which its writers may dirty pages. Rates are pages a second.
/// </summary>
/// <remarks>Models the estimates of <c>struct bdi_writeback</c> with <c>wb_update_bandwidth</c>.</remarks>
public sealed class BandwidthEstimate
{
    /// <summary>100 MiB a second: what a new device is believed to do.</summary>
    private const long Initial = 100 << (20 - PageSize.Shift);

    private readonly int _ticksPerSecond;
    private readonly DirtyCounters _counters;
    private long _updated;
    private long _written;
    private long _dirtied;
    private long _bandwidth = Initial;
    private bool _isUpdateScheduled;

    internal BandwidthEstimate(DirtyCounters counters, int ticksPerSecond)
    {
        _counters = counters;
        _ticksPerSecond = ticksPerSecond;
    }

    /// <summary>The smoothed speed of writing (<c>avg_write_bandwidth</c>).</summary>
    public long WriteRate { get; private set; } = Initial;

    /// <summary>The base rate for each writer (<c>dirty_ratelimit</c>).</summary>
    public long DirtyRateLimit { get; private set; } = Initial;

    /// <summary>
    /// The rate at which all writers together would dirty as fast as the device writes (<c>balanced_dirty_ratelimit</c>).
    /// </summary>
    public long BalancedRateLimit { get; private set; } = Initial;

    internal CompletionShare Completions { get; } = new(CompletionShare.BatchOfDevice);

    /// <summary>Ticks between two measurements (<c>BANDWIDTH_INTERVAL</c>): 200 ms.</summary>
    private long Interval => Math.Max(_ticksPerSecond / 5, 1);

    /// <summary>Writing of a file begins: after a second without any, measuring starts anew.</summary>
    /// <remarks>Models <c>wb_bandwidth_estimate_start</c>.</remarks>
    internal void Begin(long now)
    {
        if (_counters.Writeback == 0 && now - _updated > _ticksPerSecond)
        {
            Stamp(now);
        }
    }

    internal void End(FileSystem system)
    {
        if (IsDue(system.Ticks))
        {
            Update(system, system.Domain.Read(), position: null);
        }
    }

    /// <summary>The last page of a file reached the device: what was written counts soon, if nothing else measures it.</summary>
    /// <remarks>Models <c>wb_inode_writeback_end</c> with <c>wb_update_bandwidth_workfn</c>.</remarks>
    internal void ScheduleUpdate(FileSystem system)
    {
        if (_isUpdateScheduled || system.Clock is not { } clock)
        {
            return;
        }

        _isUpdateScheduled = true;
        clock.Schedule(system.TimerExpiry(Interval), () =>
        {
            _isUpdateScheduled = false;
            Update(system, system.Domain.Read(), position: null);
        });
    }

    internal bool IsDue(long now) => now - _updated > Interval;

    /// <summary>Takes what was written since the last time into account.</summary>
    /// <param name="system">The filesystem.</param>
    /// <param name="thresholds">The machine's limits now.</param>
    /// <param name="position">
    /// The place of dirty memory between the limits of the writer's group, or of the machine; null leaves the rate of writers alone.
    /// </param>
    /// <remarks>Models <c>__wb_update_bandwidth</c>.</remarks>
    internal void Update(FileSystem system, DirtyThresholds thresholds, DirtyPosition? position)
    {
        double elapsed = Math.Max(system.Ticks - _updated, 1) / (double)_ticksPerSecond;
        if (position is { } place)
        {
            system.Domain.FollowLimit(system.Now, thresholds);
            long limit = place.Group is null ? system.Domain.HardLimit(thresholds) : place.HardLimit;
            UpdateRateLimit(place with { HardLimit = limit }, elapsed);
        }

        UpdateWriteRate(elapsed);
        Stamp(system.Ticks);
    }

    private void Stamp(long now)
    {
        _updated = now;
        _written = _counters.Written;
        _dirtied = _counters.Dirtied;
    }

    /// <remarks>Models <c>wb_update_write_bandwidth</c>: the measured speed weighs as much as its share of the last four seconds.</remarks>
    private void UpdateWriteRate(double elapsed)
    {
        double period = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(3 * _ticksPerSecond)) / (double)_ticksPerSecond;
        double measured = (_counters.Written - _written) / elapsed;
        long before = _bandwidth;
        if (elapsed > period)
        {
            _bandwidth = (long)measured;
            WriteRate = Math.Max(_bandwidth, 1);
            return;
        }

        _bandwidth = (long)((measured * elapsed + before * (period - elapsed)) / period);
        long average = WriteRate;
        if (average > before && before >= _bandwidth)
        {
            average -= (average - before) >> 3;
        }
        else if (average < before && before <= _bandwidth)
        {
            average += (before - average) >> 3;
        }

        WriteRate = Math.Max(average, 1);
    }

    /// <remarks>Models <c>wb_update_dirty_ratelimit</c>: steps towards the balanced rate, only where three estimates agree.</remarks>
    private void UpdateRateLimit(DirtyPosition position, double elapsed)
    {
        long setpoint = (position.Now.FreeRun + position.HardLimit) / 2;
        long taskRate = (long)(DirtyRateLimit * position.Ratio) + 1;
        double dirtyRate = Math.Max((_counters.Dirtied - _dirtied) / elapsed, 1);
        long balanced = Math.Min((long)(taskRate * (double)WriteRate / dirtyRate), WriteRate);
        long step = position.Now.Dirty < setpoint
            ? Math.Max(Math.Min(Math.Min(BalancedRateLimit, balanced), taskRate) - DirtyRateLimit, 0)
            : Math.Max(DirtyRateLimit - Math.Max(Math.Max(BalancedRateLimit, balanced), taskRate), 0);
        long shift = DirtyRateLimit / (2 * step + 1);
        step = shift < 64 ? ((step >> (int)shift) + 7) / 8 : 0;
        DirtyRateLimit = Math.Max(DirtyRateLimit + (DirtyRateLimit < balanced ? step : -step), 1);
        BalancedRateLimit = balanced;
    }
}
