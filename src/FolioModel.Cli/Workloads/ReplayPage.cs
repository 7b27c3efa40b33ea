using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary>
/// The results of a replay as one page that needs no network: no script, no request, one style whose hash the policy names.
/// </summary>
internal sealed class ReplayPage(ReplayReport report, Func<ulong, string> nameOf)
{
    /// <summary>How many moments of each replay the page draws at most.</summary>
    public const int Moments = 200;

    private const int MostFiles = 9;
    private const int MostTimeCharts = 6;

    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1d2330;background:#fff}"
        + "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.25rem .6rem;text-align:right}"
        + "th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}tr+tr{border-top:1px solid #d8dde6}"
        + "caption{text-align:left;font-weight:600;padding:1rem 0 .25rem}"
        + "figure{margin:1.5rem 0}figcaption{font-weight:600}svg{width:100%;height:auto}text{font-size:12px;fill:currentColor}"
        + ".grid{stroke:#8a93a3;stroke-opacity:.35}.key{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem}"
        + ".key svg{width:.8rem;height:.8rem;margin-right:.4rem}.wide{overflow-x:auto}"
        + "@media(prefers-color-scheme:dark){body{color:#e6e9ef;background:#14171d}tr+tr{border-color:#39404d}}";

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));
        string title = WebUtility.HtmlEncode($"Replay of {Path.GetFileName(report.Trace)}");
        StringBuilder html = new();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
        html.Append($"style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        html.Append($"<title>{title}</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n");
        html.Append(CultureInfo.InvariantCulture,
            $"<p>{report.Format}: {report.Requests:n0} requests, {report.Results[0].Accesses:n0} accesses");
        html.Append(report.WasStopped ? "; stopped early.</p>\n" : ".</p>\n");
        Knees(html);
        Table(html, null, ReplayColumns.OfResults(report.UsesFiles), report.Results);
        foreach (ReplayResult result in report.Results.Where(static r => r.Groups.Count > 0))
        {
            Table(html, ReplayReport.TitleOfGroups(result), ReplayColumns.OfGroups(report.UsesFiles), result.Groups);
        }

        html.Append(MissCurve().Lines());
        foreach (IGrouping<long, ReplayResult> size in report.Results.GroupBy(static r => r.MemoryPages).Take(MostTimeCharts))
        {
            html.Append(HitRatios(size).Lines());
        }

        html.Append(ResidentFiles());
        return html.Append("</body>\n</html>\n").ToString();
    }

    private void Knees(StringBuilder html)
    {
        foreach (IGrouping<string, ReplayResult> policy in report.Results.GroupBy(static r => r.Policy))
        {
            if (ReplayKnee.Of(policy) is { } knee)
            {
                html.Append(CultureInfo.InvariantCulture,
                    $"<p class=\"knee\"><b>{policy.Key}</b>: {ReplayReport.SizeOf(knee.MemoryPages)} is the knee of the curve, "
                    + $"with a hit ratio of {knee.HitRatio:0.0000}; more memory buys little.</p>\n");
            }
        }
    }

    private static void Table<T>(StringBuilder html, string? caption, IReadOnlyList<ReplayColumn<T>> columns, IEnumerable<T> rows)
        where T : ReplayStatistics
    {
        html.Append("<div class=\"wide\"><table>\n");
        html.Append(caption is null ? "" : $"<caption>{WebUtility.HtmlEncode(caption)}</caption>\n");
        html.Append($"<tr>{string.Concat(columns.Select(static c => $"<th>{c.Title}</th>"))}</tr>\n");
        foreach (T row in rows)
        {
            html.Append($"<tr>{string.Concat(columns.Select(c => $"<td>{WebUtility.HtmlEncode(c.Of(row))}</td>"))}</tr>\n");
        }

        html.Append("</table></div>\n");
    }

    private ReplayChart MissCurve()
    {
        ReplayChart chart = new("Miss ratio by memory", "memory, pages", "misses per access");
        foreach (IGrouping<string, ReplayResult> policy in report.Results.GroupBy(static r => r.Policy))
        {
            chart.Add(policy.Key, policy.OrderBy(static r => r.MemoryPages).Select(static r => ((double)r.MemoryPages, 1 - r.HitRatio)));
        }

        return chart;
    }

    private static ReplayChart HitRatios(IGrouping<long, ReplayResult> size)
    {
        ReplayChart chart = new($"Hit ratio over time with {ReplayReport.SizeOf(size.Key)}", "requests", "hits per access");
        foreach (ReplayResult result in size)
        {
            // The ratio between two moments, not that since the start, which hides every change.
            chart.Add(result.Policy, result.Moments.Zip(result.Moments.Skip(1), static (a, b) =>
                ((double)b.Requests, (double)(b.Hits - a.Hits) / Math.Max(1, b.Accesses - a.Accesses))));
        }

        return chart;
    }

    /// <summary>
    /// The files that were in memory at each moment: the files with the most pages under the first policy with its largest memory.
    /// </summary>
    private string ResidentFiles()
    {
        ReplayResult shown = report.Results.Where(r => r.Policy == report.Results[0].Policy).MaxBy(static r => r.MemoryPages)!;
        ulong[] files = [.. shown.Moments.SelectMany(static m => m.Resident).GroupBy(static f => f.File)
            .OrderByDescending(static g => g.Sum(static f => f.Pages)).ThenBy(static g => g.Key).Take(MostFiles).Select(static g => g.Key)];
        ReplayChart chart = new(
            $"Files in memory, {shown.Policy} with {ReplayReport.SizeOf(shown.MemoryPages)}", "requests", "pages");
        foreach (ulong file in files)
        {
            chart.Add(nameOf(file), shown.Moments.Select(m =>
                ((double)m.Requests, (double)m.Resident.Where(f => f.File == file).Sum(static f => f.Pages))));
        }

        return files.Length == 0 ? "" : chart.Areas();
    }
}
