using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace FolioModel.Bench.XArrays;

/// <summary>
/// Each invocation is a whole pass over the container, so few iterations suffice; the minimum is what to read on a noisy machine.
/// </summary>
public sealed class PassConfig : ManualConfig
{
    public PassConfig()
    {
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(3)
            .WithIterationCount(5)
            .WithInvocationCount(1)
            .WithUnrollFactor(1));
        AddColumn(StatisticColumn.Min);
        HideColumns(Column.StdDev, Column.Error, Column.RatioSD);
    }
}
