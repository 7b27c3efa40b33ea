namespace FolioModel.Page.Tests;

/// <summary>Each scenario's page shows at every step, forward and back, what the model has.</summary>
[TestFixture]
internal sealed class ScenarioPageTests
{
    private static IEnumerable<string> Scenarios => Stories.ShownScenarios;

    [TestCaseSource(nameof(Scenarios))]
    public async Task EveryStepShowsLedgerListsTreeAndMemoryForwardAndBack(string name)
    {
        Explanation explanation = Stories.Explain(name);
        await using OpenPage opened = await Browser.OpenAsync(name, ShowPage.Write(FolioTrace.Of(explanation)));
        for (int n = 0; n < explanation.Steps.Count; n++)
        {
            await CompareAsync(opened.Page, explanation, n);
            await opened.Page.EvaluateAsync("() => document.getElementById('next').click()");
        }

        for (int n = explanation.Steps.Count - 1; n >= 0; n--)
        {
            await CompareAsync(opened.Page, explanation, n);
            await opened.Page.EvaluateAsync("() => document.getElementById('back').click()");
        }

        Assert.That(opened.Complaints, Is.Empty);
        Assert.That(
            opened.Requests.Where(static r => !r.StartsWith("file:", StringComparison.Ordinal)), Is.Empty, "the page must make no request");
    }

    private static async Task CompareAsync(IPage page, Explanation explanation, int n)
    {
        ExplanationStep step = explanation.Steps[n];
        SortedDictionary<string, string> shown = await Drawing.ReadAsync(page);
        HashSet<Pfn> named = [.. explanation.Steps.Where(static s => s.Folio != "-").Select(static s => s.Pfn)];

        // Where the steps are states of whole files, the page shows some folios of its own choice.
        SortedDictionary<string, string> expected = ModelFacts.Of(
            step.Snapshot!, f => named.Count == 0 ? shown.ContainsKey($"0x{f.Pfn.Value:x} count") : named.Contains(f.Pfn));
        ShortenLists(expected);

        // A task with neither locks nor waits says nothing; a page without any such task draws none.
        Array.ForEach(
            [.. expected.Keys.Where(k => k.StartsWith("task ", StringComparison.Ordinal) && expected[k].Length == 0)],
            k => _ = shown.ContainsKey(k) || expected.Remove(k));

        Assert.That(shown["step"], Is.EqualTo($"{n}"));
        Assert.That(
            Drawing.Differences(
                shown, expected,
                static fact => fact.StartsWith("block ", StringComparison.Ordinal) || fact.StartsWith("list ", StringComparison.Ordinal)),
            Is.Empty, $"step {n} of {explanation.Scenario}");
        Assert.That(shown["row"], Does.Contain(step.Function).And.Contain(step.Note), $"step {n}");
        if (step.Folio == "-")
        {
            return;
        }

        string sum = step.Holders.Count == 0 ? "nobody" : (step.IsFrozen ? "frozen: " : "") + step.Sum;
        Assert.That(shown["row"], Does.Contain($"| {step.Count} | {sum} |"), $"step {n}: the table's count and sum");
    }

    /// <summary>The page draws the ends of a long list, and a number in place of its middle.</summary>
    private static void ShortenLists(SortedDictionary<string, string> facts)
    {
        const int First = 20;
        const int Last = 4;
        foreach (string list in facts.Keys.Where(static k => k.StartsWith("list ", StringComparison.Ordinal)).ToArray())
        {
            string[] frames = facts[list].Split(' ');
            if (frames.Length > First + Last)
            {
                facts[list] = string.Join(' ', frames.Take(First).Concat(frames.TakeLast(Last)));
            }
        }
    }
}
