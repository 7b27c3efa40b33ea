using FolioModel.Testing.Search;

namespace FolioModel.Testing;

/// <summary>Runs one given interleaving again, or the search that a finding about all of them came from.</summary>
public static class Replay
{
    /// <summary>Runs the choices of a token.</summary>
    /// <param name="scenario">The scenario that the token was made for.</param>
    /// <param name="token">The token.</param>
    /// <returns>What happens, step by step.</returns>
    /// <exception cref="FormatException">It is no token, or one of another scenario.</exception>
    public static Trace Run(ExplorationProgram scenario, string token)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        (string name, IReadOnlyList<Move>? path) = ReplayToken.Read(token);
        if (name != scenario.Name)
        {
            throw new FormatException($"the token is of scenario '{name}', not of '{scenario.Name}'");
        }

        return path is null ? RunAll(scenario) : Run(scenario, path);
    }

    /// <summary>Runs given choices.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="path">The choices.</param>
    /// <exception cref="FormatException">A choice names a task that cannot go on there.</exception>
    public static Trace Run(ExplorationProgram scenario, IReadOnlyList<Move> path)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(path);
        TraceRecorder recorder = new();
        Execution execution = new(scenario, recorder);
        recorder.Start(execution);
        foreach (Move move in path)
        {
            if (move.Task >= execution.Runs.Count || !execution.IsEnabled(move.Task))
            {
                string state = move.Task < execution.Runs.Count ? $"{execution.Runs[move.Task]}"
                    : $"there are {execution.Runs.Count} tasks";
                string others = string.Join(", ", execution.EnabledMoves());
                throw new FormatException(
                    $"step {execution.Path.Count + 1} of the path: task {move} cannot go on there ({state}); expected "
                        + $"{(others.Length > 0 ? others : "the end")}");
            }

            recorder.Begin(execution, move);
            execution.Step(move);
            recorder.End(execution);
        }

        Violation? found = execution.Violation;
        if (found is null && execution.IsOver)
        {
            found = SerialOutcomes.Judge(execution, new Lazy<SerialOutcomes>(() => new SerialOutcomes(scenario)));
        }

        return recorder.ToTrace(scenario, execution) with
        {
            Violation = found,
            Unfinished = found is null && !execution.IsOver ? Standstill.Describe(execution.Runs) : null,
        };
    }

    private static Trace RunAll(ExplorationProgram scenario)
    {
        ExplorationResult result = Explorer.Explore(scenario);
        return result.Violation is { Path.Count: > 0 } violation ? Run(scenario, violation.Path)
            : new Trace(scenario.Name, TasksOf(scenario, result.Violation), [], result.Violation)
            {
                Unfinished = result.Verdict == Verdict.BoundedBy ? $"the search was bounded by {result.BoundedBy}" : null,
            };
    }

    /// <summary>The names of a program's tasks; none where its set-up fails.</summary>
    private static IReadOnlyList<string> TasksOf(ExplorationProgram scenario, Violation? found) =>
        found?.Kind == ViolationKind.SetUp ? [] : [.. new Execution(scenario).Runs.Select(static run => run.Task.Name)];

    internal static int PreemptionsIn(ExplorationProgram scenario, IReadOnlyList<Move> path)
    {
        Execution execution = new(scenario);
        int preemptions = 0;
        foreach (Move move in path)
        {
            int last = execution.LastTask;
            preemptions += last >= 0 && last != move.Task && execution.IsEnabled(last) ? 1 : 0;
            execution.Step(move);
        }

        return preemptions;
    }
}
