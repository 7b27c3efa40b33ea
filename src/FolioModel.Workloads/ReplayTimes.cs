using System.Diagnostics;

namespace FolioModel.Workloads;

/// <summary>The time that each result of a replay took, apart from reading the trace. For measuring: no result depends on it.</summary>
public sealed class ReplayTimes
{
    private long[] _ticks = [];

    /// <summary>The time of a result.</summary>
    /// <param name="result">Its place among the results of the replay, from 0.</param>
    /// <returns>The sum over all batches, by the clock on the wall; with several threads, those of different results overlap.</returns>
    public TimeSpan Of(int result) => Stopwatch.GetElapsedTime(0, _ticks[result]);

    internal void Begin(int results) => _ticks = new long[results];

    internal void Add(int result, long started) => _ticks[result] += Stopwatch.GetTimestamp() - started;
}
