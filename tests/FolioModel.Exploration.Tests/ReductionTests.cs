using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>No reduction loses a final state: each finds just those that running every order one by one finds.</summary>
internal sealed class ReductionTests
{
    [TestCaseSource(typeof(SmallPrograms), nameof(SmallPrograms.All))]
    public void EveryStrategyFindsTheFinalStatesOfNaiveEnumeration(ExplorationProgram scenario)
    {
        ExplorationResult naive = Explore(scenario, Strategy.Naive);
        ExplorationResult states = Explore(scenario, Strategy.States);
        ExplorationResult sources = Explore(scenario, Strategy.SourceSets);
        foreach (ExplorationResult result in new[] { naive, states, sources })
        {
            TestContext.Out.WriteLine($"{scenario.Name}: {result.Verdict} {result.Violation?.Message} {result.Executions} executions, {result.Steps} steps, {result.States} states, {result.FinalStates.Count} final, {result.Elapsed.TotalSeconds:0.000} s, {result.Steps / result.Elapsed.TotalSeconds:N0} steps/s {string.Join(' ', result.Remarks)}");
        }

        Assert.That(naive.Verdict, Is.EqualTo(Verdict.Exhaustive), naive.BoundedBy ?? naive.Violation?.Message);
        Assert.That(states.FinalStates, Is.EquivalentTo(naive.FinalStates), "visited states and sleep sets lose or invent final states");
        Assert.That(sources.FinalStates, Is.EquivalentTo(naive.FinalStates), "source sets lose or invent final states");
        Assert.That(states.Executions, Is.LessThanOrEqualTo(naive.Executions));
        Assert.That(states.Remarks, Is.Empty);
    }

    private static ExplorationResult Explore(ExplorationProgram scenario, Strategy strategy) =>
        Explorer.Explore(scenario, new ExplorationOptions { Strategy = strategy, Executions = 2_000_000 });
}
