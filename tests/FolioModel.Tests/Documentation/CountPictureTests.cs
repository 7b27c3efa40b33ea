using System.Globalization;
using System.Text;
using System.Text.Json;
using FolioModel.Tests.Explain;

namespace FolioModel.Tests.Documentation;

/// <summary>The README's picture is drawn from what <c>folio explain gmem-allocate --json</c> prints.</summary>
[TestFixture]
internal sealed class CountPictureTests
{
    private const int Left = 44;
    private const int Bottom = 190;
    private const int StepWidth = 76;
    private const int UnitHeight = 46;

    /// <summary>Each kind of holder has a colour and a letter, so that the picture can be read without colours.</summary>
    private static readonly (string Kind, string Letter, string Colour)[] s_holders =
        [("page cache", "P", "#2f7ed8"), ("caller (allocation)", "C", "#d9822b"), ("lru_add batch", "B", "#4f9d4f")];

    [Test]
    public void ThePictureShowsTheHoldersOfEveryStep()
    {
        CommandLine run = CommandLine.Run("explain", "gmem-allocate", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Repository.AssertReviewed("docs/learn/gmem-allocate.svg", Draw([.. document.RootElement.GetProperty("steps").EnumerateArray()]));
    }

    private static string Draw(List<JsonElement> steps)
    {
        int width = Left + (StepWidth * steps.Count) + 12;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} 316\" width=\"{width}\" role=\"img\"");
        svg.Append(" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n");
        svg.Append("<title>The reference count of one folio during kvm_gmem_allocate(), stacked by holder</title>\n");
        svg.Append("<style>text{fill:#1f2328}.axis{stroke:#8b949e}.in{fill:#fff;font-weight:600}");
        svg.Append("@media(prefers-color-scheme:dark){text{fill:#e6edf3}.in{fill:#fff}}</style>\n");
        for (int count = 0; count <= 3; count++)
        {
            int y = Bottom - (count * UnitHeight);
            svg.Append(CultureInfo.InvariantCulture,
                $"<line class=\"axis\" x1=\"{Left}\" y1=\"{y}\" x2=\"{width - 8}\" y2=\"{y}\" stroke-opacity=\"0.4\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 10}\" y=\"{y + 4}\" text-anchor=\"end\">{count}</text>\n");
        }

        for (int i = 0; i < steps.Count; i++)
        {
            DrawStep(svg, steps[i], Left + (i * StepWidth));
        }

        DrawLegend(svg);
        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawStep(StringBuilder svg, JsonElement step, int x)
    {
        int y = Bottom;
        foreach ((string kind, string letter, string colour) in s_holders)
        {
            int held = HeldBy(step, kind);
            if (held > 0)
            {
                y -= held * UnitHeight;
                svg.Append(CultureInfo.InvariantCulture,
                    $"<rect x=\"{x + 6}\" y=\"{y + 1}\" width=\"{StepWidth - 12}\" height=\"{(held * UnitHeight) - 2}\" ");
                svg.Append(CultureInfo.InvariantCulture, $"rx=\"3\" fill=\"{colour}\"/>");
                svg.Append(CultureInfo.InvariantCulture,
                    $"<text class=\"in\" x=\"{x + (StepWidth / 2)}\" y=\"{y + (held * UnitHeight / 2) + 4}\" ");
                svg.Append(CultureInfo.InvariantCulture, $"text-anchor=\"middle\">{letter}</text>\n");
            }
        }

        int drawn = (Bottom - y) / UnitHeight;
        Assert.That(drawn, Is.EqualTo(step.GetProperty("count").GetInt32()), "the picture has a block for every reference");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate({x + (StepWidth / 2) - 4},{Bottom + 14}) rotate(28)\">");
        svg.Append(step.GetProperty("function").GetString()).Append("</text>\n");
    }

    private static int HeldBy(JsonElement step, string kind) => step.GetProperty("holders").EnumerateArray()
        .Where(holder => holder.GetProperty("kind").GetString() == kind).Sum(static holder => holder.GetProperty("count").GetInt32());

    private static void DrawLegend(StringBuilder svg)
    {
        int x = Left;
        foreach ((string kind, string letter, string colour) in s_holders)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"8\" width=\"22\" height=\"18\" rx=\"3\" fill=\"{colour}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"in\" x=\"{x + 11}\" y=\"21\" text-anchor=\"middle\">{letter}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 30}\" y=\"21\">{kind}</text>\n");
            x += 170;
        }
    }
}
