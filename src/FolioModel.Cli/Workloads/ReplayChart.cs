using System.Globalization;
using System.Net;
using System.Text;

namespace FolioModel.Cli.Workloads;

/// <summary>A chart as SVG: lines over a common axis, or areas that lie on each other.</summary>
internal sealed class ReplayChart(string title, string across, string up)
{
    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 70;
    private const int Bottom = 46;
    private const int Top = 14;
    private const int Right = 16;
    private const int Ticks = 4;
    private const int Middle = (Top + Height - Bottom) / 2;

    private static readonly string[] s_colours =
        ["#3b76c4", "#d9822b", "#4c9a52", "#b8434e", "#7d5fb2", "#8c6a4f", "#c464a5", "#6f7682", "#a3a23a", "#2f9fb0"];

    private readonly List<(string Name, (double X, double Y)[] Points)> _series = [];

    /// <summary>Adds a series.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="points">Its points, by rising x.</param>
    public void Add(string name, IEnumerable<(double X, double Y)> points) => _series.Add((name, [.. points]));

    /// <summary>The chart with a line for each series.</summary>
    public string Lines() => Draw(stacked: false);

    /// <summary>The chart with the areas of the series on each other; all must have the same xs.</summary>
    public string Areas() => Draw(stacked: true);

    private string Draw(bool stacked)
    {
        (double X, double Y)[] all = [.. _series.SelectMany(static s => s.Points)];
        if (all.Length == 0)
        {
            return "";
        }

        double least = all.Min(static p => p.X);
        double most = Math.Max(all.Max(static p => p.X), least + 1e-9);
        double highest = Math.Max(stacked ? Stack(_series.Count).Max() : all.Max(static p => p.Y), 1e-9);
        StringBuilder svg = new();
        string caption = WebUtility.HtmlEncode(title);
        svg.Append(CultureInfo.InvariantCulture,
            $"<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\"><title>{caption}</title>");
        Axes(svg, least, most, highest);
        double[] below = new double[stacked ? _series[0].Points.Length : 0];
        for (int i = 0; i < _series.Count; i++)
        {
            (double X, double Y)[] points = _series[i].Points;
            string colour = s_colours[i % s_colours.Length];
            string[] upper = [.. points.Select((p, k) => At(p.X, p.Y + (stacked ? below[k] : 0)))];
            string[] lower = stacked ? [.. points.Select((p, k) => At(p.X, below[k])).Reverse()] : [];
            svg.Append(stacked
                ? $"<polygon fill=\"{colour}\" points=\"{string.Join(' ', upper.Concat(lower))}\">"
                : $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', upper)}\">");
            svg.Append($"<title>{WebUtility.HtmlEncode(_series[i].Name)}</title></{(stacked ? "polygon" : "polyline")}>");
            for (int k = 0; k < below.Length; k++)
            {
                below[k] += points[k].Y;
            }
        }

        svg.Append("</svg>");
        Key(svg);
        return svg.Append("</figure>\n").ToString();

        string At(double x, double y)
        {
            double right = Left + ((x - least) / (most - least) * (Width - Left - Right));
            double down = Height - Bottom - (y / highest * (Height - Bottom - Top));
            return string.Create(CultureInfo.InvariantCulture, $"{right:0.#},{down:0.#}");
        }
    }

    private void Key(StringBuilder svg)
    {
        svg.Append("<ul class=\"key\">");
        for (int i = 0; i < _series.Count; i++)
        {
            string colour = s_colours[i % s_colours.Length];
            svg.Append($"<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect width=\"10\" height=\"10\" fill=\"{colour}\"/></svg>");
            svg.Append($"{WebUtility.HtmlEncode(_series[i].Name)}</li>");
        }

        svg.Append("</ul>");
    }

    private double[] Stack(int series)
    {
        double[] sums = new double[_series[0].Points.Length];
        foreach ((_, (double X, double Y)[] points) in _series.Take(series))
        {
            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] += points[k].Y;
            }
        }

        return sums;
    }

    private void Axes(StringBuilder svg, double least, double most, double highest)
    {
        for (int i = 0; i <= Ticks; i++)
        {
            double y = Height - Bottom - ((double)i / Ticks * (Height - Bottom - Top));
            double x = Left + ((double)i / Ticks * (Width - Left - Right));
            svg.Append(CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Short(highest * i / Ticks)}</text>");
            string tick = Short(least + ((most - least) * i / Ticks));
            svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{x:0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{tick}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(across)}</text>");
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"14\" y=\"{Middle}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {Middle})\">"
            + $"{WebUtility.HtmlEncode(up)}</text>");
    }

    private static string Short(double value)
    {
        (double scaled, string unit) = Math.Abs(value) switch
        {
            >= 1e9 => (value / 1e9, "G"),
            >= 1e6 => (value / 1e6, "M"),
            >= 1e4 => (value / 1e3, "k"),
            _ => (value, ""),
        };
        return scaled.ToString("0.###", CultureInfo.InvariantCulture) + unit;
    }
}
