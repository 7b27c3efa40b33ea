namespace FolioModel.Page.Tests;

/// <summary>
/// Every lesson, story, belief, scenario and exhibit opens from a file without a network, complains of nothing, and steps to its end.
/// </summary>
[TestFixture]
internal sealed class EveryPageTests
{
    private static readonly string[] s_offlineSchemes = ["file:", "data:", "blob:"];

    private static IEnumerable<string> Kinds => ["lesson", "story", "belief", "scenario", "exhibit"];

    [TestCaseSource(nameof(Kinds))]
    public async Task EveryPageOpensOfflineAndStepsToItsEnd(string kind)
    {
        ShownPage[] pages = [.. Stories.Pages.Where(p => p.Kind == kind)];
        Assert.That(pages, Is.Not.Empty);
        foreach ((string name, _, _, FolioTrace trace, string html) in pages)
        {
            await using OpenPage opened = await Browser.OpenAsync($"every-{name}", html);
            Assert.That(await opened.Page.TitleAsync(), Is.EqualTo($"{name} - folio show"));
            if (trace.Graphs.Count > 0)
            {
                await opened.Page.ClickAsync("[data-story]");
            }

            await opened.Page.ClickAsync("#last");
            string[] position = (await opened.Page.InnerTextAsync("#position")).Split(" / ");
            Assert.That(position[0], Is.EqualTo(position[1]), name);
            Assert.That(await opened.Page.Locator("#view-table [aria-current]").CountAsync(), Is.EqualTo(1), name);
            if (trace.Graphs.Count == 0)
            {
                Assert.That(position[1], Is.EqualTo($"{trace.Steps.Count - 1}"), name);
            }

            Assert.That(
                await opened.Page.Locator("#lesson .paragraph.current").CountAsync(),
                Is.EqualTo(trace.Head.Sections.Count > 0 ? 1 : 0), name);
            Assert.That(opened.Complaints, Is.Empty, name);
            Assert.That(
                opened.Requests.Where(static r => !Array.Exists(s_offlineSchemes, s => r.StartsWith(s, StringComparison.Ordinal))),
                Is.Empty, $"{name} must make no request");
        }
    }

    [Test]
    public void EveryPageHasThePolicyAndNamesNoOtherSiteThatItLoads()
    {
        foreach ((string name, _, _, _, string page) in Stories.Pages)
        {
            Assert.That(page.Contains("content=\"default-src 'none'; script-src 'sha256-", StringComparison.Ordinal), Is.True, name);
            Assert.That(page.Contains(" src=", StringComparison.Ordinal), Is.False, $"{name} loads something");
            Assert.That(page.Contains("<link", StringComparison.Ordinal), Is.False, $"{name} loads something");
        }
    }
}
