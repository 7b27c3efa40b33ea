using System.Text.Json;
using FolioModel.Cli.Modules;

namespace FolioModel.Page.Tests;

/// <summary>
/// The reader of a race's page decides which task goes on; what the page then shows is what a replay of the same way gives.
/// </summary>
[TestFixture]
internal sealed class ExhibitPageTests
{
    /// <summary>A whole walk in one call, from a graph's start: a call for each move takes longer than the page does.</summary>
    private const string WalkScript = $$"""
        ({ graph, choices }) => {
          document.querySelector(`[data-graph="${graph}"]`).click();
          [...document.querySelectorAll('.path button')].find((b) => b.textContent === 'start again').click();
          for (const choice of choices) {
            const moves = [...document.querySelectorAll('[data-move]:not([disabled])')];
            if (moves.length === 0) { break; }
            moves[choice % moves.length].click();
          }
          const facts = JSON.parse(({{Drawing.Script}})());
          const rows = [...document.querySelectorAll('#view-table tbody tr')].slice(1).map((r) => [...r.cells].map((c) => c.textContent));
          const verdict = document.querySelector('[data-verdict]')?.textContent ?? null;
          const token = document.querySelector('[data-token]').dataset.token;
          return JSON.stringify({ Token: token, Verdict: verdict, Rows: rows, Facts: facts });
        }
        """;

    private const int LongestWalk = 60;

    /// <summary>Walks through the two graphs of each race: more where the whole of the checks runs.</summary>
    private static readonly int s_walks = Thoroughness.Of(full: 4, quick: 2);

    private static IEnumerable<string> Exhibits => Stories.ShownExhibits;

    /// <summary>A race of a split against a lookup, and one in which allocations fail.</summary>
    private static IEnumerable<string> WalkedAtLength => Thoroughness.Sample(["split-lookup", "no-memory"], every: 2);

    [TestCaseSource(nameof(Exhibits))]
    public Task RandomWalksOfTheSchedulerEqualTheirReplay(string name) => CheckWalksAsync(name, s_walks, ShowPage.Write);

    [TestCaseSource(nameof(WalkedAtLength))]
    public async Task FiftyRandomWalksOfTheSchedulerEqualTheirReplay(string name)
    {
        int different = await CheckWalksAsync(name, Thoroughness.Of(full: 50, quick: 6), ShowPage.Write);
        Assert.That(different, Is.GreaterThan(Thoroughness.Of(full: 10, quick: 2)), "walks that are all the same find nothing");
    }

    /// <summary>Walks through a race at random, in turn through its right and its wrong graph.</summary>
    /// <returns>How many of the walks took different ways.</returns>
    internal static async Task<int> CheckWalksAsync(string name, int walks, Func<FolioTrace, string> write)
    {
        FolioTrace trace = ExplorationTrace.Of(Stories.Exhibit(name), 400);
        await using OpenPage opened = await Browser.OpenAsync(name, write(trace));
        Random random = new(7);
        HashSet<string> ways = [];
        for (int walk = 0; walk < walks; walk++)
        {
            int[] choices = [.. Enumerable.Range(0, LongestWalk).Select(_ => random.Next(1 << 16))];
            Walk walked = JsonSerializer.Deserialize<Walk>(
                await opened.Page.EvaluateAsync<string>(WalkScript, new { graph = walk % 2, choices }))!;
            CompareWithReplay(walked);
            ways.Add(walked.Token);
        }

        Assert.That(opened.Complaints, Is.Empty);
        return ways.Count;
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

    /// <summary>The rows, the verdict and the drawn machine are those of a replay of the same moves.</summary>
    private static void CompareWithReplay(Walk walk)
    {
        ExplorationProgram program = ModuleSet.BuiltIn.Programs.Find(ReplayToken.Read(walk.Token).Program);
        Trace replay = Replay.Run(program, walk.Token);
        Assert.That(walk.Rows, Has.Length.EqualTo(replay.Steps.Count), walk.Token);
        for (int i = 0; i < walk.Rows.Length; i++)
        {
            Assert.That(walk.Rows[i][1], Is.EqualTo(replay.Tasks[replay.Steps[i].Task]), $"{walk.Token}, step {i + 1}");
            Assert.That(walk.Rows[i][2], Is.EqualTo(replay.Steps[i].From), $"{walk.Token}, step {i + 1}");
            foreach (string happened in replay.Steps[i].Events)
            {
                Assert.That(walk.Rows[i][^1], Does.Contain(happened), $"{walk.Token}, step {i + 1}");
            }
        }

        Assert.That(
            walk.Verdict?.StartsWith("Wrong", StringComparison.Ordinal) == true, Is.EqualTo(replay.Violation is not null),
            $"{walk.Token}: {walk.Verdict}");
        CompareState(walk, program, replay);
    }

    /// <summary>The drawn machine is the one that the same moves lead to, run again from the start.</summary>
    private static void CompareState(Walk walk, ExplorationProgram program, Trace replay)
    {
        MachineSnapshot snapshot = Interleaving.MachineAfter(program, ReplayToken.Read(walk.Token).Path!);
        SortedDictionary<string, string> expected = ModelFacts.Of(
            snapshot, f => walk.Facts.ContainsKey($"0x{f.Pfn.Value:x} count"), t => replay.Tasks.Contains(t.Name));
        Assert.That(
            Drawing.Differences(walk.Facts, expected, static fact => fact.StartsWith("list ", StringComparison.Ordinal)), Is.Empty,
            walk.Token);
    }

    private sealed record Walk(string Token, string? Verdict, string[][] Rows, SortedDictionary<string, string> Facts);
}
