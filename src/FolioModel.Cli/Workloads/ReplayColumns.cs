using System.Globalization;
using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary>A column of the tables for people.</summary>
/// <param name="Title">The title.</param>
/// <param name="Width">Characters of the column in text; negative where it is aligned to the left.</param>
/// <param name="Of">The text for a row.</param>
internal sealed record ReplayColumn<T>(string Title, int Width, Func<T, string> Of)
    where T : ReplayStatistics
{
    /// <summary>Aligns a title or value.</summary>
    public string Align(string value) => Width < 0 ? value.PadRight(-Width) : value.PadLeft(Width);
}

/// <summary>The columns of the tables for people: of results, and of their groups.</summary>
internal static class ReplayColumns
{
    private const int CountWidth = 13;

    /// <summary>The columns of results.</summary>
    /// <param name="usesFiles">Whether files have readahead, dirty pages and a device.</param>
    public static IReadOnlyList<ReplayColumn<ReplayResult>> OfResults(bool usesFiles) =>
    [
        new("memory", 12, static r => ReplayReport.SizeOf(r.MemoryPages)),
        new("policy", -8, static r => r.Policy),
        .. Counted<ReplayResult>(usesFiles),
    ];

    /// <summary>The columns of groups.</summary>
    /// <param name="usesFiles">Whether files have readahead, dirty pages and a device.</param>
    public static IReadOnlyList<ReplayColumn<ReplayGroupResult>> OfGroups(bool usesFiles) =>
    [
        new("group", -16, static g => g.Name),
        new("policy", -8, static g => g.Policy),
        new("limit", 12, static g => g.MaxPages is { } max ? ReplayReport.SizeOf(max) : "-"),
        new("accesses", CountWidth, static g => Count(g.Accesses)),
        .. Counted<ReplayGroupResult>(usesFiles),
        new("charged", 12, static g => ReplayReport.SizeOf(g.ChargedPages)),
    ];

    private static IEnumerable<ReplayColumn<T>> Counted<T>(bool usesFiles)
        where T : ReplayStatistics
    {
        IEnumerable<ReplayColumn<T>> always =
        [
            new("hit ratio", 9, static r => r.HitRatio.ToString("0.0000", CultureInfo.InvariantCulture)),
            new("misses", CountWidth, static r => Count(r.Misses)),
            new("evictions", CountWidth, static r => Count(r.Evictions)),
            new("refaults", CountWidth, static r => Count(r.Refaults)),
            new("scanned each", CountWidth, static r => r.ScannedPerEviction.ToString("0.00", CultureInfo.InvariantCulture)),
        ];
        return !usesFiles ? always :
        [
            .. always,
            new("readahead", CountWidth, static r => Count(r.ReadaheadPages)),
            new("unused", 9, static r => r.ReadaheadWaste.ToString("0.0 %", CultureInfo.InvariantCulture)),
            new("written", CountWidth, static r => Count(r.Written)),
            new("waited", 11, static r => r.Waited.TotalSeconds.ToString("0.000 s", CultureInfo.InvariantCulture)),
        ];
    }

    private static string Count(long value) => value.ToString("n0", CultureInfo.InvariantCulture);
}
