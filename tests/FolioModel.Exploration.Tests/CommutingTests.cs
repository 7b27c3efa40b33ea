using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Exploration.Tests;

/// <summary>Two steps that no search need run in both orders lead to the same state in both.</summary>
/// <remarks>
/// All reductions rest on it. A local variable that is hashed with contents that other tasks change breaks it: one state is then counted as
/// several, by the way that led there.
/// </remarks>
internal sealed class CommutingTests
{
    private const int Walks = 30;
    private const int LongestWalk = 40;

    /// <summary>Programs whose tasks write variables of one closure, which counts as a local variable of each of them.</summary>
    private static readonly string[] s_closures = ["lookup-recheck", "bind-overflow"];

    /// <summary>Every how many programs of the catalogue one is tried; FOLIO_LEVELS=all tries all.</summary>
    private static readonly int s_every = Environment.GetEnvironmentVariable("FOLIO_LEVELS") == "all" ? 1 : 5;

    private static IEnumerable<string> Names() => ExploreAll.Entries(ModuleSet.BuiltIn.Programs)
        .Where(static e => !e.GoesWrong && !s_closures.Contains(e.Program.Name)).Select(static e => e.Program.Name)
        .Where(static (_, i) => i % s_every == 0);

    [TestCaseSource(nameof(Names))]
    public void IndependentStepsLeadToTheSameStateInBothOrders(string name)
    {
        ExplorationProgram scenario = ModuleSet.BuiltIn.Programs.Find(name);
        Random random = new(1);
        for (int walk = 0; walk < Walks; walk++)
        {
            List<Move> path = [];
            Execution execution = new(scenario);
            for (int left = random.Next(LongestWalk); left > 0 && !execution.IsOver && execution.Violation is null; left--)
            {
                List<Move> moves = execution.EnabledMoves();
                path.Add(moves[random.Next(moves.Count)]);
                execution.Step(path[^1]);
            }

            if (!execution.IsOver && execution.Violation is null && execution.Opaque is null)
            {
                CheckPairs(scenario, path, execution.EnabledMoves());
            }
        }
    }

    private static void CheckPairs(ExplorationProgram scenario, List<Move> path, List<Move> moves)
    {
        foreach (Move first in moves)
        {
            foreach (Move second in moves.Where(m => m.Task > first.Task))
            {
                if (Run(scenario, path, first, second) is (true, { } state))
                {
                    Assert.That(Run(scenario, path, second, first).State, Is.EqualTo(state),
                        $"{ReplayToken.Write(scenario.Name, path)} and then {first} and {second} in either order");
                }
            }
        }
    }

    private static (bool AreIndependent, UInt128? State) Run(ExplorationProgram scenario, List<Move> path, Move first, Move second)
    {
        Execution execution = new(scenario);
        path.ForEach(execution.Step);
        execution.Step(first);
        if (execution.Violation is not null || !execution.IsEnabled(second.Task))
        {
            return (false, null);
        }

        Footprint footprint = new(execution);
        execution.Step(second);
        return (footprint.IsIndependentOf(new Footprint(execution)), execution.Violation is null ? execution.StateHash : null);
    }
}
