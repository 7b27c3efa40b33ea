using FolioModel.Workloads.Running;

namespace FolioModel.Workloads;

/// <summary>The time that each result of a replay took, apart from reading the trace. For measuring: no result depends on it.</summary>
/// <param name="clock">The clock; null for the system's.</param>
public sealed class ReplayTimes(TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long[] _ticks = [];

    /// <summary>The time of a result.</summary>
    /// <param name="result">Its place among the results of the replay, from 0.</param>
    /// <returns>The sum over all batches; with several threads, those of different results overlap.</returns>
    public TimeSpan Of(int result) => _clock.GetElapsedTime(0, _ticks[result]);

    internal void Begin(int results) => _ticks = new long[results];

    /// <summary>Carries a batch out on a cache, and counts the time.</summary>
    internal void Measure(int result, ReplayCache cache, ReadOnlySpan<TraceRequest> batch)
    {
        long started = _clock.GetTimestamp();
        cache.Access(batch);
        _ticks[result] += _clock.GetTimestamp() - started;
    }
}
