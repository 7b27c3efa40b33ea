using System.Text.Json;
using FolioModel.Cli.Modules;

namespace FolioModel.Page.Tests;

/// <summary>
/// The reader of a race's page decides which task goes on; what the page then shows is what a replay of the same way gives.
/// </summary>
[TestFixture]
internal sealed class ExhibitPageTests
{
    private const string RowsScript =
        "() => JSON.stringify([...document.querySelectorAll('#view-table tbody tr')].slice(1)"
        + ".map((r) => [...r.cells].map((c) => c.textContent)))";

    /// <summary>A whole walk in one call: a call for each move takes longer than the page does.</summary>
    private const string ClickScript =
        "choices => { for (const choice of choices) { const moves = [...document.querySelectorAll('[data-move]:not([disabled])')];"
        + " if (moves.length === 0) { break; } moves[choice % moves.length].click(); } }";

    private const int LongestWalk = 60;

    /// <summary>Walks through each graph: more where the whole of the checks runs.</summary>
    private static readonly int s_walks = Thoroughness.Of(full: 4, quick: 2);

    private static IEnumerable<string> Exhibits => Stories.ShownExhibits;

    [TestCaseSource(nameof(Exhibits))]
    public Task RandomWalksOfTheSchedulerEqualTheirReplay(string name) => CheckWalksAsync(name, ShowPage.Write);

    internal static async Task CheckWalksAsync(string name, Func<FolioTrace, string> write)
    {
        FolioTrace trace = ExplorationTrace.Of(Stories.Exhibit(name), 400);
        await using OpenPage opened = await Browser.OpenAsync(name, write(trace));
        Random random = new(7);
        for (int walk = 0; walk < s_walks; walk++)
        {
            await opened.Page.ClickAsync($"[data-graph=\"{walk % 2}\"]");
            await RestartAsync(opened.Page);
            await WalkAsync(opened.Page, random);
        }

        Assert.That(opened.Complaints, Is.Empty);
    }

    [Test]
    public async Task TheStoryOfTheWrongOperationEndsInItsVerdict()
    {
        Exhibit exhibit = Stories.Exhibit("split-lookup");
        await using OpenPage opened = await Browser.OpenAsync("story", ShowPage.Write(ExplorationTrace.Of(exhibit)));
        await opened.Page.ClickAsync("[data-graph=\"1\"]");
        await opened.Page.ClickAsync("[data-story]");
        await opened.Page.ClickAsync("#last");
        Assert.That(
            await opened.Page.InnerTextAsync("[data-verdict]"), Does.Contain(Explorer.Explore(exhibit.WrongOne).Violation!.Message));
        Assert.That(
            await opened.Page.Locator("#view-compare tr[data-differs=yes]").CountAsync(), Is.GreaterThan(0),
            "right and wrong must part somewhere");
    }

    /// <summary>Takes enabled moves at random to the end of the way, or of the graph in the page, and compares with a replay.</summary>
    private static async Task WalkAsync(IPage page, Random random)
    {
        int[] choices = [.. Enumerable.Range(0, LongestWalk).Select(_ => random.Next(1 << 16))];
        await page.EvaluateAsync(ClickScript, choices);

        string token = (await page.GetAttributeAsync("[data-token]", "data-token"))!;
        ExplorationProgram program = ModuleSet.BuiltIn.Programs.Find(ReplayToken.Read(token).Program);
        Trace replay = Replay.Run(program, token);
        string[][] rows = JsonSerializer.Deserialize<string[][]>(await page.EvaluateAsync<string>(
            RowsScript))!;
        Assert.That(rows, Has.Length.EqualTo(replay.Steps.Count), token);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.That(rows[i][1], Is.EqualTo(replay.Tasks[replay.Steps[i].Task]), $"{token}, step {i + 1}");
            Assert.That(rows[i][2], Is.EqualTo(replay.Steps[i].From), $"{token}, step {i + 1}");
            foreach (string happened in replay.Steps[i].Events)
            {
                Assert.That(rows[i][^1], Does.Contain(happened), $"{token}, step {i + 1}");
            }
        }

        string? verdict = await page.Locator("[data-verdict]").CountAsync() == 0 ? null : await page.InnerTextAsync("[data-verdict]");
        Assert.That(
            verdict?.StartsWith("Wrong", StringComparison.Ordinal) == true, Is.EqualTo(replay.Violation is not null),
            $"{token}: {verdict}");
        await CompareStateAsync(page, program, replay, token);
    }

    /// <summary>The drawn machine is the one that the same moves lead to, run again from the start.</summary>
    private static async Task CompareStateAsync(IPage page, ExplorationProgram program, Trace replay, string token)
    {
        MachineSnapshot snapshot = Interleaving.MachineAfter(program, ReplayToken.Read(token).Path!);
        SortedDictionary<string, string> shown = await Drawing.ReadAsync(page);
        SortedDictionary<string, string> expected = ModelFacts.Of(
            snapshot, f => shown.ContainsKey($"0x{f.Pfn.Value:x} count"), t => replay.Tasks.Contains(t.Name));
        Assert.That(
            Drawing.Differences(shown, expected, static fact => fact.StartsWith("list ", StringComparison.Ordinal)), Is.Empty, token);
    }

    private static async Task RestartAsync(IPage page) =>
        await page.EvaluateAsync(
            "() => [...document.querySelectorAll('.path button')].find((b) => b.textContent === 'start again')?.click()");
}
