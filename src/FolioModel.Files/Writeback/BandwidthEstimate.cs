namespace FolioModel.Files;

/// <summary>
/// The speed of a device as far as it is known, and the rate at which its writers may dirty pages. Rates are pages a second.
/// </summary>
/// <remarks>Models the estimates of <c>struct bdi_writeback</c> with <c>wb_update_bandwidth</c>.</remarks>
public sealed class BandwidthEstimate
{
    /// <summary>100 MiB a second: what a new device is believed to do.</summary>
    private const long Initial = 100 << (20 - PageSize.Shift);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);

    private readonly int _ticksPerSecond;
    private readonly DirtyCounters _counters;
    private TimeSpan _updated;
    private long _written;
    private long _dirtied;
    private int _writers;
    private long _bandwidth = Initial;

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

    internal CompletionShare Completions { get; } = new();

    /// <summary>Writing of a file begins: after a time without any, measuring starts anew.</summary>
    /// <remarks>Models <c>wb_bandwidth_estimate_start</c>.</remarks>
    internal void Begin(TimeSpan now)
    {
        if (_writers++ == 0 && now - _updated > s_idle)
        {
            Stamp(now);
        }
    }

    internal void End(FileSystem system, DirtyThresholds thresholds)
    {
        _writers--;
        if (system.Now - _updated >= s_interval)
        {
            Update(system, thresholds, positionRatio: null);
        }
    }

    internal bool IsDue(TimeSpan now) => now - _updated > s_interval;

    /// <summary>Takes what was written since the last time into account.</summary>
    /// <param name="system">The filesystem.</param>
    /// <param name="thresholds">The limits now.</param>
    /// <param name="positionRatio">How far writers are slowed down by the amount of dirty memory; null leaves their rate alone.</param>
    /// <remarks>Models <c>__wb_update_bandwidth</c>.</remarks>
    internal void Update(FileSystem system, DirtyThresholds thresholds, double? positionRatio)
    {
        double elapsed = Math.Max((system.Now - _updated).TotalSeconds, 1.0 / _ticksPerSecond);
        system.Domain.FollowLimit(system.Now, thresholds);
        if (positionRatio is { } ratio)
        {
            UpdateRateLimit(system, thresholds, ratio, elapsed);
        }

        UpdateWriteRate(elapsed);
        Stamp(system.Now);
    }

    private void Stamp(TimeSpan now)
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
    private void UpdateRateLimit(FileSystem system, DirtyThresholds thresholds, double positionRatio, double elapsed)
    {
        long setpoint = (thresholds.FreeRun + system.Domain.HardLimit(thresholds)) / 2;
        long taskRate = (long)(DirtyRateLimit * positionRatio) + 1;
        double dirtyRate = Math.Max((_counters.Dirtied - _dirtied) / elapsed, 1);
        long balanced = Math.Min((long)(taskRate * (double)WriteRate / dirtyRate), WriteRate);
        long step = thresholds.Dirty < setpoint
            ? Math.Max(Math.Min(Math.Min(BalancedRateLimit, balanced), taskRate) - DirtyRateLimit, 0)
            : Math.Max(DirtyRateLimit - Math.Max(Math.Max(BalancedRateLimit, balanced), taskRate), 0);
        long shift = DirtyRateLimit / (2 * step + 1);
        step = shift < 64 ? ((step >> (int)shift) + 7) / 8 : 0;
        DirtyRateLimit = Math.Max(DirtyRateLimit + (DirtyRateLimit < balanced ? step : -step), 1);
        BalancedRateLimit = balanced;
    }
}
