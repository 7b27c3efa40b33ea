using FolioModel.Workloads;
using Parquet.Serialization;

namespace FolioModel.Cli.Workloads;

/// <summary>The results of a replay as a Parquet file.</summary>
internal static class ReplayTable
{
    /// <summary>Writes the file: a row for each policy and size, then a row for each of its groups.</summary>
    /// <param name="report">The results.</param>
    /// <param name="path">The file, which is replaced.</param>
    public static void Write(ReplayReport report, string path)
    {
        using FileStream file = File.Create(path);
        ParquetSerializer.SerializeAsync(report.Results.SelectMany((r, i) => Rows(report, r, i)), file).GetAwaiter().GetResult();
    }

    private static IEnumerable<ReplayRow> Rows(ReplayReport report, ReplayResult r, int number)
    {
        yield return Row(report, r, r.MemoryPages, r.Policy, null) with { Seconds = report.SecondsOf(number) };
        foreach (ReplayGroupResult g in r.Groups)
        {
            yield return Row(report, g, r.MemoryPages, r.Policy, g);
        }
    }

    private static ReplayRow Row(ReplayReport report, ReplayStatistics s, long memory, string policy, ReplayGroupResult? group) => new()
    {
        Trace = report.Trace,
        Format = report.Format,
        Policy = policy,
        MemoryPages = memory,
        Group = group?.Name,
        GroupPolicy = group?.Policy,
        GroupMaxPages = group?.MaxPages,
        GroupChargedPages = group?.ChargedPages,
        Accesses = s.Accesses,
        Hits = s.Hits,
        Misses = s.Misses,
        Evictions = s.Evictions,
        Refaults = s.Refaults,
        Scanned = s.Scanned,
        Written = s.Written,
        ReadaheadPages = s.ReadaheadPages,
        ReadaheadUnused = s.ReadaheadUnused,
        WaitedSeconds = s.Waited.TotalSeconds,
    };
}
