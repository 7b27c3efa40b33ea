namespace FolioModel.Page.Tests;

/// <summary>Each scenario's page shows at every step, forward and back, what the model has.</summary>
[TestFixture]
internal sealed class ScenarioPageTests
{
    private static IEnumerable<string> Scenarios => Stories.Scenarios;

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
        SortedDictionary<string, string> expected = ModelFacts.Of(step.Snapshot!, f => named.Contains(f.Pfn));
        Assert.That(shown["step"], Is.EqualTo($"{n}"));
        Assert.That(
            Drawing.Differences(
                shown, expected,
                static fact => fact.StartsWith("block ", StringComparison.Ordinal) || fact.StartsWith("list ", StringComparison.Ordinal)),
            Is.Empty, $"step {n} of {explanation.Scenario}");
        Assert.That(shown["row"], Does.Contain(step.Function).And.Contain(step.Note), $"step {n}");
        string sum = step.Holders.Count == 0 ? "nobody" : (step.IsFrozen ? "frozen: " : "") + step.Sum;
        Assert.That(shown["row"], Does.Contain($"| {step.Count} | {sum} |"), $"step {n}: the table's count and sum");
    }
}
