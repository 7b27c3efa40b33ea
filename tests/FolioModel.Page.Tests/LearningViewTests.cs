using System.Globalization;
using System.Text.Json.Nodes;
using FolioModel.Cli.Modules;
using FolioModel.Cli.Show;
using FolioModel.Observation;
using FolioModel.Reclaim;

namespace FolioModel.Page.Tests;

/// <summary>Merges and halvings step by step, the ruler of refaults, and the presenter mode: held against the model.</summary>
[TestFixture]
internal sealed class LearningViewTests
{
    [Test]
    public Task EachMergeAndHalvingIsWhatTheListsSay() => CheckMergesAsync(ShowPage.Write);

    [Test]
    public Task TheRulerOfARefaultIsTheModelsJudgement() => CheckRulerAsync(ShowPage.Write);

    internal static async Task CheckMergesAsync(Func<FolioTrace, string> write)
    {
        FolioTrace trace = ScriptShelf.Lessons.Find("01-buddy")!.Run();
        await using OpenPage opened = await Browser.OpenAsync("buddies", write(trace));
        Dictionary<string, int> seen = [];
        for (int n = 0; n < trace.Steps.Count; n++)
        {
            JsonObject blocks = trace.StateAt(n)["zones"]!["Normal"]!["blocks"]!.AsObject();
            foreach (BuddyLine line in await BuddiesAsync(opened.Page))
            {
                seen[line.Kind] = seen.GetValueOrDefault(line.Kind) + 1;
                Assert.That(line.Other,
                    line.Kind == "split" ? Is.EqualTo(line.First + (1 << (line.Order - 1))) : Is.EqualTo(line.First ^ (1 << line.Order)));
                if (line.Text.Contains("stays on the list", StringComparison.Ordinal))
                {
                    Assert.That(IsFree(blocks, line.First, line.Order), Is.True, $"step {n}: {line.Text}");
                }
                else if (line.Kind == "split")
                {
                    Assert.That(IsFree(blocks, line.Other, line.Order - 1), Is.True, $"step {n}: {line.Text}");
                }
            }

            await opened.Page.Keyboard.PressAsync("ArrowRight");
        }

        Assert.That(seen["split"], Is.EqualTo(6), "one page out of a block of order 6");
        Assert.That(seen["merge"], Is.EqualTo(2 + 4), "the second page merges twice, the last block four times");
    }

    internal static async Task CheckRulerAsync(Func<FolioTrace, string> write)
    {
        const string Text = """
            machine pages=256 cpus=1
            file data
            read data 0 6
            drain all
            find data 0 as a
            access a
            access a
            put a
            drain all
            find data 1 as b
            isolate b
            put b
            reclaim b
            find data 2 as c
            isolate c
            put c
            reclaim c
            find data 3 as d
            isolate d
            put d
            reclaim d
            """;
        string[] expected = RefaultsOf(FolioSession.Of(Text.Split('\n'), ModuleSet.BuiltIn.ScriptVerbs).Machine);
        FolioTrace trace = FolioScript.Parse(Text, "ruler").Run();
        await using OpenPage opened = await Browser.OpenAsync("ruler", write(trace));
        await opened.Page.ClickAsync("#last");
        List<string> shown = [];
        foreach (ILocator ruler in await opened.Page.Locator("[data-refault]").AllAsync())
        {
            shown.Add($"{await ruler.GetAttributeAsync("data-refault")}: {await ruler.GetAttributeAsync("data-distance")} of "
                + $"{await ruler.GetAttributeAsync("data-size")}, {await ruler.GetAttributeAsync("data-active")}");
        }

        Assert.That(shown, Is.EqualTo(expected));
        Assert.That(shown, Has.Some.EndsWith("yes").And.Some.EndsWith("no"));
    }

    /// <summary>The refault distance that the model gives each shadow of the only file.</summary>
    /// <remarks>Read at once: after an await the test may run on another thread, and a machine belongs to one.</remarks>
    private static string[] RefaultsOf(Machine machine)
    {
        WorkingSet workingSet = machine.WorkingSet;
        long active = machine.PagesOnLists(Lru.LruListKind.ActiveFile).Value;
        return
        [
            .. machine.Snapshot().Files.Values.Single().Entries.Values.Where(static e => e.Value is not null).Select(e =>
            {
                Shadow shadow = Shadow.Unpack(e.Value!.Value);
                return $"data {e.Index}: {workingSet.DistanceOf(shadow)} of {active}, "
                    + $"{(workingSet.IsRecent(shadow, file: true) ? "yes" : "no")}";
            }),
        ];
    }

    [Test]
    public async Task ThePresenterShowsOneViewInLargeType()
    {
        await using OpenPage opened = await Browser.OpenAsync("present", ShowPage.Write(ScriptShelf.Lessons.Find("04-xarray")!.Run()));
        const string Size = "() => parseFloat(getComputedStyle(document.body).fontSize)";
        double usual = await opened.Page.EvaluateAsync<double>(Size);
        await opened.Page.Keyboard.PressAsync("m");
        await opened.Page.Keyboard.PressAsync("3");
        Assert.That(await VisibleAsync(opened.Page), Is.EqualTo("view-tree"));
        Assert.That(await opened.Page.EvaluateAsync<double>(Size), Is.GreaterThan(usual));
        await opened.Page.Keyboard.PressAsync("1");
        Assert.That(await VisibleAsync(opened.Page), Is.EqualTo("view-count"));
        await opened.Page.Keyboard.PressAsync("m");
        Assert.That(await opened.Page.Locator(".card:visible").CountAsync(), Is.GreaterThan(4));
        Assert.That(opened.Complaints, Is.Empty);
    }

    private static async Task<string> VisibleAsync(IPage page) => string.Join(
        ' ', await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.card')].filter((c) => c.offsetParent).map((c) => c.id)"));

    private static async Task<IReadOnlyList<BuddyLine>> BuddiesAsync(IPage page)
    {
        string[][] lines = await page.EvaluateAsync<string[][]>(
            "() => [...document.querySelectorAll('[data-buddy]')].map((l) => [l.dataset.buddy, l.dataset.at, l.dataset.orderOf, "
                + "l.dataset.other, "
                + "l.textContent])");
        return [.. lines.Select(static l => new BuddyLine(l[0], Number(l[1]), Number(l[2]), Number(l[3]), l[4]))];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsFree(JsonObject blocks, int first, int order) => blocks.Any(
        b => b.Key.StartsWith($"{order} ", StringComparison.Ordinal) && b.Value!.AsArray().Any(f => (int)f! == first));

    private sealed record BuddyLine(string Kind, int First, int Order, int Other, string Text);
}
