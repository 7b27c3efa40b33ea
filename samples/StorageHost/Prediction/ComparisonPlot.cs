using System.Globalization;
using System.Text;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Times as an SVG: measured, predicted here, and predicted by WRENCH-cache.</summary>
internal static class ComparisonPlot
{
    private const int Width = 900;
    private const int Height = 340;
    private const int Margin = 45;

    private static readonly (string Name, string Colour)[] s_series =
        [("measured", "#1f77b4"), ("predicted", "#d62728"), ("WRENCH-cache", "#7f7f7f")];

    /// <summary>A group of three bars for each operation.</summary>
    public static string Operations(IReadOnlyList<PredictedOperation> operations)
    {
        double top = operations.Max(static o => Math.Max(o.Predicted, Math.Max(o.Measured ?? 0, o.Wrench ?? 0)));
        StringBuilder svg = Begin();
        Frame(svg, Margin, Width - Margin - 10, top);
        double step = (Width - Margin - 10.0) / operations.Count;
        for (int i = 0; i < operations.Count; i++)
        {
            double[] values = [operations[i].Measured ?? 0, operations[i].Predicted, operations[i].Wrench ?? 0];
            for (int s = 0; s < values.Length; s++)
            {
                double height = values[s] / top * (Height - 2 * Margin);
                double width = (step - 30) / values.Length;
                svg.Append(Text($"<rect x=\"{Margin + step * i + 15 + s * width:F1}\" y=\"{Height - Margin - height:F1}\" "));
                svg.AppendLine(Text($"width=\"{width - 2:F1}\" height=\"{height:F1}\" fill=\"{s_series[s].Colour}\"/>"));
            }

            double x = Margin + step * i + step / 2 - 20;
            svg.AppendLine(Text($"<text x=\"{x:F1}\" y=\"{Height - Margin + 15}\">{operations[i].Op}</text>"));
        }

        return End(svg);
    }

    /// <summary>A panel each for reading, writing and the makespan, over the number of pipelines.</summary>
    public static string Sets(IReadOnlyList<PredictedSet> sets)
    {
        StringBuilder svg = Begin();
        double right = sets.Max(static s => s.Pipelines);
        int panel = Width / 3;
        for (int number = 0; number < PredictedSet.Names.Length; number++)
        {
            int at = number;
            double top = sets.Max(s => Math.Max(s.Predicted[at], Math.Max(s.Measured[at], s.Wrench[at])));
            int left = panel * number + Margin;
            Frame(svg, left, panel - Margin - 10, top);
            svg.AppendLine(Text($"<text x=\"{left + 10}\" y=\"{Margin - 8}\">{PredictedSet.Names[number]}</text>"));
            svg.AppendLine(Text($"<text x=\"{left + panel - Margin - 90}\" y=\"{Height - Margin + 15}\">{right} pipelines</text>"));
            Func<PredictedSet, double>[] values = [s => s.Measured[at], s => s.Predicted[at], s => s.Wrench[at]];
            for (int s = 0; s < values.Length; s++)
            {
                Func<PredictedSet, double> value = values[s];
                double wide = (panel - Margin - 10) / right;
                double high = (Height - 2 * Margin) / top;
                IEnumerable<string> points = sets.Select(set => Text(
                    $"{left + set.Pipelines * wide:F1},{Height - Margin - value(set) * high:F1}"));
                svg.Append($"<polyline points=\"{string.Join(' ', points)}\" ");
                svg.AppendLine($"fill=\"none\" stroke=\"{s_series[s].Colour}\" stroke-width=\"2\"/>");
            }
        }

        return End(svg);
    }

    private static void Frame(StringBuilder svg, int left, int width, double top)
    {
        svg.AppendLine(Text($"<path d=\"M{left} {Margin}V{Height - Margin}h{width}\" fill=\"none\" stroke=\"black\"/>"));
        svg.AppendLine(Text($"<text x=\"{left - 40}\" y=\"{Margin + 5}\">{top:F0} s</text>"));
    }

    private static StringBuilder Begin() => new StringBuilder()
        .AppendLine(Text(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">"))
        .AppendLine(Text($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>"));

    private static string End(StringBuilder svg)
    {
        for (int s = 0; s < s_series.Length; s++)
        {
            int x = Margin + 20 + s * 190;
            svg.AppendLine(Text($"<rect x=\"{x}\" y=\"{Height - 18}\" width=\"12\" height=\"12\" fill=\"{s_series[s].Colour}\"/>"));
            svg.AppendLine(Text($"<text x=\"{x + 18}\" y=\"{Height - 8}\">{s_series[s].Name}</text>"));
        }

        return svg.AppendLine("</svg>").ToString().ReplaceLineEndings("\n");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
