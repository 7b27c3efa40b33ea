using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary>The results of a replay, for people and for programs.</summary>
internal sealed record ReplayReport(
    string Trace, string Format, long Requests, IReadOnlyList<ReplayResult> Results, TimeSpan Elapsed, bool WasStopped,
    bool UsesFiles)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The seconds of one result: all share one pass over the trace, and each is given an equal part of its time.</summary>
    public double SecondsEach => Elapsed.TotalSeconds / Math.Max(1, Results.Count);

    /// <summary>Whether memory is divided into groups.</summary>
    private bool HasGroups => Results.Any(static r => r.Groups.Count > 0);

    public string ToJson() => JsonSerializer.Serialize(new
    {
        trace = Trace,
        format = Format,
        requests = Requests,
        pages = Results[0].Accesses,
        complete = !WasStopped,
        results = Results.Select(r => new
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
            seconds = Math.Round(SecondsEach, 6),
            accesses_per_second = (long)(r.Accesses / Math.Max(SecondsEach, 1e-9)),
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
                g.Scanned,
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
            text.Append(CultureInfo.InvariantCulture,
                $"{r.Policy},{r.MemoryPages},{r.Accesses},{r.Hits},{r.Misses},{r.Evictions},{r.Refaults},{r.Scanned},{r.Written},"
                + $"{r.ReadaheadPages},{r.ReadaheadUnused},{r.Waited.TotalSeconds:0.######}{(HasGroups ? ",,,," : "")}\n");
            foreach (ReplayGroupResult g in r.Groups)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{r.Policy},{r.MemoryPages},{g.Accesses},{g.Hits},{g.Misses},{g.Evictions},{g.Refaults},{g.Scanned},,,,,"
                    + $"{Quoted(g.Name)},{g.Policy},{g.MaxPages},{g.ChargedPages}\n");
            }
        }

        return text.ToString();
    }

    public string ToText()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{Trace}, {Format}: {Requests:n0} requests, {Results[0].Accesses:n0} accesses{(WasStopped ? ", stopped early" : "")}\n\n");
        text.Append($"{"memory",12}  {"policy",-8} {"hit ratio",9} {"misses",13} {"evictions",13} {"refaults",13} {"scanned each",13}");
        text.Append(UsesFiles ? $" {"readahead",13} {"unused",9} {"written",13} {"waited",11}\n" : "\n");
        foreach (ReplayResult r in Results)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{SizeOf(r.MemoryPages),12}  {r.Policy,-8} {r.HitRatio,9:0.0000} {r.Misses,13:n0} {r.Evictions,13:n0} {r.Refaults,13:n0} "
                + $"{ScannedEach(r.Scanned, r.Evictions),13:0.00}");
            double unused = r.ReadaheadPages == 0 ? 0 : (double)r.ReadaheadUnused / r.ReadaheadPages;
            text.Append(UsesFiles ? string.Create(CultureInfo.InvariantCulture,
                $" {r.ReadaheadPages,13:n0} {unused,9:0.0 %} {r.Written,13:n0} {r.Waited.TotalSeconds,9:0.000} s\n") : "\n");
        }

        foreach (ReplayResult r in Results.Where(static r => r.Groups.Count > 0))
        {
            AppendGroups(text, r);
        }

        return text.ToString();
    }

    private static void AppendGroups(StringBuilder text, ReplayResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"\nthe groups of {result.Policy} with {SizeOf(result.MemoryPages)}\n");
        text.Append($"{"group",-16} {"limit",12} {"policy",-8} {"hit ratio",9} {"accesses",13} {"misses",13} {"evictions",13} ");
        text.Append($"{"refaults",13} {"scanned each",13} {"charged",12}\n");
        foreach (ReplayGroupResult g in result.Groups)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{g.Name,-16} {(g.MaxPages is { } max ? SizeOf(max) : "-"),12} {g.Policy,-8} {g.HitRatio,9:0.0000} {g.Accesses,13:n0} "
                + $"{g.Misses,13:n0} {g.Evictions,13:n0} {g.Refaults,13:n0} {ScannedEach(g.Scanned, g.Evictions),13:0.00} "
                + $"{SizeOf(g.ChargedPages),12}\n");
        }
    }

    private static double ScannedEach(long scanned, long evictions) => evictions == 0 ? 0 : (double)scanned / evictions;

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A size as people write it.</summary>
    public static string SizeOf(long pages) => pages % 262_144 == 0 ? $"{pages / 262_144} GiB"
        : pages % 256 == 0 ? $"{pages / 256} MiB" : string.Create(CultureInfo.InvariantCulture, $"{pages:n0} p");
}
