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
        ParquetSerializer.SerializeAsync(report.Results.SelectMany(r => Rows(report, r)), file).GetAwaiter().GetResult();
    }

    private static IEnumerable<ReplayRow> Rows(ReplayReport report, ReplayResult r)
    {
        yield return new ReplayRow
        {
            Trace = report.Trace,
            Format = report.Format,
            Policy = r.Policy,
            MemoryPages = r.MemoryPages,
            Accesses = r.Accesses,
            Hits = r.Hits,
            Misses = r.Misses,
            Evictions = r.Evictions,
            Refaults = r.Refaults,
            Scanned = r.Scanned,
            Written = r.Written,
            ReadaheadPages = r.ReadaheadPages,
            ReadaheadUnused = r.ReadaheadUnused,
            WaitedSeconds = r.Waited.TotalSeconds,
            Seconds = report.SecondsEach,
        };
        foreach (ReplayGroupResult g in r.Groups)
        {
            yield return new ReplayRow
            {
                Trace = report.Trace,
                Format = report.Format,
                Policy = r.Policy,
                MemoryPages = r.MemoryPages,
                Group = g.Name,
                GroupPolicy = g.Policy,
                GroupMaxPages = g.MaxPages,
                GroupChargedPages = g.ChargedPages,
                Accesses = g.Accesses,
                Hits = g.Hits,
                Misses = g.Misses,
                Evictions = g.Evictions,
                Refaults = g.Refaults,
                Scanned = g.Scanned,
            };
        }
    }
}
