namespace FolioModel.Page.Tests;

/// <summary>A page on paper: every step is there, six steps a page with blanks for answers, and no row is cut by a page's end.</summary>
[TestFixture]
internal sealed class PrintTests
{
    private const int SheetsOfAPage = 6;

    private static IEnumerable<string> Printed => Thoroughness.Sample(["gmem-allocate", "migrate", "truncate-partial"], every: 3);

    [TestCaseSource(nameof(Printed))]
    public async Task EveryStepIsPrintedAndNoRowIsCut(string name)
    {
        FolioTrace trace = FolioTrace.Of(Stories.Explain(name));
        await using OpenPage opened = await Browser.OpenAsync("print", ShowPage.Write(trace));
        PrintedPage printed = PrintedPage.Read(await opened.Page.PdfAsync(new() { Format = "A4", Tagged = true }));
        Assert.That(printed.Rows, Has.Count.EqualTo(trace.Steps.Count));
        Assert.That(printed.Rows.Where(static r => r.Count > 1), Is.Empty, "a row stands on one page");

        int sheets = await opened.Page.Locator("#handout .sheet").CountAsync();
        Assert.That(sheets, Is.EqualTo(trace.Steps.Count));
        int pagesOfTheTable = printed.Rows.SelectMany(static r => r).Distinct().Count();
        int before = await PagesBeforeTheHandoutAsync(opened.Page);
        Assert.That(before, Is.GreaterThanOrEqualTo(pagesOfTheTable));
        Assert.That(printed.Pages - before, Is.InRange((sheets + SheetsOfAPage - 1) / SheetsOfAPage, sheets / 4 + 2));
    }

    [Test]
    public async Task ARowThatMayBeCutWouldBeFound()
    {
        await using OpenPage opened = await Browser.OpenAsync(
            "cut", ShowPage.Write(FolioTrace.Of(Stories.Explain("migrate"))), "", new() { BypassCSP = true });
        await opened.Page.AddStyleTagAsync(new() { Content = "tr { break-inside: auto !important; } td { line-height: 4 !important; }" });
        PrintedPage printed = PrintedPage.Read(await opened.Page.PdfAsync(new() { Format = "A5", Tagged = true }));
        Assert.That(printed.Rows.Where(static r => r.Count > 1), Is.Not.Empty);
    }

    [Test]
    public async Task AHandoutHasBlanksWhereAnswersAreAskedFor()
    {
        await using OpenPage opened = await Browser.OpenAsync("blanks", ShowPage.Write(FolioTrace.Of(Stories.Explain("gmem-allocate"))));
        string[] told = await SumsAsync(opened.Page);
        Assert.That(told[4], Is.EqualTo("3 = caller (allocation) 1 + page cache 1 + lru_add batch 1"));
        await opened.Page.ClickAsync("#predict");
        string[] asked = await SumsAsync(opened.Page);
        Assert.That(asked[4], Is.EqualTo("count ______ = ____________________"));
        Assert.That(asked[3], Is.EqualTo(told[3]), "a step that changes no count asks nothing");
    }

    private static async Task<string[]> SumsAsync(IPage page)
    {
        await page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        return await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#handout .sum')].map((s) => s.textContent)");
    }

    private static async Task<int> PagesBeforeTheHandoutAsync(IPage page)
    {
        await page.EvaluateAsync("() => { document.getElementById('handout').remove(); }");
        return PrintedPage.Read(await page.PdfAsync(new() { Format = "A4", Tagged = true })).Pages;
    }
}
