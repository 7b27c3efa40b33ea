using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary>The results of a replay, for people and for programs.</summary>
internal sealed record ReplayReport(
    string Trace, string Format, long Requests, IReadOnlyList<ReplayResult> Results, ReplayTimes Times, TimeSpan Elapsed, bool WasStopped,
    bool UsesFiles)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The seconds that one result took. All share one pass over the trace, whose reading is counted for none.</summary>
    public double SecondsOf(int result) => Times.Of(result).TotalSeconds;

    /// <summary>Whether memory is divided into groups.</summary>
    private bool HasGroups => Results.Any(static r => r.Groups.Count > 0);

    public string ToJson() => JsonSerializer.Serialize(new
    {
        trace = Trace,
        format = Format,
        requests = Requests,
        pages = Results[0].Accesses,
        complete = !WasStopped,
        results = Results.Select((r, i) => new
        {
            r.Policy,
            r.MemoryPages,
            r.Accesses,
            r.Hits,
            r.Misses,
            r.Evictions,
            r.Refaults,
            r.ReadaheadPages,
            r.ReadaheadUnused,
            r.Scanned,
            r.Written,
            waited_seconds = Math.Round(r.Waited.TotalSeconds, 6),
            seconds = Math.Round(SecondsOf(i), 6),
            accesses_per_second = (long)(r.Accesses / Math.Max(SecondsOf(i), 1e-9)),
            groups = !HasGroups ? null : r.Groups.Select(static g => new
            {
                g.Name,
                g.Policy,
                g.MaxPages,
                g.Accesses,
                g.Hits,
                g.Misses,
                g.Evictions,
                g.Refaults,
                g.ReadaheadPages,
                g.ReadaheadUnused,
                g.Scanned,
                g.Written,
                waited_seconds = Math.Round(g.Waited.TotalSeconds, 6),
                g.ChargedPages,
            }),
        }),
    }, s_json) + "\n";

    public string ToCsv()
    {
        StringBuilder text = new(
            "policy,memory_pages,accesses,hits,misses,evictions,refaults,scanned,written,"
            + "readahead_pages,readahead_unused,waited_seconds");
        text.Append(HasGroups ? ",group,group_policy,group_max_pages,group_charged_pages\n" : "\n");
        foreach (ReplayResult r in Results)
        {
            AppendCsv(text, r, r.MemoryPages, HasGroups ? ",,,," : "");
            foreach (ReplayGroupResult g in r.Groups)
            {
                AppendCsv(text, g with { Policy = r.Policy }, r.MemoryPages,
                    string.Create(CultureInfo.InvariantCulture, $",{Quoted(g.Name)},{g.Policy},{g.MaxPages},{g.ChargedPages}"));
            }
        }

        return text.ToString();
    }

    public string ToText()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{Trace}, {Format}: {Requests:n0} requests, {Results[0].Accesses:n0} accesses{(WasStopped ? ", stopped early" : "")}\n\n");
        Append(text, ReplayColumns.OfResults(UsesFiles), Results);
        foreach (ReplayResult r in Results.Where(static r => r.Groups.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{TitleOfGroups(r)}\n");
            Append(text, ReplayColumns.OfGroups(UsesFiles), r.Groups);
        }

        return text.ToString();
    }

    /// <summary>The title of the table of a result's groups.</summary>
    public static string TitleOfGroups(ReplayResult result) => $"the groups of {result.Policy} with {SizeOf(result.MemoryPages)}";

    private static void Append<T>(StringBuilder text, IReadOnlyList<ReplayColumn<T>> columns, IEnumerable<T> rows)
        where T : ReplayStatistics
    {
        text.AppendJoin(' ', columns.Select(static c => c.Align(c.Title))).Append('\n');
        foreach (T row in rows)
        {
            text.AppendJoin(' ', columns.Select(c => c.Align(c.Of(row)))).Append('\n');
        }
    }

    private static void AppendCsv(StringBuilder text, ReplayStatistics s, long memory, string group) => text.Append(
        CultureInfo.InvariantCulture,
        $"{s.Policy},{memory},{s.Accesses},{s.Hits},{s.Misses},{s.Evictions},{s.Refaults},{s.Scanned},{s.Written},"
        + $"{s.ReadaheadPages},{s.ReadaheadUnused},{s.Waited.TotalSeconds:0.######}{group}\n");

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A size as people write it.</summary>
    public static string SizeOf(long pages) => pages % 262_144 == 0 ? $"{pages / 262_144} GiB"
        : pages % 256 == 0 ? $"{pages / 256} MiB" : string.Create(CultureInfo.InvariantCulture, $"{pages:n0} p");
}
