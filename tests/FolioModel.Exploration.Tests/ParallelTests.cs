using System.Collections.Concurrent;
using FolioModel.Exploration.Catalogue;

namespace FolioModel.Exploration.Tests;

/// <summary>Explorations share nothing: side by side they come to what they come to one after the other.</summary>
internal sealed class ParallelTests
{
    [Test]
    public void SideBySideGivesTheResultsOfOneAfterTheOther()
    {
        string[] names = [.. ScenarioCatalogue.Programs.Select(static p => p.Name), "lookup-recheck/wrong", "remove+split", "get_pfn+convert"];
        Dictionary<string, string> alone = names.ToDictionary(static n => n, Result);
        ConcurrentBag<(string Name, string Result)> together = [];
        Parallel.ForEach(names.Concat(names), name => together.Add((name, Result(name))));
        Assert.That(together, Has.Count.EqualTo(2 * names.Length));
        Assert.That(together.Where(t => t.Result != alone[t.Name]), Is.Empty);
    }

    private static string Result(string name)
    {
        ExplorationResult result = Explorer.Explore(ScenarioCatalogue.Find(name));
        return $"{result.Verdict} {result.Executions} {result.Steps} {result.States} {string.Join(' ', result.FinalStates.Order())} {result.Token}";
    }
}
