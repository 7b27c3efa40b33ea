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
            TestContext.Out.WriteLine(
                $"{scenario.Name}: {result.Verdict} {result.Violation?.Message} {result.Executions} executions, {result.Steps} steps, "
                + $"{result.States} states, {result.FinalStates.Count} final, {result.Elapsed.TotalSeconds:0.000} s, "
                + $"{result.Steps / result.Elapsed.TotalSeconds:N0} steps/s {string.Join(' ', result.Remarks)}");
        }

        Assert.That(naive.Verdict, Is.EqualTo(Verdict.Exhaustive), naive.BoundedBy ?? naive.Violation?.Message);
        Assert.That(states.FinalStates, Is.EquivalentTo(naive.FinalStates), "visited states and sleep sets lose or invent final states");
        Assert.That(sources.FinalStates, Is.EquivalentTo(naive.FinalStates), "source sets lose or invent final states");
        Assert.That(states.Executions, Is.LessThanOrEqualTo(naive.Executions));
        Assert.That(states.Remarks, Is.Empty);
    }

    /// <summary>
    /// The states that the first task touches depend on what it reads in the same step: whether it meets the last one, on what the second
    /// one did.
    /// </summary>
    [TestCase(Strategy.States, 1)]
    [TestCase(Strategy.SourceSets, 1)]
    [TestCase(Strategy.SourceSets, 2)]
    [TestCase(Strategy.Naive, 1)]
    public void AStepThatTouchesMoreOrLessByWhatItReadsHidesNoFault(Strategy strategy, int threads)
    {
        ExplorationProgram scenario = new("gated", "a write behind a gate", world =>
        {
            Shared<int> x = world.Share(0, "x");
            Shared<int> gate = world.Share(0, "gate");
            world.Task("a", () =>
            {
                if (gate.Value == 0)
                {
                    x.Value = 7;
                }

                return default;
            });
            world.Task("b", async () =>
            {
                _ = gate.Value;
                await world.Machine.PointAsync(SchedulingPoint.Put);
                gate.Value = 1;
            });
            world.Task("c", () =>
            {
                x.Value = 0;
                return default;
            });
            world.Finally("x is not 7", () => x.Value == 7 ? "it is" : null);
        });
        Assert.That(Explorer.Explore(scenario, new ExplorationOptions { Strategy = strategy, Parallel = threads }).Verdict,
            Is.EqualTo(Verdict.Violation));
    }

    /// <summary>Two changes that meet nowhere can be swapped, but not if somebody looks at the states in between.</summary>
    [TestCase(Strategy.States)]
    [TestCase(Strategy.SourceSets)]
    [TestCase(Strategy.Naive)]
    public void AClaimAboutEveryStateIsTestedInEveryState(Strategy strategy)
    {
        ExplorationProgram scenario = new("always", "two changes", world =>
        {
            Shared<int> x = world.Share(0, "x");
            Shared<int> y = world.Share(0, "y");
            world.Task("a", async () =>
            {
                await world.Machine.PointAsync(SchedulingPoint.Put);
                x.Value = 1;
            });
            world.Task("b", async () =>
            {
                await world.Machine.PointAsync(SchedulingPoint.Put);
                y.Value = 1;
            });
            world.Always("y waits for x", () => y.Value > x.Value ? "it did not" : null);
        });
        Assert.That(Explorer.Explore(scenario, new ExplorationOptions { Strategy = strategy }).Verdict, Is.EqualTo(Verdict.Violation));
    }

    private static ExplorationResult Explore(ExplorationProgram scenario, Strategy strategy) =>
        Explorer.Explore(scenario, new ExplorationOptions { Strategy = strategy, Executions = 2_000_000 });
}
