using Deque.AxeCore.Playwright;

namespace FolioModel.Page.Tests;

/// <summary>How a page behaves: keys, links, access, sizes, print, embedding, and that it needs nothing but itself.</summary>
[TestFixture]
internal sealed class PageTests
{
    private static readonly Lazy<string> s_scenario = new(() => ShowPage.Write(FolioTrace.Of(Stories.Explain("gmem-allocate"))));
    private static readonly Lazy<string> s_exhibit = new(() => ShowPage.Write(ExplorationTrace.Of(Stories.Exhibit("split-lookup"))));

    private static IEnumerable<ColorScheme> Schemes => Thoroughness.Sample([ColorScheme.Light, ColorScheme.Dark], every: 2);

    [Test]
    public void ThePolicyAllowsTheTwoPartsOfThePageAndNothingElse()
    {
        Assert.That(
            s_scenario.Value, Does.Contain("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"));
        Assert.That(s_scenario.Value, Does.Not.Contain("unsafe-"));
    }

    [Test]
    public void TheSameTraceGivesTheSamePage() =>
        Assert.That(ShowPage.Write(FolioTrace.Of(Stories.Explain("gmem-allocate"))), Is.EqualTo(s_scenario.Value));

    [Test]
    public async Task TheWholeStoryCanBeToldByKeysAlone()
    {
        await using OpenPage opened = await Browser.OpenAsync("keys", s_scenario.Value);
        IKeyboard keys = opened.Page.Keyboard;
        (string Key, int Step)[] presses =
        [
            ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 9), ("Home", 0), ("Shift+ArrowRight", 2), ("e", 2), ("End", 9),
            ("ArrowLeft", 8), ("c", 4),
        ];
        foreach ((string key, int step) in presses)
        {
            await keys.PressAsync(key);
            Assert.That(await StepAsync(opened.Page), Is.EqualTo(step), $"after {key}");
        }

        await keys.PressAsync("?");
        Assert.That(await opened.Page.Locator("dialog[open]").CountAsync(), Is.EqualTo(1));
        await keys.PressAsync("Escape");
        await keys.PressAsync("k");
        await keys.PressAsync("c");
        Assert.That(await StepAsync(opened.Page), Is.EqualTo(4), "single keys are switched off");
    }

    [Test]
    public async Task ARaceCanBeWalkedByLetters()
    {
        await using OpenPage opened = await Browser.OpenAsync("letters", s_exhibit.Value, "#g=1");
        foreach (char key in "aabbbbbba")
        {
            await opened.Page.Keyboard.PressAsync(key.ToString());
        }

        Assert.That(await opened.Page.GetAttributeAsync("[data-verdict]", "data-verdict"), Is.EqualTo("wrong"));
        await opened.Page.Keyboard.PressAsync("u");
        Assert.That(await opened.Page.Locator("[data-verdict]").CountAsync(), Is.EqualTo(0));
    }

    [Test]
    public async Task ALinkLeadsToItsStepAndBack()
    {
        await using OpenPage opened = await Browser.OpenAsync("link", s_scenario.Value, "#s=4&sel=0x0");
        Assert.That(await StepAsync(opened.Page), Is.EqualTo(4));
        Assert.That(
            await opened.Page.Locator(".selected").CountAsync(), Is.GreaterThan(1), "the selected folio lights up in several views");
        await opened.Page.EvaluateAsync("() => { location.hash = 's=7'; }");
        await opened.Page.WaitForFunctionAsync("() => document.getElementById('position').textContent.startsWith('7 ')");
        await opened.Page.GoBackAsync();
        await opened.Page.WaitForFunctionAsync("() => document.getElementById('position').textContent.startsWith('4 ')");
    }

    [TestCase("#gmem-allocate/s=4&sel=f:A", "0x0")]
    [TestCase("#s=4&sel=0x0", "0x0")]
    [TestCase("#s=4&sel=f:Z", null)]
    public async Task ALinkMayNameItsStoryAndSelectAFolioByItsLetter(string link, string? selected)
    {
        await using OpenPage opened = await Browser.OpenAsync("named-link", s_scenario.Value, link);
        Assert.That(await StepAsync(opened.Page), Is.EqualTo(4));
        Assert.That(
            await opened.Page.Locator($"#view-count .selected").CountAsync(), selected is null ? Is.Zero : Is.GreaterThan(0));
    }

    [TestCaseSource(nameof(Schemes))]
    public async Task AxeFindsNothing(ColorScheme scheme)
    {
        string name = scheme.ToString();
        foreach ((string what, string html) in ((string, string)[])[("scenario", s_scenario.Value), ("race", s_exhibit.Value)])
        {
            await using OpenPage opened = await Browser.OpenAsync(
                $"axe-{name}", html, "#s=4&g=1&p=a2b6a", new() { ColorScheme = scheme, BypassCSP = true });
            Deque.AxeCore.Commons.AxeResult result = await opened.Page.RunAxe();
            Assert.That(
                result.Violations.Select(
                    v => $"{what}: {v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Take(3).Select(static n => n.Html))}"), Is.Empty);
        }
    }

    [TestCase(320)]
    [TestCase(768)]
    [TestCase(1280)]
    [TestCase(1920)]
    public async Task NoWidthScrollsSideways(int width)
    {
        foreach (string html in (string[])[s_scenario.Value, s_exhibit.Value])
        {
            await using OpenPage opened = await Browser.OpenAsync(
                $"width-{width}", html, "#s=5&g=1&p=a2b6a", new() { ViewportSize = new() { Width = width, Height = 900 } });
            Assert.That(await opened.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        }
    }

    [Test]
    public async Task TextOfTwiceTheSizeScrollsNotSidewaysEither()
    {
        await using OpenPage opened = await Browser.OpenAsync(
            "large-text", s_scenario.Value, "#s=5", new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await opened.Page.EvaluateAsync(
            "() => { document.documentElement.style.fontSize = '200%'; document.body.style.fontSize = '200%'; }");
        Assert.That(await opened.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(1280));
    }

    [Test]
    public async Task APredictionIsAskedAndJudged()
    {
        await using OpenPage opened = await Browser.OpenAsync("predict", s_scenario.Value, "#s=1");
        await opened.Page.ClickAsync("#predict");
        await opened.Page.ClickAsync("#next");
        Assert.That(await StepAsync(opened.Page), Is.EqualTo(1), "the step is not shown before the question is answered");
        await opened.Page.FillAsync(".question input", "3");
        await opened.Page.ClickAsync(".question [type=submit]");
        Assert.That(await opened.Page.InnerTextAsync(".question .verdict"), Is.EqualTo("No. The model says 2."));
        await opened.Page.ClickAsync(".question .primary:not([hidden])");
        Assert.That(await StepAsync(opened.Page), Is.EqualTo(2));
    }

    [Test]
    public async Task AnEmbeddingPageMovesItByMessagesAndIsToldTheStep()
    {
        await using OpenPage opened = await Browser.OpenAsync("embed", s_scenario.Value);
        string address = opened.Page.Url;
        await using OpenPage outer = await Browser.OpenAsync(
            "outer",
            $"<!doctype html><title>outer</title><iframe src=\"{address}?embed&view=count\" width=700 height=500></iframe>"
                + "<script>let told = -1; addEventListener('message', (e) => { told = e.data.step; });</script>");
        await outer.Page.WaitForFunctionAsync("() => told === 0");
        await outer.Page.EvaluateAsync("() => document.querySelector('iframe').contentWindow.postMessage({ goto: 5 }, '*')");
        await outer.Page.WaitForFunctionAsync("() => told === 5");
        IFrame inner = outer.Page.Frames[1];
        Assert.That(await inner.Locator(".card:visible").CountAsync(), Is.EqualTo(1), "only the view that was asked for is shown");
    }

    [Test]
    public async Task APictureOfAViewStandsByItself()
    {
        await using OpenPage opened = await Browser.OpenAsync("svg", s_scenario.Value, "#s=4");
        IDownload download = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.ClickAsync("#view-graph [data-save=svg]"));
        string svg = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.That(svg, Does.StartWith("<svg").And.Contain("folio A").And.Contain("stroke="));
        Assert.That(download.SuggestedFilename, Is.EqualTo("gmem-allocate-graph-4.svg"));
    }

    [Test]
    public async Task AStepIsSavedAsOnePictureWithItsSentenceItsSumAndItsGraph()
    {
        await using OpenPage opened = await Browser.OpenAsync("step-picture", s_scenario.Value, "#s=4");
        IDownload drawing = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.ClickAsync("#view-count [data-save=svg]"));
        Assert.That(drawing.SuggestedFilename, Is.EqualTo("gmem-allocate-count-4.svg"));
        System.Xml.Linq.XDocument svg = System.Xml.Linq.XDocument.Load(await drawing.PathAsync());
        string[] texts = [.. svg.Descendants().Where(static e => e.Name.LocalName == "text").Select(static e => e.Value)];
        string[] expected =
        [
            "gmem-allocate, step 4 of 9", "folio A = 3: caller (allocation) 1 + page cache 1 + lru_add batch 1", "C  page cache 1",
            "a  caller (allocation) 1", "B  lru_add batch 1",
        ];
        Assert.That(expected.Except(texts), Is.Empty, string.Join('\n', texts));

        IDownload picture = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.ClickAsync("#view-count [data-save=png]"));
        byte[] png = await File.ReadAllBytesAsync(await picture.PathAsync());
        Assert.That(png[..4], Is.EqualTo(new byte[] { 0x89, 0x50, 0x4e, 0x47 }));
        Assert.That(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), Is.EqualTo(2 * 760), "twice as wide");
        Assert.That(png, Has.Length.GreaterThan(10_000), "an empty picture is smaller");
        Assert.That(await opened.Page.Locator("#view-table [data-save]:visible").CountAsync(), Is.Zero, "a table is no drawing");
        Assert.That(opened.Complaints, Is.Empty);
    }

    [Test]
    public async Task ADamagedPageSaysSoAndIsNotLeftEmpty()
    {
        string page = ShowPage.Write(Programs.Record(seed: 2, operations: 90, out _));
        int data = page.IndexOf("id=\"data\">", StringComparison.Ordinal) + 200;
        await using OpenPage opened = await Browser.OpenAsync("damaged", page[..data] + "AAAA" + page[(data + 4)..]);
        Assert.That(await opened.Page.InnerTextAsync("[role=alert]"), Does.StartWith("This page cannot be drawn: "));
        Assert.That(opened.Complaints, Is.Not.Empty);
    }

    private static async Task<int> StepAsync(IPage page) =>
        int.Parse((await page.InnerTextAsync("#position")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}
