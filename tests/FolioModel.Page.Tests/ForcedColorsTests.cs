using Deque.AxeCore.Playwright;

namespace FolioModel.Page.Tests;

/// <summary>
/// In forced colours (Windows' high contrast) drawings have the system's colours, and what a background says elsewhere is still seen.
/// </summary>
[TestFixture]
internal sealed class ForcedColorsTests
{
    private const string ForeignScript = """
        () => {
          const probe = document.createElement('span');
          document.body.append(probe);
          const own = new Set(['none', 'rgba(0, 0, 0, 0)']);
          for (const name of 'Canvas CanvasText Highlight HighlightText LinkText ButtonFace ButtonText GrayText'.split(' ')) {
            probe.style.color = name;
            own.add(getComputedStyle(probe).color);
          }
          probe.remove();
          const shapes = [...document.querySelectorAll('svg :is(rect, path, circle, text)')];
          const colours = shapes.flatMap((s) => [getComputedStyle(s).fill, getComputedStyle(s).stroke].map((c) => [c, s]));
          const foreign = colours.filter(([c]) => !own.has(c)).map(([c, s]) => `${s.tagName} ${s.getAttribute('class')}: ${c}`);
          return [String(shapes.length), ...new Set(foreign)];
        }
        """;

    private static IEnumerable<ColorScheme> Schemes => Thoroughness.Sample([ColorScheme.Dark, ColorScheme.Light], every: 2);

    [TestCaseSource(nameof(Schemes))]
    public async Task EveryShapeHasAColourOfTheSystemAndAxeFindsNothing(ColorScheme scheme)
    {
        FolioTrace[] traces = [FolioTrace.Of(Stories.Explain("migrate")), ExplorationTrace.Of(Stories.Exhibit("split-lookup"))];
        foreach (string html in traces.Select(ShowPage.Write))
        {
            await using OpenPage opened = await Browser.OpenAsync(
                "forced", html, "#s=4&g=1&p=a2b6a", new() { ColorScheme = scheme, ForcedColors = ForcedColors.Active, BypassCSP = true });
            string[] shapes = await opened.Page.EvaluateAsync<string[]>(ForeignScript);
            Assert.That(int.Parse(shapes[0], System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThan(40));
            Assert.That(shapes.Skip(1), Is.Empty);
            Assert.That((await opened.Page.RunAxe()).Violations.Select(static v => $"{v.Id}: {v.Help}"), Is.Empty);
        }
    }

    [Test]
    public async Task TheStepOfTheTableAndAPressedButtonAreSeenWithoutABackground()
    {
        string html = ShowPage.Write(FolioTrace.Of(Stories.Explain("gmem-allocate")));
        await using OpenPage opened = await Browser.OpenAsync("forced", html, "#s=4", new() { ForcedColors = ForcedColors.Active });
        Assert.That(await StyleAsync(opened.Page, "tr[aria-current]", "outlineStyle"), Is.EqualTo("solid"));
        Assert.That(await StyleAsync(opened.Page, ".square.temporary", "borderTopStyle"), Is.EqualTo("dashed"));
        Assert.That(await StyleAsync(opened.Page, ".square.spurious", "borderTopStyle"), Is.EqualTo("dotted"));
        string before = await StyleAsync(opened.Page, "#predict", "backgroundColor");
        await opened.Page.ClickAsync("#predict");
        Assert.That(await StyleAsync(opened.Page, "#predict", "backgroundColor"), Is.Not.EqualTo(before));
    }

    [Test]
    public async Task WhoWantsReducedMotionSeesNone()
    {
        string html = ShowPage.Write(FolioTrace.Of(Stories.Explain("gmem-allocate")));
        foreach ((ReducedMotion wish, string animation) in ((ReducedMotion, string)[])
            [(ReducedMotion.Reduce, "none"), (ReducedMotion.NoPreference, "come")])
        {
            await using OpenPage opened = await Browser.OpenAsync("motion", html, "#s=4", new() { ReducedMotion = wish });
            Assert.That(await StyleAsync(opened.Page, ".block.new", "animationName"), Is.EqualTo(animation));
        }
    }

    private static Task<string> StyleAsync(IPage page, string selector, string property) => page.EvaluateAsync<string>(
        "([selector, property]) => getComputedStyle(document.querySelector(selector))[property]", new[] { selector, property });
}
