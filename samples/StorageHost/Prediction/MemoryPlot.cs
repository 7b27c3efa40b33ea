using System.Globalization;
using System.Text;
using FolioModel.Samples.StorageHost.Simulation;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Page cache and dirty memory over time, measured and predicted, as an SVG.</summary>
internal static class MemoryPlot
{
    private const int Width = 900;
    private const int Height = 360;
    private const int Margin = 50;

    public static string Draw(PredictedRun run)
    {
        double end = Math.Max(run.Memory[^1].Seconds, run.MeasuredMemory[^1].Seconds);
        double top = Math.Max(run.Memory.Max(static s => s.CacheMb), run.MeasuredMemory.Max(static s => s.CacheMb));
        StringBuilder svg = new();
        svg.AppendLine(Text(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">"));
        svg.AppendLine(Text($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>"));
        svg.AppendLine(Text(
            $"<path d=\"M{Margin} {Margin / 2}V{Height - Margin}H{Width - 10}\" fill=\"none\" stroke=\"black\"/>"));
        svg.AppendLine(Text($"<text x=\"{Width - 60}\" y=\"{Height - Margin + 30}\">{end:F0} s</text>"));
        svg.AppendLine(Text($"<text x=\"5\" y=\"{Margin / 2 + 5}\">{top / 1000:F0} GB</text>"));
        Line(svg, run.MeasuredMemory, static s => s.CacheMb, end, top, "#1f77b4", "", "page cache, measured", 0);
        Line(svg, run.Memory, static s => s.CacheMb, end, top, "#1f77b4", "6 4", "page cache, predicted", 1);
        Line(svg, run.MeasuredMemory, static s => s.DirtyMb, end, top, "#d62728", "", "dirty, measured", 2);
        Line(svg, run.Memory, static s => s.DirtyMb, end, top, "#d62728", "6 4", "dirty, predicted", 3);
        svg.AppendLine("</svg>");
        return svg.ToString().ReplaceLineEndings("\n");
    }

    private static void Line(
        StringBuilder svg, IReadOnlyList<MemorySample> samples, Func<MemorySample, double> value, double end, double top, string colour,
        string dashes, string name, int row)
    {
        IEnumerable<string> points = samples.Where(static s => s.Seconds >= 0).Select(s => Text(
            $"{Margin + s.Seconds / end * (Width - Margin - 10):F1},{Height - Margin - value(s) / top * (Height - 1.5 * Margin):F1}"));
        string stroke = $"stroke=\"{colour}\" stroke-width=\"1.5\" stroke-dasharray=\"{dashes}\"";
        svg.AppendLine($"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" {stroke}/>");
        int x = Margin + 20 + row * 190;
        svg.AppendLine(Text($"<path d=\"M{x} {Height - 12}h30\" {stroke}/><text x=\"{x + 36}\" y=\"{Height - 8}\">{name}</text>"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
