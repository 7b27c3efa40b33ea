namespace FolioModel.Page.Tests;

/// <summary>Many traces in one file: a list to choose from, links into each of them, and the documents that go with them.</summary>
[TestFixture]
internal sealed class CollectionTests
{
    private static readonly Lazy<string> s_page = new(() => ShowPage.WriteCollection(
        "two stories",
        [
            ("leak", "a put is forgotten", "scenario", FolioTrace.Of(Stories.Explain("leak"))),
            ("split-lookup", "lookup against a split", "exhibit", ExplorationTrace.Of(Stories.Exhibit("split-lookup"))),
        ],
        ("docs/learn/first-steps.md", "First steps")));

    [Test]
    public async Task AStoryIsChosenFromTheListAndTheListIsFoundAgain()
    {
        await using OpenPage opened = await Browser.OpenAsync("collection", s_page.Value);
        Assert.That(await opened.Page.Locator("ul.index a").AllInnerTextsAsync(), Is.EqualTo(["leak", "split-lookup", "First steps"]));
        await opened.Page.ClickAsync("ul.index a[href='#leak/s=0']");
        await opened.Page.ClickAsync("#next");
        Assert.That(await opened.Page.InnerTextAsync("#position"), Does.StartWith("1 "));
        Assert.That(opened.Page.Url, Does.EndWith("#leak/s=1"));
        await opened.Page.ClickAsync("#all");
        await opened.Page.WaitForSelectorAsync("ul.index");
        Assert.That(opened.Complaints, Is.Empty);
        Assert.That(opened.Requests, Has.All.StartsWith("file:"));
    }

    [Test]
    public async Task ALinkLeadsIntoOneOfTheStories()
    {
        await using OpenPage opened = await Browser.OpenAsync("collection", s_page.Value, "#split-lookup/g=1&p=a2b&s=3");
        await opened.Page.WaitForSelectorAsync("[data-token]");
        Assert.That(await opened.Page.GetAttributeAsync("[data-token]", "data-token"), Is.EqualTo("split-lookup/wrong:a2b"));
        Assert.That(await opened.Page.TitleAsync(), Is.EqualTo("split-lookup - folio show"));
        await opened.Page.EvaluateAsync("() => { location.hash = 'leak/s=2'; }");
        await opened.Page.WaitForFunctionAsync("() => document.getElementById('position')?.textContent.startsWith('2 ')");
        Assert.That(await opened.Page.TitleAsync(), Is.EqualTo("leak - folio show"));
    }

    [Test]
    public async Task AnUnknownNameShowsTheList()
    {
        await using OpenPage opened = await Browser.OpenAsync("collection", s_page.Value, "#nosuch/s=2");
        Assert.That(await opened.Page.Locator("ul.index").CountAsync(), Is.GreaterThan(0));
    }
}
